import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct LogVerificationTests {
    private let team: Team
    private let machine: Machine
    private var journal: FakeLog

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
        journal = FakeLog(team)
        try journal.show()
    }

    private func verify(kept: LogVerification.Kept? = nil) throws -> LogVerification.Result {
        try machine.verifyLog(kept: kept)
    }

    @Test("le motif est demandé quand il n'est pas donné, et part avec la lecture")
    func reason() throws {
        #expect(try LogReading.plan(machine.context, reason: .audit).questions == [])
        let reading = try LogReading.plan(machine.context, reason: nil)
        #expect(reading.questions == [.reason])
        _ = try LogVerification.execute(reading, reason: .incident, kept: nil)
        let query = team.daemon.requests.last { $0.path == Routes.localLogLeaves }?.query
        #expect(query?.hasSuffix("&motif=incident") == true)
    }

    @Test("un journal entier est vérifié, et ce point est celui que l'agent a vu")
    func whole() throws {
        let result = try verify()
        #expect(result.tree.size == 5)
        #expect(result.tree.present == 5)
        #expect(result.signed == 5)
        #expect(result.isCurrent)
        #expect(try machine.folder.anchor()?.point?.size == 5)
    }

    @Test("ce qui a été comparé se dit : les points du service, celui qu'on avait vu, celui gardé")
    func compared() throws {
        let kept = try LogVerification.Kept(name: "point", bytes: journal.point(3).bytes)
        try journal.show(points: [journal.point(2), journal.point()])
        let first = try verify(kept: kept).compared
        #expect(first.points == 2 && first.kept?.size == 3 && first.seen == nil)
        let second = try verify().compared
        #expect(second.kept == nil && second.seen?.size == 5)
    }

    @Test("un journal faux est une erreur, et rien n'est retenu de lui", arguments: 0..<5)
    func changed(n: Int) throws {
        var spoilt = journal
        let points = [try journal.point()]
        spoilt.lines[n] = journal.lines[n].replacing("lecture", with: "ouverture")
        try spoilt.show(points: points)
        let before = machine.files.files
        #expect(Samples.code { _ = try verify() } == .data)
        #expect(machine.files.files == before)
    }

    @Test("un enregistrement qui manque sans élagage est une erreur")
    func missing() throws {
        var spoilt = journal
        spoilt.absent = [2]
        try spoilt.show()
        #expect(Samples.error { _ = try verify() }?.message.contains("l'entrée 2 manque") == true)
    }

    @Test("un journal plus court que le point gardé ailleurs, ou vu, est une erreur")
    func shorter() throws {
        let kept = try LogVerification.Kept(name: "point", bytes: journal.point().bytes)
        try FakeLog(team, count: 3).show()
        #expect(Samples.code { _ = try verify(kept: kept) } == .data)
        #expect(try verify().signed == 3)
        try FakeLog(team, count: 2).show()
        #expect(Samples.code { _ = try verify() } == .data)
    }

    @Test("un point signé par une autre clé, ou d'une autre racine, est une erreur")
    func points() throws {
        try journal.show(points: [journal.point(by: .generate())])
        #expect(Samples.code { _ = try verify() } == .data)
        try journal.show(points: [journal.point(root: Array(repeating: 1, count: 32))])
        #expect(Samples.code { _ = try verify() } == .data)
    }

    @Test("sans aucun point signé, même neuf, rien n'est dit entier")
    func noPoint() throws {
        try journal.show(points: [])
        #expect(
            Samples.error { _ = try verify() }
                == AgentError(.data, "", next: .log(.tellAdministrator)))
        #expect(
            team.daemon.requests.filter { $0.path == Routes.localLogPoints }.map(\.query)
                == ["", "frais=oui"])
    }

    @Test("une époque que la carte ne nomme pas se dit, et n'est pas retenue")
    func epoch() throws {
        try journal.show(points: [journal.point(epoch: 2)])
        #expect(try !verify().isCurrent)
        #expect(try machine.folder.anchor()?.point == nil)
    }

    @Test(
        "un journal figé le reste : vérifié, il n'est pas sain, et dit depuis quand et d'après qui")
    func suspended() throws {
        let since = team.horloge.now
        let own = LogSuspension(
            structure: team.structure, depuis: since, par: [StructureName("ml.example")!])
        let other = LogSuspension(
            structure: StructureName("ml.example")!, depuis: since, par: [])
        try journal.show { $0.suspensions = [own, other] }
        team.horloge.advance(10 * 86_400)
        let result = try verify()
        #expect(result.suspension == own && result.others == [other])
        #expect(!result.isSound && result.tree.size == 5)
        // A partner's log is the partner's business.
        try journal.show { $0.suspensions = [other] }
        #expect(try verify().suspension == nil)
    }

    @Test("la fin que rien ne signe se dit après un jour, d'après ses propres entrées")
    func unsignedTail() throws {
        let since = team.horloge.now
        try journal.show(points: [journal.point(3)])
        team.horloge.advance(LogTail.patience)
        #expect(try verify().isSound)
        team.horloge.advance(1)
        let result = try verify()
        #expect(result.unsigned == since && result.signed == 3 && !result.isSound)
        // Signed to its end, there is no tail, however old.
        try journal.show()
        #expect(try verify().isSound)
    }

    /// A log that was restored twice from one backup of three entries: the first life of époque 2 is gone.
    private func twiceRestored() -> FakeLog {
        var log = FakeLog(team, count: 3)
        func add(_ event: LogEvent) {
            let n = log.lines.count
            log.lines.append(
                event.line(
                    n: UInt64(n), le: team.horloge.now,
                    salt: Array(repeating: UInt8(n), count: 32)))
        }
        let service = team.structure.key(.service)
        add(
            LogEvent(
                .epoque, by: service, detail: .restauration, content: .precedent("avant")))
        for _ in 0..<3 { add(LogEvent(.lecture, by: team.name("claire"))) }
        add(
            LogEvent(
                .epoque, by: service, ref: "\(team.structure.key(.journal))/3",
                detail: .epoqueConnue, content: .precedent("avant")))
        add(LogEvent(.lecture, by: team.name("claire")))
        return log
    }

    @Test("ce que l'agent avait vu d'une époque déjà prise est perdu, pas faux")
    func secondLife() throws {
        let log = twiceRestored()
        try log.show(points: [log.point(epoch: 3)])
        // Seen in the first life of époque 2: another fifth entry.
        let seen = Checkpoint(
            origin: "\(team.structure.key(.journal))/2", size: 5, root: Hash.sha256([5]))
        try machine.folder.see(seen)
        #expect(try verify().tree.lost == 2)
        // Seen before any restoration, and kept by both.
        try machine.folder.write(
            try Machine("denis", of: team).folder.read("ancre", limit: 1 << 16), to: "ancre",
            replacing: true)
        let before = try Checkpoint(text: log.point(2).text)
        try machine.folder.see(before)
        #expect(try verify().tree.lost == 0)
    }

    @Test(
        "repris par le DPO après une copie ancienne : ce que l'agent avait vu est perdu, pas faux")
    func resumed() throws {
        var log = FakeLog(team, count: 4)
        let service = team.structure.key(.service)
        for event in [
            LogEvent(
                .reprise, by: team.name("denis"), ref: team.structure.text,
                detail: .repriseRestauration, content: .signed(3)),
            LogEvent(.epoque, by: service, detail: .restauration, content: .precedent("avant")),
            LogEvent(.lecture, by: team.name("claire")),
        ] {
            let n = log.lines.count
            log.lines.append(
                event.line(
                    n: UInt64(n), le: team.horloge.now,
                    salt: Array(repeating: UInt8(n), count: 32)))
        }
        let name = team.structure.key(.journal)
        let card = try team.card(serie: 2) { card in
            card.daemon = Carte.DaemonKeys(
                service: team.daemonKeys.service,
                journal: try team.journalKey.verifierKey(name: "\(name)/2"),
                temoin: team.daemonKeys.temoin)
        }
        try machine.folder.pin(card)
        try log.show(points: [log.point(epoch: 2)])
        // Seen before the copy was put back: more than the copy had, and more than it has now.
        for (size, lost) in [(4, 1), (6, 3), (9, 6)] as [(UInt64, UInt64)] {
            let other = try Machine("denis", of: team, card: card)
            try other.folder.see(
                Checkpoint(origin: "\(name)/1", size: size, root: Hash.sha256([9])))
            let result = try LogVerification.execute(
                LogReading.plan(other.context, reason: nil), reason: nil, kept: nil)
            #expect(result.tree.lost == lost && result.isCurrent)
        }
    }

    @Test(
        "des points illisibles ne sont pas « aucun point »",
        arguments: Samples.notAList + ["[\"***\"]", "[\"bm9u\"]"])
    func unreadablePoints(text: String) throws {
        team.daemon.on("GET", Routes.localLogPoints, text: text)
        let error = Samples.error { _ = try verify() }
        #expect(error?.code == .data)
        #expect(error?.next != .log(.tellAdministrator))
        #expect(!team.daemon.asked.contains("GET \(Routes.localLogLeaves)"))
    }

    @Test("des feuilles illisibles sont une erreur", arguments: FakeDaemon.unreadable + ["5 AAAA"])
    func unreadableLeaves(text: String) throws {
        team.daemon.on("GET", Routes.localLogLeaves, text: text)
        let before = machine.files.files
        #expect(Samples.code { _ = try verify() } == .data)
        #expect(machine.files.files == before)
    }
}
