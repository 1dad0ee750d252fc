import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Documents reçus hors du service")
struct ReceivedDocumentTests {
    private let a: House
    private let b: House
    private let horloge = TestClock()

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func origin(_ voie: VoieRecue = .courriel) -> Incoming.Origin {
        Incoming.Origin(structure: b.structure, voie: voie)
    }

    /// What an agent of `a` took in.
    private func recu(
        by author: String = "referent", modele: FicheModele? = nil,
        change: (inout Slip) -> Void = { _ in }
    ) throws -> Pli {
        let identity = try #require(a.identities[author])
        let recipients = [identity.age.recipient]
        let manifest = Manifest(
            id: .random(), objet: .recu, modele: modele, auteur: a.name(author),
            pour: [a.structure], recipients: recipients, scelle: horloge.now,
            conserverJusquA: try #require(CalendarDate(year: 2031, month: 11, day: 23)))
        let note = ReceptionNote(
            origine: b.structure, voie: .courriel, le: ParisTime.date(at: horloge.now))
        let age = try Age.seal(
            Payload.write(
                manifest,
                parts: [
                    note.part,
                    Payload.Part(
                        nom: "scan.pdf", type: "application/pdf", content: Array("%PDF-".utf8)),
                ], key: identity.signing), to: recipients)
        var slip = Slip(
            manifest: manifest, pour: a.structure, addressees: .roles([.referent]), age: age,
            postQuantique: false)
        change(&slip)
        return try Pli(acte: slip.signed(by: identity.signing), age: age)
    }

    @Test("il entre dans la boîte, au journal avec sa voie, et ne part nulle part")
    func taken() throws {
        let pli = try recu()
        let said = try a.logged {
            let (stored, isNew) = try a.desks.mail.deposit(
                pli.bytes, by: a.agent("referent"), origin: origin(.archive))
            guard case .incoming(let row) = stored else {
                Issue.record("dans la mauvaise boîte")
                return
            }
            #expect(isNew && row.statut == "non-lu" && row.origin == origin(.archive))
        }
        #expect(said == ["reception:fait:archive"])
        // Deposited again, the same.
        let again = try a.desks.mail.deposit(
            pli.bytes, by: a.agent("referent"), origin: origin(.archive))
        #expect(!again.isNew)
        #expect(try a.store.read { try $0.outbox() }.isEmpty)
        #expect(try a.desks.mail.duePeers().isEmpty)
    }

    @Test("sans origine, d'ici, à un partenaire, ou par qui ne lit pas de fiche : refusé")
    func refused() throws {
        let (mail, pli) = (a.desks.mail, try recu())
        #expect(throws: Refusal.self) { try mail.deposit(pli.bytes, by: a.agent("referent")) }
        #expect(throws: Refusal.self) {
            try mail.deposit(
                pli.bytes, by: a.agent("referent"),
                origin: .init(structure: a.structure, voie: .papier))
        }
        let abroad = try recu { $0.pour = b.structure }
        let dpo = try recu(by: "dpo")
        let toOfficers = try recu { $0.addressees = .roles([.dpo]) }
        for (bad, agent) in [(abroad, "referent"), (dpo, "dpo"), (toOfficers, "referent")] {
            #expect(throws: Refusal.self) {
                try mail.deposit(bad.bytes, by: a.agent(agent), origin: origin())
            }
        }
        // No other pli has an origin.
        let fiche = try a.pli(to: b)
        #expect(throws: Refusal.self) {
            try mail.deposit(fiche.bytes, by: a.agent("referent"), origin: origin())
        }
        #expect(try a.inbox().isEmpty)
    }

    @Test("un partenaire n'en envoie pas")
    func fromPartner() throws {
        let pli = try b.pli(to: a) { $0.objet = .recu }
            .countersigned(by: b.desks.office.keys.service)
        #expect(throws: Refusal.self) {
            try a.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: b.card().carte)
        }
    }

    @Test("ce qui est reçu hors du service suit son origine : conservation, violation, registre")
    func kept() throws {
        let pli = try recu(modele: .spe)
        let person = try #require(PersonIndex("1:" + String(repeating: "0", count: 32)))
        let act = try Annotation(de: a.structure, id: pli.slip.id, personne: person).signed(
            by: #require(a.identities["referent"]).signing, name: a.name("referent"))
        try a.desks.mail.annotate(act.bytes, by: a.agent("referent"))
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"), origin: origin())
        let key = pli.slip.key
        let held = try #require(try a.store.read { try $0.heldFiche(key) })
        #expect(held.box == .reception && held.partners == [b.structure])
        #expect(held.persons == [person] && held.recu != nil)
        let transmissions = try a.store.read { try $0.transmissions(about: [person]) }
        #expect(transmissions.map(\.pour) == [b.structure])
        #expect(transmissions.map(\.objet) == [.recu])
        #expect(transmissions.map(\.voie) == [.courriel])
        // It tells of a person until somebody says of whom.
        let unknown = try recu()
        _ = try a.desks.mail.deposit(unknown.bytes, by: a.agent("referent"), origin: origin())
        #expect(try a.store.read { try $0.unannotatedCount() } == 1)
        var reached: [ReachedPli] = []
        var scope = IncidentScope()
        scope.partenaires = [b.structure]
        try a.store.read { try $0.reach(of: scope, byKey: []) { reached.append($0) } }
        #expect(Set(reached.map(\.key)) == [key, unknown.slip.key])
        #expect(reached.allSatisfy { $0.partners == [b.structure] })
    }

    @Test("détruit, le registre dit encore d'où il vient, par quelle voie, et que c'est reçu")
    func register() throws {
        let pli = try recu(modele: .spe)
        let person = try #require(PersonIndex("1:" + String(repeating: "0", count: 32)))
        let act = try Annotation(de: a.structure, id: pli.slip.id, personne: person).signed(
            by: #require(a.identities["referent"]).signing, name: a.name("referent"))
        try a.desks.mail.annotate(act.bytes, by: a.agent("referent"))
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"), origin: origin(.papier))
        let before = try a.store.read { try $0.transmissions(about: [person]) }
        let held = try #require(try a.store.read { try $0.heldFiche(pli.slip.key) })
        _ = try a.store.write(at: horloge.now) {
            try $0.entomb(held, regle: "fin-v1", le: horloge.now, run: nil, isRegistered: true)
        }
        #expect(try a.store.read { try $0.heldFiche(pli.slip.key) } == nil)
        #expect(try a.store.read { try $0.transmissions(about: [person]) } == before)
        #expect(before.map(\.voie) == [.papier])
        let line = try #require(
            try a.store.read { try $0.registered(after: nil, limit: 10) }.first)
        #expect(line.box == .reception && line.partners == [b.structure])
        #expect(line.recu == ParisTime.date(at: horloge.now))
    }

    @Test("une violation d'un agent touche ce qu'il a enregistré, d'un autre non")
    func reachedByAgent() throws {
        let pli = try recu()
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"), origin: origin())
        // A pli that the agent carried is sealed: nobody saw into it.
        let carried = try b.pli(to: a).countersigned(by: b.desks.office.keys.service)
        _ = try a.desks.mail.receive(carried: carried.bytes, by: a.agent("referent"))
        func reached(_ local: String, from du: Instant? = nil) throws -> [PliKey] {
            var keys: [PliKey] = []
            var scope = IncidentScope()
            scope.agents = [a.name(local)]
            scope.du = du
            try a.store.read { try $0.reach(of: scope, byKey: []) { keys.append($0.key) } }
            return keys
        }
        #expect(try reached("referent") == [pli.slip.key])
        #expect(try reached("referent", from: horloge.now) == [pli.slip.key])
        #expect(try reached("referent", from: horloge.now + 1) == [])
        #expect(try reached("admin") == [])
    }

    @Test("il répond à ce qui est parti par une autre voie, s'il vient de ce partenaire")
    func answer() throws {
        let sent = try a.pli(to: b)
        _ = try a.desks.mail.deposit(
            sent.bytes, by: a.agent("referent"), road: .init(.archive))
        func statut() throws -> String? {
            try a.store.read { try $0.outgoing(sent.slip.id, pour: b.structure)?.statut }
        }
        let stranger = try #require(StructureName("c.example"))
        for (structure, expected) in [(stranger, "a-transmettre"), (b.structure, "repondu")] {
            let pli = try recu { $0.reponseA = sent.slip.id }
            _ = try a.desks.mail.deposit(
                pli.bytes, by: a.agent("referent"),
                origin: .init(structure: structure, voie: .courriel))
            #expect(try statut() == expected)
        }
        // The one that is its addressee's is a step of its way.
        let track = try a.desks.mail.track(
            sent.slip.id, de: a.structure, for: a.agent("referent"))
        #expect(track.answers.map(\.pour) == [b.structure])
        #expect(track.answers.map(\.row.origin?.structure) == [b.structure])
    }

    @Test("lu par un référent, pas par un dpo ; l'ouverture ne se dit à personne d'autre")
    func opened() async throws {
        let pli = try recu()
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"), origin: origin())
        #expect(throws: Refusal.self) {
            try a.desks.mail.handOut(pli.slip.id, de: a.structure, to: a.agent("dpo"))
        }
        _ = try a.desks.mail.handOut(pli.slip.id, de: a.structure, to: a.agent("referent"))
        try a.desks.mail.recordOpening(a.opening(of: pli.slip), by: a.agent("referent"))
        #expect(try a.inbox().map(\.statut) == ["ouvert"])
        #expect(try a.desks.mail.duePeers().isEmpty)
    }
}
