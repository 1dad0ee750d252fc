import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct LogExportTests {
    private let team: Team
    private let machine: Machine
    private let journal: FakeLog

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
        journal = FakeLog(team)
        try journal.show()
    }

    /// The files of an export; one is there once it is whole.
    private final class Files: LogExportFiles {
        var isMade = false
        var whole: [String: String] = [:]

        func makeFolder(_ name: String) { isMade = true }

        func write(_ name: String, _ body: ((String) throws -> Void) throws -> Void) throws {
            var text = ""
            try body { text += $0 }
            whole[name] = text
        }
    }

    private func export(to files: Files) throws -> UInt64 { try result(to: files).written }

    private func result(to files: Files) throws -> LogExport.Result {
        try LogExport.execute(
            LogReading.plan(machine.context, reason: .audit), reason: nil, to: files)
    }

    @Test("l'export a chaque ligne, chaque feuille, le tableau et le point signé")
    func exports() throws {
        let files = Files()
        #expect(try export(to: files) == 5)
        #expect(files.whole["journal.jsonl"] == journal.lines.map { $0 + "\n" }.joined())
        #expect(
            files.whole["feuilles.txt"]
                == journal.hashes.map { Base64.encode($0) + "\n" }.joined())
        #expect(files.whole["journal.csv"]?.split(whereSeparator: \.isNewline).count == 6)
        let point = try String(decoding: journal.point().bytes, as: UTF8.self)
        #expect(files.whole["point-de-controle"] == point)
        #expect(try machine.folder.anchor()?.point?.size == 5)
    }

    @Test("d'un journal figé, l'export s'arrête au dernier point signé, et le dit")
    func suspended() throws {
        let own = LogSuspension(structure: team.structure, depuis: nil, par: [])
        try journal.show(points: [journal.point(3)]) { $0.suspensions = [own] }
        let export = try result(to: Files())
        #expect(export.written == 3 && export.size == 5)
        #expect(export.suspension == own && !export.isSound)
        let old = team.horloge.now + -2 * 86_400
        try journal.show(points: [journal.point(3)]) { $0.unsigned = 2 * 86_400 }
        #expect(try result(to: Files()).unsigned == old)
        try journal.show()
        #expect(try result(to: Files()).isSound)
    }

    @Test("sans point, ou d'une époque que la carte ne nomme pas, rien n'est écrit")
    func refuses() throws {
        let files = Files()
        try journal.show(points: [])
        #expect(
            Samples.error { _ = try export(to: files) }
                == AgentError(.notAllowed, "", next: .log(.renew)))
        try journal.show(points: [journal.point(epoch: 2)])
        #expect(
            Samples.error { _ = try export(to: files) }
                == AgentError(.notAllowed, "", next: .log(.askToRenew)))
        #expect(!files.isMade)
    }

    @Test("d'un journal faux, il ne reste pas de point de contrôle")
    func spoilt() throws {
        let files = Files()
        var other = journal
        other.lines[3] = journal.lines[3].replacing("lecture", with: "ouverture")
        try other.show(points: [journal.point()])
        #expect(Samples.code { _ = try export(to: files) } == .data)
        #expect(files.whole["point-de-controle"] == nil)
        #expect(try machine.folder.anchor()?.point == nil)
    }

    @Test("renouvelée par un autre, la carte est prise : l'export n'attend aucune autre commande")
    func renewedElsewhere() throws {
        try journal.show(points: [journal.point(epoch: 2)])
        let name = team.structure.key(.journal)
        let card = try team.card(serie: 2) { card in
            card.daemon = Carte.DaemonKeys(
                service: team.daemonKeys.service,
                journal: try team.journalKey.verifierKey(name: "\(name)/2"),
                temoin: team.daemonKeys.temoin)
        }
        try team.shows(own: card)
        #expect(try result(to: Files()).isSound)
        #expect(try machine.folder.ownCard().carte.serie == 2)
    }

    @Test(
        "une preuve juste est rendue telle quelle ; une autre, ou rien de lisible, est une erreur")
    func proof() throws {
        let path = Routes.localLogProof(0)
        let one = FakeLog(team, count: 1)
        let bytes = LogProof(
            extra: Array(one.lines[0].utf8), index: 0, path: [], checkpoint: try one.point()
        ).bytes
        team.daemon.on("GET", path) { _ in .init(status: 200, body: bytes) }
        #expect(try LogProofs.of(0, machine.context) == bytes)
        let foreign = LogProof(
            extra: Array(one.lines[0].utf8), index: 0, path: [],
            checkpoint: try one.point(epoch: 2)
        ).bytes
        team.daemon.on("GET", path) { _ in .init(status: 200, body: foreign) }
        let wrong = AgentError(.data, "", next: .log(.verify))
        #expect(Samples.error { _ = try LogProofs.of(0, machine.context) } == wrong)
        for text in FakeDaemon.unreadable {
            team.daemon.on("GET", path, text: text)
            #expect(Samples.error { _ = try LogProofs.of(0, machine.context) } == wrong)
        }
    }
}
