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
            for line in try Repository.text(file).split(separator: "\n")
            where ["(s)", "(x)"].contains(where: line.contains) {
                // Those of the forms are the guide's.
                let isForm = line.contains("enfant(s)")
                if !isForm { Issue.record("\(file) : \(line)") }
            }
        }
    }

    /// Nouns that people count, as they are written after two and more.
    private static let counted = [
        "accusés", "alarmes", "cartes", "cases", "documents", "enregistrements", "entrées",
        "fiches", "heures", "jours", "lignes", "minutes", "motifs", "notifications", "partenaires",
        "personnes", "pièces", "plis", "points", "premières", "présents", "purgés", "questions",
        "réponses", "secondes", "signes", "tableaux", "élagages",
    ]
    /// How what is never 0 nor 1 is called here.
    private static let bounds = [
        "imit", "Days", ".days", ".answers", "length", "longestLife", "mostReasons",
    ]

    @Test(
        "après un nombre qui change, le pluriel vient de `Plural`, ou le singulier est écrit à côté"
    )
    func countedNouns() throws {
        var allowed = 0
        for file in try Repository.files(under: "Sources", endings: ["swift"]) {
            let lines = try Repository.text(file).split(
                separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.contains("\\(") {
                for noun in Self.counted {
                    guard let end = line.firstRange(of: ") \(noun)")?.lowerBound,
                        let number = Self.interpolation(line[..<end])
                    else { continue }
                    let near = lines[max(0, index - 3)...index].joined()
                    if Self.bounds.contains(where: number.hasSuffix)
                        || ["== 1", "case 1:", "Plural.word("].contains(where: near.contains)
                    {
                        allowed += 1
                    } else {
                        Issue.record("\(file) : \(line)")
                    }
                }
            }
        }
        // Otherwise it looks at nothing any more.
        #expect(allowed > 10)
    }

    /// What an interpolation says, of the text before the parenthesis that ends one; nil where it ends none.
    private static func interpolation(_ text: Substring) -> Substring? {
        var depth = 1
        for index in text.indices.reversed() {
            if text[index] == ")" { depth += 1 }
            guard text[index] == "(" else { continue }
            depth -= 1
            if depth == 0 {
                return text[..<index].hasSuffix("\\") ? text[text.index(after: index)...] : nil
            }
        }
        return nil
    }
}
