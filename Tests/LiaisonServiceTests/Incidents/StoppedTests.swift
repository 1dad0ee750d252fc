import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Envois arrêtés par un incident")
struct StoppedTests {
    let crise: Crise

    init() throws { crise = try Crise() }

    private func deliver(_ wire: Fil) async throws {
        try await Delivery(
            desks: crise.a.desks, transport: wire,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 }
        ).deliverDue()
    }

    private func deposit(to other: Maison) throws -> Pli {
        let pli = try crise.a.pli(to: other)
        _ = try crise.a.desks.mail.deposit(pli.bytes, by: crise.a.agent("referent"))
        return try pli.countersigned(by: crise.a.desks.office.keys.service)
    }

    private func waiting(_ other: Maison) throws -> [PliID] {
        try crise.a.desks.mail.waiting(
            pour: other.structure.text, after: nil, for: other.card().carte)
    }

    @Test(
        "la fiche attend, la notification part, les autres partenaires reçoivent ; repris à la clôture"
    )
    func delivery() async throws {
        let n = try crise.declare([crise.b], arrets: [crise.b]).n
        let fiche = try deposit(to: crise.b)
        let notice = try crise.deposit(n, to: crise.b)
        let elsewhere = try deposit(to: crise.c)
        let wire = Fil(from: crise.a, to: crise.b)
        let crise = crise
        wire.answer { body, id in
            let other = id == elsewhere.slip.id ? crise.c : crise.b
            let answer = try other.desks.mail.receive(
                pli: body, id: id, from: crise.a.card().carte)
            return .taken(answer.receipt)
        }
        try await deliver(wire)
        #expect(Set(wire.sent) == [notice.bytes, elsewhere.bytes])
        #expect(try crise.a.statut(fiche.slip.id, pour: crise.b) == "en-attente")
        #expect(try crise.statut(n, .structure(crise.b.structure)) == .notifie)
        for _ in 0..<3 {
            crise.wait(7_200)
            try await deliver(wire)
        }
        #expect(wire.sent.count == 2)
        try crise.enter(.cloture(motif: Crise.sealed), n)
        try await deliver(wire)
        #expect(wire.sent.last == fiche.bytes && wire.sent.count == 3)
        #expect(try crise.a.statut(fiche.slip.id, pour: crise.b) == "remis")
    }

    @Test("le DPO arrête et reprend sans clore")
    func resumed() async throws {
        let n = try crise.declare([crise.b]).n
        let fiche = try deposit(to: crise.b)
        try crise.enter(.envois(crise.b.structure, isStopped: true), n)
        let wire = Fil(from: crise.a, to: crise.b)
        try await deliver(wire)
        #expect(wire.sent.isEmpty)
        try crise.enter(.envois(crise.b.structure, isStopped: false), n)
        try await deliver(wire)
        #expect(wire.sent == [fiche.bytes])
    }

    @Test("deux incidents l'arrêtent : il faut que les deux le laissent")
    func two() async throws {
        let (one, other) = (
            try crise.declare([crise.b], arrets: [crise.b]).n,
            try crise.declare([crise.b], arrets: [crise.b]).n
        )
        _ = try deposit(to: crise.b)
        let wire = Fil(from: crise.a, to: crise.b)
        try crise.enter(.cloture(motif: Crise.sealed), one)
        try await deliver(wire)
        #expect(wire.sent.isEmpty)
        try crise.enter(.envois(crise.b.structure, isStopped: false), other)
        try await deliver(wire)
        #expect(wire.sent.count == 1)
    }

    @Test("en poste restante aussi : la fiche n'est ni nommée ni donnée, la notification l'est")
    func posteRestante() throws {
        let fiche = try deposit(to: crise.b)
        #expect(try waiting(crise.b) == [fiche.slip.id])
        let n = try crise.declare([crise.b], arrets: [crise.b]).n
        let notice = try crise.deposit(n, to: crise.b)
        #expect(try waiting(crise.b) == [notice.slip.id])
        let peer = try crise.b.card().carte
        #expect(try crise.a.desks.mail.waitingPli(notice.slip.id, for: peer) == notice.bytes)
        try crise.refused(.introuvable) {
            _ = try crise.a.desks.mail.waitingPli(fiche.slip.id, for: peer)
        }
        try crise.enter(.cloture(motif: Crise.sealed), n)
        #expect(Set(try waiting(crise.b)) == [fiche.slip.id, notice.slip.id])
        #expect(try crise.a.desks.mail.waitingPli(fiche.slip.id, for: peer) == fiche.bytes)
    }

    @Test("plus d'une page de fiches arrêtées ne cache pas ce qui les suit")
    func pages() throws {
        for _ in 0..<MailDesk.waitingPage + 5 { _ = try deposit(to: crise.b) }
        let n = try crise.declare([crise.b], arrets: [crise.b]).n
        let notice = try crise.deposit(n, to: crise.b)
        #expect(try waiting(crise.b) == [notice.slip.id])
    }

    @Test("une fiche arrêtée plus de trente jours par un incident attend")
    func long() async throws {
        let n = try crise.declare([crise.b], arrets: [crise.b]).n
        let fiche = try deposit(to: crise.b)
        let wire = Fil(from: crise.a, to: crise.b)
        for _ in 0..<32 {
            crise.wait(86_400)
            try await deliver(wire)
        }
        let statut = try crise.a.statut(fiche.slip.id, pour: crise.b)
        try crise.enter(.cloture(motif: Crise.sealed), n)
        try await deliver(wire)
        // It was never tried: it is, once it may go on.
        #expect(statut == "en-attente")
        #expect(wire.sent == [fiche.bytes])
    }
}
