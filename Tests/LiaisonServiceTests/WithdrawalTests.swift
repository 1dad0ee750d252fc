import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Retrait d'un envoi")
struct WithdrawalTests {
    private let a: House
    private let b: House
    private let horloge = TestClock()

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func delivery(_ wire: Wire, from house: House? = nil) -> Delivery {
        Delivery(
            desks: (house ?? a).desks, transport: wire,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 })
    }

    private func deposit(isDelayed: Bool = true) throws -> PliID {
        let pli = try a.pli(to: b)
        _ = try a.desks.mail.deposit(
            pli.bytes, by: a.agent("referent"), road: .init(isDelayed: isDelayed))
        return pli.slip.id
    }

    private func withdraw(
        _ id: PliID, _ motif: Retrait.Motif = .erreurDestinataire
    ) throws -> [Retrait.Issue] {
        try a.desks.mail.withdraw(id, for: motif, by: a.agent("referent")).map(\.issue)
    }

    @Test("pendant le délai rien ne part, par aucun chemin ; retirée, elle ne part plus jamais")
    func inTime() async throws {
        let id = try deposit()
        let wire = Wire(from: a, to: b)
        // The partner was just heard from, our card is new: neither hurries it.
        try a.store.write(at: horloge.now) { transaction in
            try transaction.hurryAll(to: b.structure)
            try transaction.transmitOwnCard()
        }
        for _ in 0..<3 {
            try await delivery(wire).deliverDue()
            horloge.advance(30)
        }
        let peer = try b.card().carte
        #expect(try a.desks.mail.waiting(pour: b.structure.text, after: nil, for: peer) == [])
        #expect(throws: Refusal.self) { try a.desks.mail.waitingPli(id, for: peer) }
        let said = try a.logged {
            let issues = try withdraw(id)
            #expect(issues == [.retire])
        }
        #expect(said == ["retrait:fait:erreur-destinataire"])
        horloge.advance(86_400)
        try await delivery(wire).deliverDue()
        #expect(try a.desks.mail.waiting(pour: b.structure.text, after: nil, for: peer) == [])
        #expect(throws: Refusal.self) { try a.desks.mail.waitingPli(id, for: peer) }
        #expect(throws: Refusal.self) {
            try a.desks.mail.handOut(id, de: a.structure, to: a.agent("referent"), for: .export)
        }
        #expect(try a.statut(id, pour: b) == "retire")
        #expect(try b.inbox().isEmpty)
        // Asked again, it says the same, and writes nothing.
        let again = try a.logged {
            let issues = try withdraw(id, .doublon)
            #expect(issues == [.retire])
        }
        #expect(again == [])
        // Our own copy stays readable.
        _ = try a.desks.mail.handOut(id, de: a.structure, to: a.agent("referent"))
    }

    @Test("le délai passé, elle part ; sans délai demandé, aussitôt")
    func leaves() async throws {
        let (slow, quick) = (try deposit(), try deposit(isDelayed: false))
        let wire = Wire(from: a, to: b)
        try await delivery(wire).deliverDue()
        #expect(try a.statut(slow, pour: b) == "en-attente")
        #expect(try a.statut(quick, pour: b) == "remis")
        horloge.advance(120)
        try await delivery(wire).deliverDue()
        #expect(try a.statut(slow, pour: b) == "remis")
    }

    @Test("une notification, un droit, une sortie n'attendent ni ne se retirent")
    func others() throws {
        let pli = try a.pli(to: b, content: "x") { $0.objet = .sortie }
        #expect(throws: Refusal.self) {
            try a.desks.mail.deposit(
                pli.bytes, by: a.agent("referent"), road: .init(isDelayed: true))
        }
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        #expect(throws: Refusal.self) { try withdraw(pli.slip.id) }
        #expect(throws: Refusal.self) { try withdraw(.random()) }
    }

    @Test(
        "un partenaire arrêté : rien n'est parti, la fiche se retire ; une réponse perdue : peut-être"
    )
    func peerDown() async throws {
        let (unsent, lost) = (try deposit(isDelayed: false), try deposit(isDelayed: false))
        try await delivery(Wire { _, _ in .unreachable(.noConnection) }).deliverDue()
        #expect(try withdraw(unsent) == [.retire])
        horloge.advance(7_200)
        try await delivery(Wire { _, _ in .unreachable(.nobody) }).deliverDue()
        let said = try a.logged {
            let issues = try withdraw(lost, .doublon)
            #expect(issues == [.peutEtreParti])
        }
        #expect(said == ["retrait:echec:doublon"])
        // It is not tried any more.
        horloge.advance(86_400)
        let silent = Wire { _, _ in throw Wire.Cut() }
        try await delivery(silent).deliverDue()
        #expect(silent.sent.isEmpty)
    }

    @Test("l'accusé qui arrive après un retrait dit qu'elle y est")
    func lateReceipt() async throws {
        let id = try deposit(isDelayed: false)
        // It arrives, and its answer is lost.
        let wire = Wire(from: a, to: b)
        let receiver = b
        let sender = try a.card().carte
        try await delivery(
            Wire { body, id in
                _ = try receiver.desks.mail.receive(pli: body, id: id, from: sender)
                return .unreachable(.nobody)
            }
        ).deliverDue()
        #expect(try withdraw(id) == [.peutEtreParti])
        let slip = try #require(try b.inbox().first).slip
        try b.desks.mail.recordOpening(b.opening(of: slip), by: b.agent("referent"))
        try await delivery(Wire(from: b, to: a), from: b).deliverDue()
        #expect(try a.statut(id, pour: b) == "ouvert")
        #expect(try withdraw(id) == [.parti])
        // What was taken back is not given again to have its receipt.
        horloge.advance(7_200)
        try await delivery(wire).deliverDue()
        #expect(wire.sent.isEmpty)
    }

    @Test("remise, elle est partie ; refusée, elle l'avait été")
    func afterDelivery() async throws {
        let id = try deposit(isDelayed: false)
        try await delivery(Wire(from: a, to: b)).deliverDue()
        #expect(try withdraw(id) == [.parti])
        #expect(try a.statut(id, pour: b) == "remis")
    }

    @Test("ce qui n'est jamais parti ne se dit à personne : ni sortie, ni violation, ni registre")
    func told() async throws {
        let person = try #require(PersonIndex("1:" + String(repeating: "0", count: 32)))
        let (kept, gone) = (try deposit(), try deposit(isDelayed: false))
        for id in [kept, gone] {
            let act = try Annotation(de: a.structure, id: id, personne: person).signed(
                by: #require(a.identities["referent"]).signing, name: a.name("referent"))
            try a.desks.mail.annotate(act.bytes, by: a.agent("referent"))
        }
        try await delivery(Wire { _, _ in .unreachable(.nobody) }).deliverDue()
        for id in [kept, gone] { _ = try withdraw(id) }
        let transmissions = try a.store.read { try $0.transmissions(about: [person]) }
        #expect(transmissions.map(\.id) == [gone])
        #expect(
            try a.store.read { try $0.heldFiche(PliKey(de: a.structure, id: kept)) }?.partners == []
        )
        #expect(
            try a.store.read { try $0.heldFiche(PliKey(de: a.structure, id: gone)) }?.partners
                == [b.structure])
    }

    /// What can happen to a pli, in any order.
    private enum Pas: CaseIterable {
        case wait, tryUnsent, tryLost, fetch, carry, hurry, withdraw
    }

    @Test(
        "quel que soit l'ordre, n'est dit retiré que ce dont nul n'a eu un octet")
    func interleavings() async throws {
        let peer = try b.card().carte
        var random = SystemRandomNumberGenerator()
        for _ in 0..<150 {
            let id = try deposit()
            var steps: [Pas] = []
            var (left, verdicts): (Bool, [Retrait.Issue]) = (false, [])
            for _ in 0..<10 {
                let step = Pas.allCases.randomElement(using: &random) ?? .wait
                steps.append(step)
                let wire = Wire { _, _ in
                    step == .tryLost ? .unreachable(.nobody) : .unreachable(.noConnection)
                }
                var isGiven = false
                switch step {
                case .wait: horloge.advance(70)
                case .tryUnsent, .tryLost:
                    try await delivery(wire).deliverDue()
                    let mine = try a.store.read { try $0.outgoing(id, pour: b.structure) }
                    isGiven =
                        step == .tryLost
                        && wire.sent.contains { (try? Pli($0))?.slip.id == mine?.slip.id }
                case .fetch: isGiven = (try? a.desks.mail.waitingPli(id, for: peer)) != nil
                case .carry:
                    isGiven =
                        (try? a.desks.mail.handOut(
                            id, de: a.structure, to: a.agent("referent"), for: .export)) != nil
                case .hurry:
                    try a.store.write(at: horloge.now) { try $0.hurryAll(to: b.structure) }
                case .withdraw: verdicts += try withdraw(id)
                }
                #expect(!isGiven || !verdicts.contains(.retire), "\(steps)")
                left = left || isGiven
                if let last = verdicts.last {
                    #expect((last == .retire) == !left, "\(steps)")
                    #expect(Set(verdicts).count == 1, "\(steps)")
                }
                if !verdicts.isEmpty, [.tryLost, .tryUnsent, .fetch].contains(step) {
                    #expect(!isGiven, "\(steps)")
                }
            }
            _ = try withdraw(id)
        }
    }

    @Test("retirée pendant que le service la prend : l'un ou l'autre, jamais les deux")
    func race() async throws {
        let ids = try (0..<60).map { _ in try deposit(isDelayed: false) }
        let wire = Wire { _, _ in .unreachable(.status("503")) }
        let delivery = self.delivery(wire)
        let (mail, agent) = (a.desks.mail, try a.agent("referent"))
        let issues = try await withThrowingTaskGroup(of: (PliID, Retrait.Issue)?.self) { group in
            group.addTask {
                try await delivery.deliverDue()
                return nil
            }
            for id in ids.shuffled() {
                group.addTask {
                    try mail.withdraw(id, for: .autre, by: agent).first.map { (id, $0.issue) }
                }
            }
            return try await group.compactMap { $0 }.reduce(into: [PliID: Retrait.Issue]()) {
                $0[$1.0] = $1.1
            }
        }
        #expect(issues.count == ids.count)
        let sent = Set(wire.sent.compactMap { try? Pli($0).slip.id })
        for (id, issue) in issues where issue == .retire { #expect(!sent.contains(id)) }
        for id in sent { #expect(issues[id] == .peutEtreParti) }
    }

    @Test("prise pour être remise et portée à la main en même temps : elle reste partie")
    func carriedMeanwhile() async throws {
        let id = try deposit(isDelayed: false)
        let (mail, agent, de) = (a.desks.mail, try a.agent("referent"), a.structure)
        let wire = Wire { _, id in
            // While nobody answers, a colleague exports it.
            _ = try mail.handOut(id, de: de, to: agent, for: .export)
            return .unreachable(.noConnection)
        }
        try await delivery(wire).deliverDue()
        #expect(try withdraw(id) == [.peutEtreParti])
    }

    @Test("une carte nouvelle attend ce que l'ancienne a signé et qui n'est pas encore parti")
    func cardAfterDeparture() async throws {
        let id = try deposit()
        horloge.advance(1)
        let card = try a.card(serie: 2)
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        let wire = Wire(from: a, to: b)
        try await delivery(wire).deliverDue()
        #expect(wire.sent.isEmpty)
        horloge.advance(120)
        try await delivery(wire).deliverDue()
        #expect(try a.statut(id, pour: b) == "remis")
        #expect(wire.sent.last == card.bytes)
    }
}
