import ArgumentParser
import Foundation
import LiaisonSchema
import LiaisonService
import Testing

@testable import FrenchArguments
@testable import agir_liaison
@testable import agir_liaisond

/// What the programs take, write and answer is on the pages: none of it is known to the code alone.
@Suite("Conception : les pages disent ce que le code sait")
struct ContractTests {
    private static func page(_ name: String) throws -> String {
        try Repository.text("docs/conception/\(name).md")
    }

    /// Whether a page names that word between grave accents, or as a word of a code.
    private static func has(_ page: String, _ word: String) -> Bool {
        page.ranges(of: word).contains { range in
            let before =
                range.lowerBound == page.startIndex
                ? " " : page[page.index(before: range.lowerBound)]
            let after = range.upperBound == page.endIndex ? " " : page[range.upperBound]
            func isPart(_ sign: Character) -> Bool {
                sign.isLetter || sign.isNumber || sign == "-" || sign == "_"
            }
            return !isPart(before) && !isPart(after)
        }
    }

    @Test("chaque commande, et chacune de ses options, est dans cli.md")
    func commands() throws {
        let page = try Self.page("cli")
        let lines = page.split(separator: "\n").map(String.init)
        var (commands, options) = (0, 0)
        func look(_ command: CommandDescription, _ words: [String]) {
            for argument in command.arguments where argument.isShown {
                let names = argument.names.filter { !["--help", "-h", "--version"].contains($0) }
                guard !names.isEmpty else { continue }
                options += 1
                // What a command writes has one name, in French.
                if names.contains("-o") { #expect(names.contains("--sortie"), "\(words)") }
                if !names.contains(where: { Self.has(page, $0) }) {
                    Issue.record("\(words.joined(separator: " ")) : \(names) n'est pas à la page")
                }
            }
            let shown = command.subcommands.filter(\.isShown)
            guard shown.isEmpty else {
                for subcommand in shown { look(subcommand, words + [subcommand.name]) }
                return
            }
            commands += 1
            // A row names a group once, then what follows it.
            let group = words.dropLast().joined(separator: " ")
            if !lines.contains(where: { Self.has($0, group) && Self.has($0, command.name) }) {
                Issue.record("\(words.joined(separator: " ")) n'est pas à la page")
            }
        }
        let programs = [AgirLiaison._dumpHelp(), Liaisond._dumpHelp()]
        for dump in programs {
            let program = try #require(CommandDescription(dump: dump))
            for command in program.subcommands where command.isShown {
                look(
                    command,
                    program.name == "agir-liaison" ? [command.name] : [program.name, command.name])
            }
        }
        #expect(commands > 70)
        #expect(options > 300)
    }

    @Test("chaque réglage du service est dans cli.md, et dans le manuel de l'administrateur")
    func settings() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(#"{"inconnue": "x"}"#.utf8).write(to: file)
        let error = await #expect(throws: ConfigurationError.self) {
            try await DaemonConfiguration(
                file: file.path(), etat: nil, socket: nil, ecoute: nil, environment: [:])
        }
        // The refusal lists those that there are.
        let keys = try #require(error?.hint.split(separator: ":").last).split(separator: ",")
            .map {
                $0.filter { !" .".contains($0) || $0 == "." }.trimmingCharacters(
                    in: .init(charactersIn: " ."))
            }
        #expect(keys.count > 15)
        let pages = [try Self.page("cli"), try Repository.text("docs/administrateur.md")]
        for key in keys where !pages.allSatisfy({ $0.contains("`\(key)`") }) {
            Issue.record("« \(key) » n'est pas aux deux pages")
        }
    }

    @Test("chaque adresse de docs/openapi.yaml est dans formats.md")
    func routes() throws {
        let page = try Self.page("formats")
        let start = try #require(page.firstRange(of: "## Local interface"))
        let local = page[start.upperBound...].prefix { _ in true }
        var seen = 0
        for line in try Repository.text("docs/openapi.yaml").split(separator: "\n")
        where line.hasPrefix("  /") && line.hasSuffix(":") {
            seen += 1
            let path = line.dropFirst(2).dropLast()
            if path.hasPrefix("/local/v1/") {
                let words = path.dropFirst("/local/v1/".count).split(separator: "/")
                    .filter { !$0.hasPrefix("{") }.map(String.init)
                for word in words where !Self.has(String(local), word) {
                    Issue.record("\(path) : « \(word) » n'est pas à la page")
                }
            } else if !page.contains(path.prefix { $0 != "{" }) {
                Issue.record("\(path) n'est pas à la page")
            }
        }
        #expect(seen > 40)
    }

    @Test(
        "chaque code des formats est dans formats.md ; chaque règle de conservation, dans rgpd.md")
    func codes() throws {
        let formats = try Self.page("formats")
        let codes: [String] =
            Acte.Kind.allCases.map(\.rawValue) + Objet.allCases.map(\.rawValue)
            + StructureKind.allCases.map(\.rawValue) + Role.allCases.map(\.rawValue)
            + Accuse.Statut.allCases.map(\.rawValue) + Accuse.Motif.allCases.map(\.rawValue)
            + Carte.Revocation.Motif.allCases.map(\.rawValue)
            + EpochActe.Motif.allCases.map(\.rawValue)
            + Verification.Moyen.allCases.map(\.rawValue)
            + RetentionFact.Genre.allCases.map(\.rawValue)
            + IncidentFact.Genre.allCases.map(\.rawValue)
            + RequestFact.Etape.allCases.map(\.rawValue)
            + IncidentNature.allCases.map(\.rawValue) + Refusal.Code.allCases.map(\.rawValue)
        for code in codes where !Self.has(formats, code) {
            Issue.record("« \(code) » n'est pas dans formats.md")
        }
        let rgpd = try Self.page("rgpd")
        for rule in RetentionRule.allCases where !Self.has(rgpd, rule.rawValue) {
            Issue.record("« \(rule.rawValue) » n'est pas dans rgpd.md")
        }
    }

    @Test("ce qui n'est pas à la page se voit")
    func absent() {
        #expect(Self.has("| `a-b` [--c-d E] |", "a-b") && Self.has("| `a-b` [--c-d E] |", "--c-d"))
        #expect(!Self.has("| `a-b` [--c-d E] |", "a") && !Self.has("| `a-b` |", "--c"))
        #expect(!Self.has("`--c-d`", "--c"))
    }
}
