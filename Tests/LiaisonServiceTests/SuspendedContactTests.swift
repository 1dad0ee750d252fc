import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Un partenaire suspendu")
struct SuspendedContactTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws { (a, b) = try House.pair(horloge) }

    private func suspend() throws {
        try b.desks.cards.suspend(a.structure, for: .incident, by: b.agent("admin"))
    }

    private func deliver(_ pli: Pli) throws -> MailDesk.Received {
        let signed = try pli.countersigned(by: a.desks.office.keys.service)
        return try b.desks.mail.receive(
            pli: signed.bytes, id: pli.slip.id, from: a.card().carte)
    }

    private func message(_ objet: Objet, from: House, to: House) throws -> Pli {
        try from.pli(to: to, by: "dpo") {
            $0.objet = objet
            $0.modele = nil
            $0.addressees = .roles(objet == .droits ? [.referent, .dpo] : [.dpo])
        }
    }

    @Test("rien n'en est pris, rien n'y va, et c'est au journal ; repris, ce qui attendait va")
    func stopped() async throws {
        let waiting = try b.pli(to: a)
        _ = try b.desks.mail.deposit(waiting.bytes, by: b.agent("referent"))
        let logged = try b.logged { try suspend() }
        #expect(logged == ["contact:fait:suspendu-incident"])
        let again = #expect(throws: Refusal.self) { try suspend() }
        #expect(again?.code == .conflit)
        // From there.
        let fiche = try a.pli(to: b)
        let refusals = try b.logged {
            let refusal = #expect(throws: Refusal.self) { try deliver(fiche) }
            #expect(refusal?.code == .interdit)
        }
        #expect(refusals == ["reception:refuse:partenaire-suspendu"])
        // To there: what waits stays, what is new is refused to its author.
        let wire = Wire(from: b, to: a)
        let delivery = Delivery(
            desks: b.desks, transport: wire, logger: RestoredHouse.silent, jitter: { 0 })
        for _ in 0..<3 { try await delivery.deliverDue() }
        horloge.advance(7_200)
        for _ in 0..<3 { try await delivery.deliverDue() }
        #expect(try a.inbox().isEmpty && b.statut(waiting.slip.id, pour: a) == "en-attente")
        let fetched = try b.desks.mail.waiting(
            pour: a.structure.text, after: nil, for: a.card().carte)
        #expect(fetched.isEmpty)
        let later = try b.pli(to: a)
        let deposit = #expect(throws: Refusal.self) {
            try b.desks.mail.deposit(later.bytes, by: b.agent("referent"))
        }
        #expect(deposit?.code == .interdit)
        #expect(
            try b.desks.reminders.lines(for: b.agent("referent")).contains {
                $0.contains("suspendus") && $0.contains(a.structure.text)
            })
        // Taken up again.
        let resumed = try b.logged {
            try b.desks.cards.resume(a.structure, by: b.agent("admin"))
        }
        #expect(resumed == ["contact:fait:contact-repris"])
        #expect(try deliver(fiche).outcome == .new)
        for _ in 0..<3 { try await delivery.deliverDue() }
        #expect(try a.inbox().map(\.slip.id) == [waiting.slip.id])
        #expect(throws: Refusal.self) {
            try b.desks.cards.resume(a.structure, by: b.agent("admin"))
        }
    }

    @Test(
        "une violation, une demande de droits et leurs accusés passent",
        arguments: [Objet.violation, .droits])
    func excepted(objet: Objet) async throws {
        try suspend()
        #expect(try deliver(message(objet, from: a, to: b)).outcome == .new)
        let back = try message(.droits, from: b, to: a)
        _ = try b.desks.mail.deposit(back.bytes, by: b.agent("dpo"))
        let delivery = Delivery(
            desks: b.desks, transport: Wire(from: b, to: a), logger: RestoredHouse.silent,
            jitter: { 0 })
        for _ in 0..<3 { try await delivery.deliverDue() }
        #expect(try b.statut(back.slip.id, pour: a) == "remis")
    }

    @Test(
        "le pli d'une version suivante attend aussi : son refus pour de bon ne vient qu'une fois repris",
        arguments: [1, 2])
    func laterVersion(version: Int) throws {
        let pli = try a.laterPli(to: b, version: version)
        func receive() throws -> MailDesk.Received {
            try b.desks.mail.receive(pli: pli.bytes, id: pli.id, from: a.card().carte)
        }
        try suspend()
        let logged = try b.logged {
            let refusal = #expect(throws: Refusal.self) { try receive() }
            #expect(refusal?.code == .interdit)
            let carried = #expect(throws: Refusal.self) {
                try b.desks.mail.receive(carried: pli.bytes, by: b.agent("referent"))
            }
            #expect(carried?.hint.contains("contact reprendre") == true)
        }
        #expect(
            logged == [
                "reception:refuse:partenaire-suspendu", "reception:refuse:partenaire-suspendu",
            ])
        #expect(try b.store.read { try $0.receipts(pli.id, de: a.structure) }.isEmpty)
        try b.desks.cards.resume(a.structure, by: b.agent("admin"))
        let refused = try receive()
        #expect(refused.outcome == .refused)
        // What was answered before is answered again, suspended or not.
        try suspend()
        #expect(try receive() == refused)
    }

    @Test("suspendu plus de trente jours, ce qui attendait est essayé une fois encore, et va")
    func late() async throws {
        let waiting = try b.pli(to: a)
        _ = try b.desks.mail.deposit(waiting.bytes, by: b.agent("referent"))
        let row = try #require(
            try b.store.read { try $0.outgoing(waiting.slip.id, pour: a.structure) })
        // It had been tried in vain.
        try b.store.write(at: horloge.now) {
            try $0.schedule(row, essais: 3, next: horloge.now)
        }
        try suspend()
        horloge.advance(40 * 86_400)
        let delivery = Delivery(
            desks: b.desks, transport: Wire(from: b, to: a), logger: RestoredHouse.silent,
            jitter: { 0 })
        for _ in 0..<3 { try await delivery.deliverDue() }
        #expect(try b.statut(waiting.slip.id, pour: a) == "en-attente")
        try b.desks.cards.resume(a.structure, by: b.agent("admin"))
        for _ in 0..<3 { try await delivery.deliverDue() }
        #expect(try b.statut(waiting.slip.id, pour: a) == "remis")
    }

    @Test(
        "un référent ou un administrateur le suspend ; un DPO, un inconnu, sa propre structure, non"
    )
    func rights() throws {
        let dpo = try b.agent("dpo")
        let refusal = #expect(throws: Refusal.self) {
            try b.desks.cards.suspend(a.structure, for: .autre, by: dpo)
        }
        #expect(refusal?.code == .interdit)
        for name in [b.structure, try #require(StructureName("inconnue.example"))] {
            let unknown = #expect(throws: Refusal.self) {
                try b.desks.cards.suspend(name, for: .autre, by: b.agent("referent"))
            }
            #expect(unknown?.code == .introuvable)
        }
        try b.desks.cards.suspend(a.structure, for: .convention, by: b.agent("referent"))
    }
}
