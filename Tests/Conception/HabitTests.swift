import Testing

/// What once crashed, and nobody may write again (docs/conception/pitfalls.md).
@Suite("Habitudes : ce qui a fait tomber un processus")
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
}
