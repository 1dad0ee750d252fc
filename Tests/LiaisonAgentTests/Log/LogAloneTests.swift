import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What an export gives besides the records, and the root at a size.
@Suite struct LogAloneTests {
    private let team: Team
    private let machine: Machine
    private let journal: FakeLog

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
        journal = FakeLog(team)
        try journal.show()
    }

    private final class Files: LogExportFiles {
        var folders: [String] = []
        var names: [String] = []
        var texts: [String: String] = [:]

        func makeFolder(_ name: String) { folders.append(name) }

        func write(_ name: String, _ body: ((String) throws -> Void) throws -> Void) throws {
            var text = ""
            try body { text += $0 }
            names.append(name)
            texts[name] = text
        }
    }

    private func export(_ kept: [LogVerification.Kept], to files: Files) throws
        -> LogExport.Result
    {
        try LogExport.execute(
            LogReading.plan(machine.context, reason: .audit), reason: nil, kept: kept, to: files)
    }

    @Test("le dossier se suffit : cartes, clés, points gardés, vérificateur, page")
    func alone() throws {
        let partner = try Team("ml.example", .missionLocale, team.horloge)
        let stranger = try Team("autre.example", .missionLocale, team.horloge)
        let card = try partner.card()
        try machine.knows(card)
        try machine.knows(stranger.card(), isVerified: false)
        try journal.show(points: [journal.point(2), journal.point()])
        let files = Files()
        let kept = LogVerification.Kept(name: "garde", bytes: try journal.point(4).bytes)
        let export = try export([kept], to: files)
        // Whom nobody verified may be the daemon's own invention.
        #expect(export.points == 2 && export.cards.map(\.text) == ["agir38.example", "ml.example"])
        #expect(files.folders == ["", "cartes", "points"])
        #expect(
            Set(files.names) == [
                "journal.jsonl", "feuilles.txt", "journal.csv", "point-de-controle",
                "points/1-2", "points/garde-1-1-4", "cartes/agir38.example.carte",
                "cartes/ml.example.carte", "cles.txt", "lisez-moi.html", "formats_journal.py",
                "parcours_journal.py", "verifier_export.py",
            ])
        #expect(files.names.last == "point-de-controle")
        #expect(files.texts["cartes/ml.example.carte"].map { Array($0.utf8) } == card.bytes)
        let own = try machine.folder.ownCard().carte
        let daemon = try #require(own.daemon)
        let witness = try #require(card.carte.daemon?.temoin)
        #expect(
            files.texts["cles.txt"] == """
                structure \(own.cleStructure)
                journal \(daemon.journal)
                temoin \(daemon.temoin)
                structure \(card.carte.cleStructure)
                temoin \(witness)

                """)
        #expect(
            files.texts["points/garde-1-1-4"].map { Array($0.utf8) }
                == (try journal.point(4).bytes))
        for name in ["formats_journal.py", "parcours_journal.py", "verifier_export.py"] {
            #expect(files.texts[name]?.hasPrefix("\"\"\"\(name)") == true)
        }
        let page = try #require(files.texts["lisez-moi.html"])
        for command in ["cles .", "export .", "racine . 5"] {
            #expect(page.contains("<p>python3 verifier_export.py \(command)</p>"))
        }
    }

    @Test("un point gardé qui n'est pas de ce journal, ou qui le contredit, arrête tout")
    func wrongKept() throws {
        for bytes in try [
            journal.point(4, by: .generate()).bytes,
            journal.point(4, root: Array(repeating: 1, count: 32)).bytes, Array("rien".utf8),
        ] {
            let files = Files()
            let kept = LogVerification.Kept(name: "garde", bytes: bytes)
            #expect(Samples.code { _ = try export([kept], to: files) } == .data)
            #expect(!files.names.contains("point-de-controle"))
        }
    }

    private func root(_ size: UInt64) throws -> LogRoot.Result {
        try LogRoot.execute(
            size, LogReading.plan(machine.context, reason: .audit), reason: nil)
    }

    @Test(
        "la racine à une taille est celle de l'arbre d'alors, et le point signé qui la couvre se dit"
    )
    func roots() throws {
        for size in [1, 3, 5] as [UInt64] {
            let result = try root(size)
            #expect(result.root == (try Checkpoint(text: journal.point(Int(size)).text).root))
            #expect(result.isSigned == (size == 5) && result.coveredBy?.size == 5)
        }
        try journal.show(points: [journal.point(3), journal.point(4)])
        let third = try root(3)
        #expect(third.isSigned && third.coveredBy?.size == 3)
        #expect(try root(5).coveredBy == nil)
        // What was pruned since keeps its place.
        var pruned = journal
        pruned.absent = [1]
        try pruned.show()
        #expect(try root(3).root == Checkpoint(text: journal.point(3).text).root)
    }

    @Test(
        "plus d'entrées qu'il n'y en a, une entrée changée, un point qui dit autre chose : erreur")
    func wrongRoots() throws {
        #expect(Samples.code { _ = try root(6) } == .noInput)
        var spoilt = journal
        spoilt.lines[1] = journal.lines[1].replacing("lecture", with: "ouverture")
        try spoilt.show(points: [journal.point()])
        #expect(Samples.code { _ = try root(3) } == .data)
        try journal.show(points: [journal.point(root: Array(repeating: 1, count: 32))])
        #expect(Samples.code { _ = try root(3) } == .data)
        // This agent saw more than that.
        try journal.show()
        try machine.folder.see(
            Checkpoint(
                origin: "\(team.structure.key(.journal))/1", size: 2, root: Hash.sha256([7])))
        #expect(Samples.code { _ = try root(3) } == .data)
    }
}
