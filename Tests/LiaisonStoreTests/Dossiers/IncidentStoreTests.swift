import LiaisonSchema
import LiaisonStore
import Testing

@Suite("Les violations gardées")
struct IncidentStoreTests {
    let shelf: Shelf
    let her = Shelf.person(1)

    init() throws { shelf = try Shelf() }

    private func reach(
        byKey: Set<Objet> = [], _ change: (inout IncidentScope) -> Void
    ) throws -> [PliKey] {
        var scope = IncidentScope()
        change(&scope)
        return try shelf.read { view in
            var keys: [PliKey] = []
            try view.reach(of: scope, byKey: byKey) { keys.append($0.key) }
            return keys
        }
    }

    @Test("l'heure de la veille et son compteur, les derniers notés")
    func mark() throws {
        #expect(try shelf.read { try $0.incidentMark() } == nil)
        for seconds in [5, 9] as [Int64] {
            let mark = IncidentMark(heure: Shelf.start + seconds, secondes: seconds)
            try shelf.write { try $0.updateIncidentMark(mark) }
            #expect(try shelf.read { try $0.incidentMark() } == mark)
        }
        // Another machine counts from another start.
        try shelf.write { try $0.beginAnew() }
        #expect(try shelf.read { try $0.incidentMark() } == nil)
    }

    @Test("une alerte ne se donne qu'une fois par destinataire, échéance et part")
    func alerts() throws {
        let alerts = [
            IncidentAlert(n: 1, destinataire: .ofii, echeance: Shelf.start, part: 50),
            IncidentAlert(n: 1, destinataire: .ofii, echeance: Shelf.start, part: 90),
            IncidentAlert(
                n: 1, destinataire: .structure(shelf.b), echeance: Shelf.start, part: 50),
            IncidentAlert(n: 2, destinataire: .ofii, echeance: Shelf.start + 1, part: 50),
        ]
        for alert in alerts + alerts { try shelf.write { try $0.insert(alert) } }
        #expect(try shelf.read { try $0.incidentAlerts() } == Set(alerts))
        #expect(try shelf.count("alertes") == 4)
    }

    @Test("les notifications d'un partenaire qui n'ont pas ouvert d'incident, des plus anciennes")
    func notices() throws {
        func notice(_ n: Int, from: StructureName, at seconds: Int64) throws -> Slip {
            try shelf.receive(n, from: from, at: seconds) {
                $0.objet = .violation
                $0.modele = nil
            }.slip
        }
        let late = try notice(1, from: shelf.b, at: 20)
        let early = try notice(2, from: shelf.b, at: 10)
        _ = try notice(3, from: shelf.c, at: 5)
        try shelf.receive(4, from: shelf.c)
        func left() throws -> [PliID] {
            try shelf.read { try $0.noticesWithoutIncident(of: shelf.b) }.map(\.slip.id)
        }
        #expect(try left() == [early.id, late.id])
        let n = try shelf.write { transaction in
            let n = try transaction.openCase(.violation)
            try transaction.attach(early.key, toIncident: n)
            return n
        }
        #expect(try left() == [late.id])
        #expect(try shelf.read { try $0.incident(of: early.key) } == n)
        #expect(try shelf.read { try $0.incident(of: late.key) } == nil)
        let counts = try shelf.read { try $0.noticesWithoutIncident() }
        #expect(counts.map(\.de) == [shelf.b, shelf.c] && counts.map(\.count) == [1, 1])
    }

    @Test("les notifications qu'aucun incident clos ne porte, et de qui il y en a tant")
    func openNotices() throws {
        let slips = try [(1, shelf.b), (2, shelf.b), (3, shelf.c)].map { n, from in
            try shelf.receive(n, from: from) {
                $0.objet = .violation
                $0.modele = nil
            }.slip
        }
        func count(_ structure: StructureName) throws -> Int {
            try shelf.read { try $0.openNotices(of: structure) }
        }
        func partners(_ count: Int) throws -> [StructureName] {
            try shelf.read { try $0.partners(withOpenNotices: count) }
        }
        let n = try shelf.write { try $0.openCase(.violation) }
        try shelf.write { try $0.attach(slips[0].key, toIncident: n) }
        #expect(try count(shelf.b) == 2)
        #expect(try partners(1) == [shelf.b, shelf.c])
        #expect(try partners(2) == [shelf.b])
        try shelf.write { try $0.closeCase(.violation, n: n) }
        #expect(try count(shelf.b) == 1)
        #expect(try count(shelf.a) == 0)
        #expect(try partners(2).isEmpty)
    }

    @Test("ce qu'un incident touche : tout, un partenaire, une fiche, une clé, une période")
    func scopes() throws {
        let sent = try shelf.send(1, to: shelf.b).slip
        let received = try shelf.receive(2, from: shelf.c, at: 40 * Shelf.day) {
            $0.scelle = Shelf.start + 40 * Shelf.day
        }.slip
        // No notice, no message: nothing of a person is in it.
        try shelf.receive(3, from: shelf.b) {
            $0.objet = .anomalie
            $0.modele = nil
        }
        let share = try shelf.receive(4, from: shelf.a, original: received.key) {
            $0.objet = .partage
        }.slip
        #expect(try reach { $0.tout = true } == [sent.key, received.key])
        #expect(try reach { $0.partenaires = [shelf.b] } == [sent.key])
        #expect(try reach { $0.fiches = [received.key] } == [received.key])
        // What a colleague was handed is the fiche itself.
        #expect(try reach { $0.fiches = [share.key] } == [received.key])
        // Beside a fiche, a partner is to be told; it adds nothing.
        #expect(
            try reach {
                $0.fiches = [received.key]
                $0.partenaires = [shelf.b]
            } == [received.key])
        #expect(
            try reach(byKey: [.fiche]) { $0.cles = [shelf.agent()] } == [
                sent.key, received.key,
            ])
        #expect(try reach(byKey: [.droits]) { $0.cles = [shelf.agent()] }.isEmpty)
        #expect(try reach { $0.du = Shelf.start + 30 * Shelf.day } == [received.key])
        #expect(try reach { $0.au = Shelf.start + 30 * Shelf.day } == [sent.key])
        #expect(try reach { _ in }.isEmpty)
    }

    @Test("ce qu'un agent a écrit, lu ou ouvert, comme le journal et les accusés le disent")
    func agents() throws {
        let slips = try (1...4).map { try shelf.receive($0, from: shelf.b).slip }
        try shelf.acknowledge(slips[0], .ouvert, by: "lea")
        for (slip, local, acte, seconds) in [
            (slips[1], "lea", LogActe.lecture, 0), (slips[2], "paul", .lecture, 0),
            (slips[3], "lea", .export, 10 * Shelf.day), (slips[2], "lea", .remise, 0),
        ] as [(Slip, String, LogActe, Int64)] {
            try shelf.write(seconds) {
                try $0.record(
                    LogEvent(acte, by: shelf.agent(local), ref: slip.id.text))
            }
        }
        #expect(
            try reach { $0.agents = [shelf.agent("lea")] } == [
                slips[0].key, slips[1].key, slips[3].key,
            ])
        // Within a period the log alone tells the day.
        #expect(
            try reach {
                $0.agents = [shelf.agent("lea")]
                $0.du = Shelf.start + 5 * Shelf.day
            } == [slips[3].key])
    }

    @Test("ce qui fut détruit et que l'on nomme vient du registre, avec ses personnes")
    func destroyed() throws {
        try shelf.accept(shelf.a)
        let slip = try shelf.send(1, to: shelf.b).slip
        let other = try shelf.send(2, to: shelf.b).slip
        try shelf.annotate(slip, her)
        let fiche = try #require(try shelf.held(slip))
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: true)
        }
        let expected = ReachedPli(key: slip.key, partners: [shelf.b], persons: [her])
        var scope = IncidentScope()
        scope.fiches = [slip.key]
        try shelf.read { view in
            var found: [ReachedPli] = []
            try view.reach(of: scope, byKey: []) { found.append($0) }
            #expect(found == [expected])
        }
        scope.tout = true
        try shelf.read { view in
            var found: [PliKey] = []
            try view.reach(of: scope, byKey: []) { found.append($0.key) }
            #expect(Set(found) == [slip.key, other.key] && found.count == 2)
        }
        #expect(try shelf.read { try $0.exchanged(slip.id, with: [shelf.b]) } == expected)
        #expect(try shelf.read { try $0.exchanged(slip.id, with: [shelf.c]) } == nil)
        #expect(try shelf.read { try $0.exchanged(other.id, with: [shelf.b]) }?.key == other.key)
        #expect(try !shelf.read { try $0.isKnown(PliKey(de: shelf.c, id: slip.id)) })
        // About the same person, held: nothing any more.
        #expect(try shelf.read { try $0.reached(about: [her]) }.isEmpty)
    }
}
