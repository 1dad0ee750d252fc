import LiaisonBase
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Demandes de droits reçues, et ce qu'une demande laisse")
struct ReceivedRightsTests {
    let two: TwoHouses
    var today: CalendarDate { ParisTime.date(at: two.horloge.now) }

    init() throws { two = try TwoHouses() }

    /// A `droits` pli of `a` that `b` received.
    private func ask(_ id: PliID = .random()) throws -> PliKey {
        let pli = try two.a.pli(to: two.b, id: id, by: "dpo") {
            $0.objet = .droits
            $0.modele = nil
            $0.addressees = .roles([.referent, .dpo])
        }
        _ = try two.b.desks.mail.receive(
            pli: pli.countersigned(by: two.a.desks.office.keys.service).bytes, id: pli.slip.id,
            from: two.a.card().carte)
        return PliKey(de: two.a.structure, id: pli.slip.id)
    }

    private func requests() throws -> [RightsRequest] {
        try two.b.desks.rights.requests(for: two.b.agent("dpo"))
    }

    private func held(_ key: PliKey, at house: House) throws -> HeldFiche? {
        try house.desks.office.store.read { try $0.heldFiche(key) }
    }

    @Test("dès sa réception elle est une demande, à un mois, que le DPO voit sans rien ouvrir")
    func opened() throws {
        let logged = try two.b.logged { _ = try ask() }
        #expect(logged == ["reception:fait", "demande:fait:recue"])
        let request = try #require(try requests().first)
        #expect(request.pli?.de == two.a.structure && request.droit == nil && request.isOpen)
        #expect(request.recue == today && request.echeance == today.adding(months: 1))
        _ = try ask()
        let lines = try two.b.desks.reminders.lines(for: two.b.agent("dpo"))
        let line = try #require(lines.first { $0.contains("2 demandes de droits") })
        #expect(line.contains(two.a.structure.text) && line.contains("droits confirmer"))
        #expect(!lines.contains { $0.contains("EN RETARD") })
        #expect(try !two.b.desks.reminders.lines(for: two.b.agent("admin")).contains(line))
        two.horloge.advance(40 * 86_400)
        #expect(
            try two.b.desks.reminders.lines(for: two.b.agent("dpo"))
                .contains { $0.contains("EN RETARD") })
    }

    @Test("d'une structure que personne n'a vérifiée, elle est dite « à vérifier »")
    func unverified() throws {
        let d = try House("d.example", two.horloge)
        _ = try two.b.desks.cards.importContact(d.card().bytes, by: two.b.agent("admin"))
        let pli = try d.pli(to: two.b, by: "dpo") {
            $0.objet = .droits
            $0.modele = nil
            $0.addressees = .roles([.referent, .dpo])
        }
        _ = try two.b.desks.mail.receive(
            pli: pli.countersigned(by: d.desks.office.keys.service).bytes, id: pli.slip.id,
            from: d.card().carte)
        _ = try ask()
        func lines() throws -> [String] {
            try two.b.desks.reminders.lines(for: two.b.agent("dpo")).filter {
                $0.contains("1 demande de droits")
            }
        }
        let (known, other) = (two.a.structure.text, d.structure.text)
        let before = try lines()
        #expect(before.count == 2)
        #expect(before.allSatisfy { $0.contains("à vérifier") == $0.contains(other) })
        #expect(before.contains { $0.contains("contact verifier \(other)") })
        #expect(before.contains { $0.contains(known) && $0.contains("droits confirmer") })
        try two.b.verify(d)
        #expect(try lines().allSatisfy { !$0.contains("à vérifier") })
    }

    @Test("d'un partenaire, deux cents demandes ouvertes au plus ; une close, une autre entre")
    func bounded() throws {
        for _ in 0..<RequestBook.openRequestLimit { _ = try ask() }
        let refused = PliID.random()
        #expect(throws: Refusal.self) { _ = try ask(refused) }
        #expect(try two.b.store.tablesNaming(refused.text) == [])
        #expect(try requests().count == RequestBook.openRequestLimit)
        let first = try #require(try requests().first).n
        _ = try two.b.desks.rights.enter(
            .cloture(motif: two.sealed()), request: first, by: two.b.agent("dpo"))
        _ = try ask()
        #expect(try requests().count { $0.isOpen } == RequestBook.openRequestLimit)
    }

    @Test("on répond à son pli, pas à son numéro ; illisible, elle se clôt avec un motif")
    func steps() throws {
        _ = try ask()
        let n = try #require(try requests().first).n
        let dpo = try two.b.agent("dpo")
        for fact in [
            RequestFact.execution(contentieux: nil), .refus(motif: try two.sealed()),
            .cloture(motif: nil), .identite(.piece),
        ] {
            let refusal = #expect(throws: Refusal.self) {
                try two.b.desks.rights.enter(fact, request: n, by: dpo)
            }
            #expect(refusal?.code == .conflit, "\(fact)")
        }
        let own = #expect(throws: Refusal.self) {
            try two.b.desks.rights.enter(
                .recu(de: two.a.structure, id: .random(), recue: today), request: n, by: dpo)
        }
        #expect(own?.code == .invalide)
        _ = try two.b.desks.rights.enter(
            .prolongation(motif: two.sealed()), request: n, by: dpo)
        _ = try two.b.desks.rights.enter(.cloture(motif: two.sealed()), request: n, by: dpo)
        #expect(try requests().allSatisfy { !$0.isOpen })
    }

    @Test("jamais détruite avant que le DPO réponde, elle l'est trois mois après")
    func kept() throws {
        let key = try ask()
        let pli = try #require(try held(key, at: two.b))
        #expect(pli.dossier == .open)
        two.horloge.advance(6 * 366 * 86_400)
        try two.b.desks.retention.partner(two.a.structure, says: two.horloge.now)
        #expect(try two.purge(two.b).destroyed == 0)
        let logged = try two.b.logged {
            _ = try two.b.desks.retention.enter(
                .droitsRefus(de: key.de, id: key.id, motif: two.sealed()),
                by: two.b.agent("dpo"))
        }
        #expect(logged == ["droits:fait:refusee", "demande:fait:refusee"])
        #expect(try requests().first?.statut == .refusee)
        #expect(try held(key, at: two.b)?.dossier == .closed(today))
        two.horloge.advance(80 * 86_400)
        #expect(try two.purge(two.b).destroyed == 0)
        two.horloge.advance(13 * 86_400)
        #expect(try two.purge(two.b).destroyed == 1)
        #expect(try two.b.log().contains("purge:fait:demande"))
        // Why it was refused may name the person.
        #expect(try two.b.desks.office.store.read { try $0.facts([.droitsRefus]) }.isEmpty)
    }

    @Test("ce qu'un état plus ancien gardait sans réponse devient une demande, une fois")
    func adopted() throws {
        let (first, second) = (try ask(), try ask())
        try two.b.desks.office.store.tamper(
            "DELETE FROM dossiers_plis; DELETE FROM dossiers_faits; DELETE FROM dossiers")
        let received = today
        two.horloge.advance(20 * 86_400)
        _ = try two.b.desks.retention.enter(
            .droitsRefus(de: second.de, id: second.id, motif: two.sealed()),
            by: two.b.agent("dpo"))
        for _ in 0..<2 { try two.b.desks.rights.adoptReceivedRights() }
        #expect(try requests().map(\.pli) == [first])
        #expect(try requests().first?.recue == received)
    }

    @Test("trois mois après sa clôture elle ne nomme plus personne ; un contentieux la garde")
    func anonymised() throws {
        let dpo = try two.a.agent("dpo")
        func close(_ person: String) throws -> Int {
            let n = try two.a.desks.rights.enter(
                .ouverture(
                    .acces, recue: today, personnes: [two.person(person)], details: two.sealed(),
                    identite: .verifiee), request: nil, by: dpo
            ).request.n
            _ = try two.a.desks.rights.enter(.cloture(motif: two.sealed()), request: n, by: dpo)
            return n
        }
        let (hers, kept) = (try close("a"), try close("b"))
        _ = try two.a.desks.retention.enter(
            .contentieux(
                .personne([two.person("b")]), revue: today.adding(months: 5),
                motif: two.sealed()), by: dpo)
        func texts(_ n: Int) throws -> Bool {
            try two.a.desks.office.store.read { try $0.caseSteps(.demande, n: n) }.contains {
                $0.content["details"] != nil || $0.content["motif"] != nil
                    || $0.content["personnes"] != nil
            }
        }
        try two.a.desks.rights.anonymiseRequests(on: today.adding(months: 3))
        #expect(try texts(hers) && texts(kept))
        let logged = try two.a.logged {
            try two.a.desks.rights.anonymiseRequests(on: today.adding(months: 3).adding(days: 1))
        }
        #expect(logged == ["demande:fait:anonymisee"])
        #expect(try !texts(hers) && texts(kept))
        let request = try #require(
            try two.a.desks.rights.requests(for: dpo).first { $0.n == hers })
        #expect(request.droit == .acces && request.statut == .close && request.recue == today)
        #expect(request.personnes.isEmpty && request.details == nil)
    }
}
