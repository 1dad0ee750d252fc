import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct LogVerificationTests {
    private let equipe: Equipe
    private let poste: Poste
    private var journal: FauxJournal

    init() throws {
        equipe = try Equipe.pair().0
        poste = try Poste("denis", of: equipe)
        journal = FauxJournal(equipe)
        try journal.show()
    }

    private func verify(
        reason: LogReason? = nil, kept: LogVerification.Kept? = nil
    ) throws -> LogVerification.Result {
        try LogVerification.execute(
            LogReading.plan(poste.context, reason: reason), reason: nil, kept: kept)
    }

    @Test("le motif est demandé quand il n'est pas donné, et part avec la lecture")
    func reason() throws {
        #expect(try LogReading.plan(poste.context, reason: .audit).questions == [])
        let reading = try LogReading.plan(poste.context, reason: nil)
        #expect(reading.questions == [.reason])
        _ = try LogVerification.execute(reading, reason: .incident, kept: nil)
        let query = equipe.daemon.requests.last { $0.path == Routes.localLogLeaves }?.query
        #expect(query?.hasSuffix("&motif=incident") == true)
    }

    @Test("un journal entier est vérifié, et ce point est celui que l'agent a vu")
    func whole() throws {
        let result = try verify()
        #expect(result.tree.size == 5)
        #expect(result.tree.present == 5)
        #expect(result.signed == 5)
        #expect(result.isCurrent)
        #expect(try poste.folder.anchor()?.point?.size == 5)
    }

    @Test("un journal faux est une erreur, et rien n'est retenu de lui", arguments: 0..<5)
    func changed(n: Int) throws {
        var spoilt = journal
        let points = [try journal.point()]
        spoilt.lines[n] = journal.lines[n].replacing("lecture", with: "ouverture")
        try spoilt.show(points: points)
        let before = poste.files.files
        #expect(Courrier.code { _ = try verify() } == .data)
        #expect(poste.files.files == before)
    }

    @Test("un enregistrement qui manque sans élagage est une erreur")
    func missing() throws {
        var spoilt = journal
        spoilt.absent = [2]
        try spoilt.show()
        #expect(Courrier.error { _ = try verify() }?.message.contains("l'entrée 2 manque") == true)
    }

    @Test("un journal plus court que le point gardé ailleurs, ou vu, est une erreur")
    func shorter() throws {
        let kept = try LogVerification.Kept(name: "point", bytes: journal.point().bytes)
        try FauxJournal(equipe, count: 3).show()
        #expect(Courrier.code { _ = try verify(kept: kept) } == .data)
        #expect(try verify().signed == 3)
        try FauxJournal(equipe, count: 2).show()
        #expect(Courrier.code { _ = try verify() } == .data)
    }

    @Test("un point signé par une autre clé, ou d'une autre racine, est une erreur")
    func points() throws {
        try journal.show(points: [journal.point(by: .generate())])
        #expect(Courrier.code { _ = try verify() } == .data)
        try journal.show(points: [journal.point(root: Array(repeating: 1, count: 32))])
        #expect(Courrier.code { _ = try verify() } == .data)
    }

    @Test("sans aucun point signé, même neuf, rien n'est dit entier")
    func noPoint() throws {
        try journal.show(points: [])
        #expect(
            Courrier.error { _ = try verify() }
                == AgentError(.data, "", next: .log(.tellAdministrator)))
        #expect(
            equipe.daemon.requests.filter { $0.path == Routes.localLogPoints }.map(\.query)
                == ["", "frais=oui"])
    }

    @Test("une époque que la carte ne nomme pas se dit, et n'est pas retenue")
    func epoch() throws {
        try journal.show(points: [journal.point(epoch: 2)])
        #expect(try !verify().isCurrent)
        #expect(try poste.folder.anchor()?.point == nil)
    }

    @Test(
        "des points illisibles ne sont pas « aucun point »",
        arguments: Courrier.notAList + ["[\"***\"]", "[\"bm9u\"]"])
    func unreadablePoints(text: String) throws {
        equipe.daemon.on("GET", Routes.localLogPoints, text: text)
        let error = Courrier.error { _ = try verify() }
        #expect(error?.code == .data)
        #expect(error?.next != .log(.tellAdministrator))
        #expect(!equipe.daemon.asked.contains("GET \(Routes.localLogLeaves)"))
    }

    @Test("des feuilles illisibles sont une erreur", arguments: FakeDaemon.unreadable + ["5 AAAA"])
    func unreadableLeaves(text: String) throws {
        equipe.daemon.on("GET", Routes.localLogLeaves, text: text)
        let before = poste.files.files
        #expect(Courrier.code { _ = try verify() } == .data)
        #expect(poste.files.files == before)
    }
}
