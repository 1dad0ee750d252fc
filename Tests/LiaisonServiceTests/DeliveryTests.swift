import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Remise")
struct DeliveryTests {
    let a: House
    let b: House
    let horloge = TestClock()

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    func delivery(_ house: House, _ wire: Wire) -> Delivery {
        Delivery(
            desks: house.desks, transport: wire,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 })
    }

    func deposit() throws -> Pli {
        let pli = try a.pli(to: b)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        return pli
    }

    @Test("en-attente, remis, ouvert : la fiche va, les accusés reviennent")
    func wholeWay() async throws {
        let pli = try deposit()
        #expect(try a.statut(pli.slip.id, pour: b) == "en-attente")
        try await delivery(a, Wire(from: a, to: b)).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
        try b.desks.mail.recordOpening(b.opening(of: pli.slip), by: b.agent("referent"))
        try await delivery(b, Wire(from: b, to: a)).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "ouvert")
        #expect(
            try a.log().suffix(3) == [
                "depot:fait:classique", "accuse:fait:remis", "accuse:fait:ouvert",
            ])
        #expect(try b.log().suffix(3) == ["reception:fait", "ouverture:fait", "remise:fait"])
        // Nothing is due any more, on either side.
        let silent = Wire { _, _ in throw Wire.Cut() }
        try await delivery(a, silent).deliverDue()
        #expect(silent.sent.isEmpty)
    }

    @Test(
        "rien ne va à l'adresse d'un partenaire que personne n'a vérifié ; une fois vérifié, tout part"
    )
    func unverified() async throws {
        let c = try House("c.example", horloge)
        _ = try a.desks.cards.importContact(c.card().bytes, by: a.agent("admin"))
        // It sends, and is answered; what an agent opened then waits, and our new card too.
        let pli = try c.pli(to: a).countersigned(by: c.desks.office.keys.service)
        let answer = try a.desks.mail.receive(
            pli: pli.bytes, id: pli.slip.id, from: c.card().carte)
        #expect(answer.outcome == .new)
        try a.desks.mail.recordOpening(a.opening(of: pli.slip), by: a.agent("referent"))
        horloge.advance(2 * 86_400)
        _ = try a.desks.cards.publish(a.card(serie: 2).bytes, mayClaim: false)
        _ = try a.desks.logbook.signCheckpoint(isUrgent: true)
        let silent = Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }
        func everything() async throws -> Set<String> {
            let wire = Wire(
                plis: { _, _ in throw Wire.Cut() },
                receipts: { _ in .taken([]) },
                cards: { _ in .taken([]) })
            for _ in 0..<3 { try await delivery(a, wire).deliverDue() }
            await Witnessing(desks: a.desks, transport: wire, logger: silent).tick()
            return wire.calls.filter { $0.hasSuffix(" c.example") }
        }
        #expect(try await everything() == [])
        horloge.advance(7_200)
        #expect(try await everything() == [])
        try a.verify(c)
        #expect(
            try await everything()
                == [
                    "accuse c.example", "carte c.example", "temoin c.example",
                ])
    }

    @Test("ce qui est parti est ce qui est arrivé, octet pour octet")
    func bytes() async throws {
        let pli = try deposit()
        let wire = Wire(from: a, to: b)
        try await delivery(a, wire).deliverDue()
        let handed = try b.desks.mail.handOut(
            pli.slip.id, de: a.structure, to: b.agent("referent"))
        #expect(wire.sent == [handed])
        #expect(try Pli(handed).age == pli.age)
    }

    @Test("un partenaire muet : de plus en plus tard, puis la fiche part sans qu'on y revienne")
    func retry() async throws {
        let pli = try deposit()
        let wire = Wire { _, _ in throw Wire.Cut() }
        let delivery = delivery(a, wire)
        for wait: Int64 in [2, 4, 8, 16, 32] {
            let before = wire.sent.count
            try await delivery.deliverDue()
            #expect(wire.sent.count == before + 1)
            horloge.advance(wait - 1)
            try await delivery.deliverDue()
            #expect(wire.sent.count == before + 1, "trop tôt : \(wait) s")
            horloge.advance(1)
        }
        let good = Wire(from: a, to: b)
        wire.answer { try good.answerNow($0, $1, a, b) }
        try await delivery.deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
    }

    @Test("gardé là-bas mais la réponse s'est perdue : rien n'arrive deux fois")
    func lostAnswer() async throws {
        let pli = try deposit()
        let wire = Wire { _, _ in throw Wire.Cut() }
        wire.answer { body, id in
            _ = try b.desks.mail.receive(pli: body, id: id, from: a.card().carte)
            throw Wire.Cut()
        }
        try await delivery(a, wire).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "en-attente")
        horloge.advance(3_600)
        try await delivery(a, Wire(from: a, to: b)).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
        #expect(try b.inbox().count == 1)
    }

    @Test("ouverte là-bas avant que « remis » ne revienne : il est redemandé, l'état ne recule pas")
    func openedFirst() async throws {
        let pli = try deposit()
        let wire = Wire { _, _ in throw Wire.Cut() }
        wire.answer { body, id in
            _ = try b.desks.mail.receive(pli: body, id: id, from: a.card().carte)
            throw Wire.Cut()
        }
        try await delivery(a, wire).deliverDue()
        let opening = try b.opening(of: pli.slip)
        try b.desks.mail.recordOpening(opening, by: b.agent("referent"))
        #expect(try a.desks.mail.receive(receipt: opening, from: b.card().carte))
        #expect(try a.statut(pli.slip.id, pour: b) == "ouvert")
        let good = Wire(from: a, to: b)
        for _ in 0..<2 { try await delivery(a, good).deliverDue() }
        #expect(good.sent.count == 1)
        #expect(try a.statut(pli.slip.id, pour: b) == "ouvert")
        let receipts = try [a, b].map { house in
            try house.desks.office.store.read { try $0.receipts(pli.slip.id, de: a.structure) }
                .map(\.note)
        }
        #expect(receipts[0].count == 2 && Set(receipts[0]) == Set(receipts[1]))
        #expect(try b.inbox().count == 1)
    }

    @Test("un partenaire qui ne répond jamais ne retient que ce qui est à lui")
    func hanging() async throws {
        let c = try House("c.example", horloge)
        try a.meet(c)
        try c.meet(a)
        let hung = try deposit()
        let triggers = DeliveryTriggers()
        let wire = Blocking(hung.slip.id, Wire(from: a, to: c))
        let running = Task {
            await Delivery(
                desks: a.desks, transport: wire,
                logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 }
            ).run(triggers: triggers.triggers)
        }
        triggers.wake()
        await wire.reached()
        let alive = try a.pli(to: c)
        _ = try a.desks.mail.deposit(alive.bytes, by: a.agent("referent"))
        triggers.wake()
        await wire.passed()
        #expect(try a.statut(hung.slip.id, pour: b) == "en-attente")
        wire.release()
        triggers.finish()
        await running.value
        #expect(try a.statut(alive.slip.id, pour: c) == "remis")
    }

    @Test("trente jours sans réponse : expire, avec un enregistrement ; un accusé tardif compte")
    func expiry() async throws {
        let pli = try deposit()
        let wire = Wire { _, _ in throw Wire.Cut() }
        horloge.advance(30 * 86_400 - 1)
        try await delivery(a, wire).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "en-attente")
        horloge.advance(3_600)
        let before = try a.log().count
        try await delivery(a, wire).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "expire")
        #expect(try a.log().dropFirst(before) == ["envoi:echec:delai-depasse"])
        let bytes = try a.desks.mail.outgoingBytes(
            #require(try a.desks.office.store.read { try $0.outgoing(pli.slip.id).first }))
        let late = try b.desks.mail.receive(pli: bytes, id: pli.slip.id, from: a.card().carte)
        #expect(try a.desks.mail.receive(receipt: late.receipt, from: b.card().carte))
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
    }

    @Test("un partenaire mort ne retarde pas les autres")
    func independence() async throws {
        let c = try House("c.example", horloge)
        try a.meet(c)
        try c.meet(a)
        let dead = try deposit()
        let alive = try a.pli(to: c)
        _ = try a.desks.mail.deposit(alive.bytes, by: a.agent("referent"))
        let good = Wire(from: a, to: c)
        try await delivery(
            a,
            Wire { body, id in
                guard id == alive.slip.id else { throw Wire.Cut() }
                return try good.answerNow(body, id, a, c)
            }
        ).deliverDue()
        #expect(try a.statut(alive.slip.id, pour: c) == "remis")
        #expect(try a.statut(dead.slip.id, pour: b) == "en-attente")
    }

    @Test("entendre un partenaire rend dû ce qui l'attendait")
    func hurry() async throws {
        let pli = try deposit()
        let wire = Wire { _, _ in throw Wire.Cut() }
        for _ in 0..<8 {
            try await delivery(a, wire).deliverDue()
            horloge.advance(3_600)
        }
        try await delivery(a, wire).deliverDue()
        let fromB = try b.pli(to: a).countersigned(by: b.desks.office.keys.service)
        _ = try a.desks.mail.receive(pli: fromB.bytes, id: fromB.slip.id, from: b.card().carte)
        try await delivery(a, Wire(from: a, to: b)).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
    }
}

extension Wire {
    /// What a live receiver answers to a pli.
    func answerNow(_ body: [UInt8], _ id: PliID, _ from: House, _ to: House) throws -> PeerAnswer {
        .taken(try to.desks.mail.receive(pli: body, id: id, from: from.card().carte).receipt)
    }
}
