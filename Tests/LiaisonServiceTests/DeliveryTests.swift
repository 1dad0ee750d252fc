import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Remise")
struct DeliveryTests {
    private let a: House
    private let b: House
    private let horloge = TestClock()

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func delivery(_ house: House, _ wire: Wire) -> Delivery {
        Delivery(
            desks: house.desks, transport: wire,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 })
    }

    private func deposit() throws -> Pli {
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

    @Test(
        "la carte qui révoque une clé va à qui cette clé seule avait vérifié")
    func revokedVerifier() async throws {
        horloge.advance(60)
        let thief = try #require(a.card().carte.agent(a.name("referent"))).cle
        let depuis = horloge.now
        let card = try a.card(serie: 2) { card in
            card.agents.removeAll { $0.cle == thief }
            card.revocations = [.init(cle: thief, depuis: depuis, motif: .compromission)]
        }
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        horloge.advance(1)
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() },
            cards: { bytes in bytes == card.bytes ? .taken([]) : .refused(.request("400")) })
        for _ in 0..<3 { try await delivery(a, wire).deliverDue() }
        #expect(wire.calls == ["carte b.example"])
        #expect(
            try a.desks.office.store.read { try $0.cardExchange(with: b.structure)?.transmission }
                == nil)
    }

    @Test("une nouvelle carte part après ce que la précédente a signé, et avant le reste")
    func cardInOrder() async throws {
        let before = try deposit()
        // It failed a moment ago: it is not due yet.
        try await delivery(a, Wire { _, _ in throw Wire.Cut() }).deliverDue()
        horloge.advance(1)
        let card = try a.card(serie: 2)
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        horloge.advance(1)
        let after = try deposit()
        let wire = Wire(from: a, to: b)
        for _ in 0..<2 { try await delivery(a, wire).deliverDue() }
        let countersigned = try [before, after].map {
            try $0.countersigned(by: a.desks.office.keys.service).bytes
        }
        #expect(wire.sent == [countersigned[0], card.bytes, countersigned[1]])
        let held = try b.desks.office.store.read { try $0.card(of: a.structure) }
        #expect(held?.bytes == card.bytes)
        // Given once.
        horloge.advance(60)
        try await delivery(a, wire).deliverDue()
        #expect(wire.sent.count == 3)
    }

    @Test(
        "la carte prise avant l'envoi révoque un destinataire : le pli ne part plus, ni plus tard")
    func heldByPull() async throws {
        let pli = try deposit()
        horloge.advance(86_401)
        let card = try b.card(serie: 2) { card in
            let lost = card.agents.first { $0.nom == b.name("referent") }!
            card.agents.removeAll { $0.nom == lost.nom }
            card.revocations = [
                Carte.Revocation(cle: lost.cle, depuis: horloge.now, motif: .perte)
            ]
        }
        let wire = Wire(
            plis: { _, _ in .unreachable(.status("500")) }, pulled: card.bytes)
        for _ in 0..<3 {
            try await delivery(a, wire).deliverDue()
            horloge.advance(7_200)
        }
        #expect(wire.sent.isEmpty)
        let row = try a.desks.office.store.read { try $0.outgoing(pli.slip.id, pour: b.structure) }
        #expect(row?.statut == "en-attente" && row?.prochain == nil)
    }

    @Test("une carte ne reste pas derrière un pli que personne ne prend")
    func urgentCard() async throws {
        _ = try deposit()
        horloge.advance(1)
        let card = try a.card(serie: 2)
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() }, cards: { _ in .taken([]) }
        )
        try await delivery(a, wire).deliverDue()
        #expect(!wire.sent.contains(card.bytes))
        horloge.advance(601)
        try await delivery(a, wire).deliverDue()
        #expect(wire.sent.contains(card.bytes))
    }

    @Test("une carte qui n'arrive pas est redonnée ; refusée, elle ne l'est plus")
    func cardRetried() async throws {
        let card = try a.card(serie: 2)
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        let dead = Wire { _, _ in throw Wire.Cut() }
        try await delivery(a, dead).deliverDue()
        try await delivery(a, dead).deliverDue()
        #expect(dead.sent.count == 1)
        horloge.advance(10)
        let refusing = Wire(
            plis: { _, _ in throw Wire.Cut() },
            cards: { _ in .refused(.request("403")) })
        try await delivery(a, refusing).deliverDue()
        horloge.advance(3_600)
        try await delivery(a, refusing).deliverDue()
        #expect(refusing.sent == [card.bytes])
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

    @Test("un accusé faux ne prouve rien : le pli reste dû et le refus est au journal")
    func lyingPeer() async throws {
        let pli = try deposit()
        let slip = pli.slip
        func receipt(
            _ statut: Accuse.Statut, sha256: String, id: PliID, key: SigningKey, par: KeyName
        ) throws -> [UInt8] {
            try Accuse(
                de: slip.de, id: id, pour: slip.pour, sha256: sha256, statut: statut,
                le: horloge.now, par: par
            ).signed(by: key).bytes
        }
        let service = b.desks.office.keys.service
        let par = b.structure.key(.service)
        let zeros = String(repeating: "0", count: 64)
        let lies: [[UInt8]] = [
            [], Array("bonjour".utf8),
            try receipt(.remis, sha256: slip.sha256, id: slip.id, key: .generate(), par: par),
            try receipt(.remis, sha256: zeros, id: slip.id, key: service, par: par),
            try receipt(.remis, sha256: slip.sha256, id: .random(), key: service, par: par),
            try receipt(
                .ouvert, sha256: slip.sha256, id: slip.id,
                key: #require(b.identities["referent"]).signing, par: b.name("referent")),
        ]
        for lie in lies {
            horloge.advance(3_600)
            let before = try a.log().count
            try await delivery(a, Wire { _, _ in .taken(lie) }).deliverDue()
            #expect(try a.log().dropFirst(before) == ["accuse:refuse:signature"])
            #expect(try a.statut(slip.id, pour: b) == "en-attente")
        }
    }

    @Test(
        "une réponse sans accusé signé ne finit rien : le pli est réessayé",
        arguments: [
            PeerAnswer.taken([]), .refused(.content([])), .refused(.conflict([])),
            .refused(.request("403")), .absent, .unreachable(.status("507")), .unreachable(.nobody),
        ])
    func answers(answer: PeerAnswer) async throws {
        let pli = try deposit()
        try await delivery(a, Wire { _, _ in answer }).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "en-attente")
        horloge.advance(7_200)
        try await delivery(a, Wire(from: a, to: b)).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
    }

    @Test("un accusé « refuse » signé finit la remise")
    func refusal() async throws {
        let pli = try deposit()
        let receipt = try Accuse(
            de: pli.slip.de, id: pli.slip.id, pour: pli.slip.pour, sha256: pli.slip.sha256,
            statut: .refuse, le: horloge.now, par: b.structure.key(.service), motif: .signature
        ).signed(by: b.desks.office.keys.service).bytes
        try await delivery(a, Wire { _, _ in .refused(.content(receipt)) }).deliverDue()
        #expect(try a.statut(pli.slip.id, pour: b) == "refuse")
        horloge.advance(7_200)
        let again = Wire { _, _ in throw Wire.Cut() }
        try await delivery(a, again).deliverDue()
        #expect(again.sent.isEmpty)
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

    @Test("un accusé pour un pli inconnu, ou signé d'un autre, est refusé et noté")
    func strayReceipts() async throws {
        let pli = try deposit()
        try await delivery(a, Wire(from: a, to: b)).deliverDue()
        var other = pli.slip
        other.id = .random()
        for bytes in [
            try b.opening(of: other),
            try Accuse(
                de: pli.slip.de, id: pli.slip.id, pour: pli.slip.pour, sha256: pli.slip.sha256,
                statut: .ouvert, le: horloge.now, par: b.name("referent")
            ).signed(by: .generate()).bytes,
        ] {
            let logged = try a.logged {
                #expect(throws: Refusal.self) {
                    try a.desks.mail.receive(receipt: bytes, from: b.card().carte)
                }
            }
            #expect(logged.count == 1 && logged[0].hasPrefix("accuse:refuse:"))
        }
        #expect(try a.statut(pli.slip.id, pour: b) == "remis")
    }
}

extension Wire {
    /// What a live receiver answers to a pli.
    func answerNow(_ body: [UInt8], _ id: PliID, _ from: House, _ to: House) throws -> PeerAnswer {
        .taken(try to.desks.mail.receive(pli: body, id: id, from: from.card().carte).receipt)
    }
}
