import Testing

/// What nobody may write again: what once crashed (docs/conception/pitfalls.md), and French that agrees with
/// nothing.
@Suite("Habitudes : ce qui ne s'écrit plus")
struct HabitTests {
    /// In two halves each, so that this file does not hold them.
    private static let forbidden = ["Process" + "()", "sete" + "nv(", "pute" + "nv("]

    @Test("ni Foundation pour lancer un programme, ni l'environnement changé sous les autres fils")
    func processes() throws {
        let files =
            try Repository.files(under: "Sources", endings: ["swift", "c"])
            + Repository.files(under: "Tests", endings: ["swift"])
        #expect(files.count > 500)
        for file in files {
            let text = try Repository.text(file)
            for word in Self.forbidden where text.contains(" " + word) {
                Issue.record("\(file) : \(word)")
            }
        }
    }

    @Test("un nom s'accorde avec son nombre (`Plural`) : pas de « pli(s) » après un nombre")
    func plurals() throws {
        for file in try Repository.files(under: "Sources", endings: ["swift", "mustache"]) {
            for line in try Repository.text(file).split(separator: "\n") where line.contains("(s)")
            {
                // Those of the forms are the guide's.
                let isForm = line.contains("enfant(s)")
                if !isForm { Issue.record("\(file) : \(line)") }
            }
        }
    }
}
