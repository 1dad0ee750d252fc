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

    /// What is counted before people; what only a bound or a size counts («octets», «signes») is left out.
    private static let counted = [
        "alarmes", "brouillons", "cases", "copies", "demandes", "documents", "enregistrements",
        "entrées", "échéances", "fiches", "fichiers", "guichets", "heures", "incidents", "jours",
        "lignes", "minutes", "motifs", "notifications", "partenaires", "personnes", "phrases",
        "pièces", "plis", "points", "questions", "réponses", "secondes", "structures", "tours",
    ]

    @Test("ce qui suit un nombre est accordé : le pluriel seul après un compte n'est pas d'ici")
    func agreed() throws {
        // «\(count) fiches», the count being what calls and one more level of parentheses hold.
        let noun = Self.counted.joined(separator: "|")
        let phrase = try Regex(
            #"\\\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\) (?:"# + noun + #")(?![\p{L}\p{N}])"#)
        // A constant is a bound, which is many; so is what is named a limit.
        let bound = try Regex(#"^(?:Self\.|[A-Z])|[Ll]imit$|^(?:maximum|shortest)$"#)
        // One has its own words beside, on one of these lines.
        let single = try Regex(#"== 1\b|< 2\b|< 14\b|< 172_800|\bdefault:|case \.\.\."#)
        var allowed = 0
        for file in try Repository.files(under: "Sources", endings: ["swift"]) {
            let lines = try Repository.text(file).split(
                separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated()
            where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                for match in line.matches(of: phrase) {
                    let count = match.output[1].substring ?? ""
                    let near = lines[max(0, index - 4)...index].joined(separator: "\n")
                    if count.contains(bound) || near.contains(single) {
                        allowed += 1
                        continue
                    }
                    Issue.record("\(file):\(index + 1) : \(match.output[0].substring ?? "")")
                }
            }
        }
        // Otherwise it looks at nothing any more.
        #expect(allowed > 10)
    }

    /// A message by SMS to who has the program, what a terminal started, and its end.
    private static let commands = ["Handover.swift", "Refused.swift", "parti.mustache"]

    @Test(
        "qui lit une page n'a pas de terminal : ni le bureau ni le travail d'un agent ne nomment de commande"
    )
    func commands() throws {
        let command = try Regex("agir-liaison [a-z]")
        let files =
            try Repository.files(under: "Sources/LiaisonAgent", endings: ["swift"])
            + Repository.files(
                under: "Sources/agir-liaison-bureau", endings: ["swift", "mustache", "js"])
        var allowed: Set<String> = []
        for file in files {
            for line in try Repository.text(file).split(separator: "\n")
            where !line.drop(while: { $0 == " " }).hasPrefix("//") && line.contains(command) {
                if let one = Self.commands.first(where: file.hasSuffix) {
                    allowed.insert(one)
                } else {
                    Issue.record("\(file) : \(line)")
                }
            }
        }
        #expect(allowed == Set(Self.commands))
    }

    /// What `Desk.problem` rewords, a refusal of the bureau's own, and errors of a form, which name its fields.
    private static let worded = [
        "CheckRoutes.swift", "Desk.swift", "DraftForm.swift", "Refusals.swift",
    ]

    @Test("pourquoi un travail n'a pas pu se faire se dit sur une page par `DaemonWords.told`")
    func reasons() throws {
        let message = try Regex(#"\.message\b"#)
        var allowed: Set<String> = []
        for folder in ["Opened", "Pages", "Server"] {
            for file in try Repository.files(
                under: "Sources/agir-liaison-bureau/\(folder)", endings: ["swift"])
            {
                for line in try Repository.text(file).split(separator: "\n")
                where line.contains(message) && !line.contains("daemon.told") {
                    if let one = Self.worded.first(where: file.hasSuffix) {
                        allowed.insert(one)
                    } else {
                        Issue.record("\(file) : \(line)")
                    }
                }
            }
        }
        #expect(allowed == Set(Self.worded))
    }

    /// What systemd gives is texts by name: variables, sockets.
    private static let given = ["environment", "inherited"]

    @Test(
        "l'interface locale se lit et s'écrit par des valeurs : les deux programmes n'en nomment aucune clé"
    )
    func rawKeys() throws {
        let access = try Regex(#"[\w)\]?]\["[^"]*"\]"#)
        var allowed = 0
        for folder in ["Sources/agir-liaison", "Sources/agir-liaisond"] {
            for file in try Repository.files(under: folder, endings: ["swift"]) {
                for line in try Repository.text(file).split(separator: "\n")
                where line.contains("[\"") && line.contains(access) {
                    if Self.given.contains(where: line.contains) {
                        allowed += 1
                    } else {
                        Issue.record("\(file) : \(line)")
                    }
                }
            }
        }
        // Otherwise it looks at nothing any more.
        #expect(allowed > 5)
    }
}
