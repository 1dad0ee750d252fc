import LiaisonCrypto
import LiaisonSchema
import Synchronization
import TestSupport

@testable import LiaisonService

/// The wire between daemons: what a partner does with what it gets.
final class Fil: PeerTransport {
    struct Coupure: Error {}
    typealias Reponse = @Sendable (_ body: [UInt8], _ id: PliID) throws -> PeerAnswer

    private let state: Mutex<(answer: Reponse, sent: [[UInt8]])>
    /// What the partner does with our card; it is among what was sent.
    let cards: @Sendable ([UInt8]) throws -> PeerAnswer
    /// The partner's own card, when it gives it.
    let pulled: [UInt8]?
    /// Who asks its witness, and the one who answers.
    private let peer: (@Sendable () throws -> (sender: Carte, courrier: Courrier))?
    private let receipts: @Sendable ([UInt8]) throws -> PeerAnswer
    /// Whose witness does not answer for now.
    private let slow: Retenue?
    /// What the witness makes of its right answer before it gives it.
    private let bend: @Sendable (PeerAnswer) -> PeerAnswer

    init(
        plis: @escaping Reponse,
        receipts: @escaping @Sendable ([UInt8]) throws -> PeerAnswer = { _ in throw Coupure() },
        cards: @escaping @Sendable ([UInt8]) throws -> PeerAnswer = { _ in throw Coupure() },
        pulled: [UInt8]? = nil,
        peer: (@Sendable () throws -> (sender: Carte, courrier: Courrier))? = nil,
        slow: Retenue? = nil,
        bend: @escaping @Sendable (PeerAnswer) -> PeerAnswer = { $0 }
    ) {
        self.peer = peer
        self.slow = slow
        self.bend = bend
        self.pulled = pulled
        state = Mutex((plis, []))
        self.receipts = receipts
        self.cards = cards
    }

    /// A wire from `sender` to `receiver`, as the HTTP layer would answer.
    convenience init(from sender: Maison, to receiver: Maison) {
        self.init(
            plis: { body, id in
                try Self.answered {
                    try receiver.courrier.receive(
                        pli: body, id: id, from: sender.card().carte
                    ).receipt
                }
            },
            receipts: { body in
                try Self.answered {
                    _ = try receiver.courrier.receive(receipt: body, from: sender.card().carte)
                    return []
                }
            },
            cards: { body in
                try Self.answered {
                    _ = try receiver.courrier.receive(card: body)
                    return []
                }
            },
            peer: { (try sender.courrier.ownCard().carte, receiver.courrier) })
    }

    /// What was asked of whom.
    var calls: Set<String> { asked.withLock { $0 } }
    private let asked = Mutex<Set<String>>([])

    private func note(_ what: String, _ peer: Carte) {
        asked.withLock { _ = $0.insert("\(what) \(peer.structure)") }
    }

    var sent: [[UInt8]] { state.withLock { $0.sent } }

    func answer(_ reponse: @escaping Reponse) { state.withLock { $0.answer = reponse } }

    func put(pli: [UInt8], id: PliID, to peer: Carte) async throws -> PeerAnswer {
        note("pli", peer)
        let answer = state.withLock { state in
            state.sent.append(pli)
            return state.answer
        }
        return try answer(pli, id)
    }

    func put(
        receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte
    ) async throws -> PeerAnswer {
        note("accuse", peer)
        return try receipts(receipt)
    }

    func put(card: [UInt8], to peer: Carte) async throws -> PeerAnswer {
        note("carte", peer)
        state.withLock { $0.sent.append(card) }
        return try cards(card)
    }

    func card(of peer: Carte) async throws -> PeerAnswer {
        note("sa carte", peer)
        guard let pulled else { throw Coupure() }
        return PeerAnswer(status: 200, body: pulled)
    }

    func waiting(at peer: Carte, after: PliID?) async throws -> PeerAnswer {
        note("attente", peer)
        throw Coupure()
    }

    func pli(_ id: PliID, at peer: Carte) async throws -> PeerAnswer { throw Coupure() }

    func addCheckpoint(_ body: [UInt8], at carte: Carte) async throws -> PeerAnswer {
        note("temoin", carte)
        if let slow, await slow.holds(carte.structure) { throw Coupure() }
        guard let peer = try peer?() else { throw Coupure() }
        let answer = try peer.courrier.addCheckpoint(body)
        defer { slow?.pass() }
        return bend(PeerAnswer(status: answer.status, body: answer.body))
    }

    func witnessedPoint(at carte: Carte) async throws -> PeerAnswer {
        note("point", carte)
        guard let peer = try peer?() else { throw Coupure() }
        return bend(try Self.answered { try peer.courrier.witnessedPoint(of: peer.sender) })
    }

    func consistency(
        from first: UInt64, to second: UInt64, at carte: Carte
    ) async throws -> PeerAnswer {
        note("coherence", carte)
        guard let peer = try peer?() else { throw Coupure() }
        return try Self.answered {
            Array(ProofLines.write(try peer.courrier.consistency(from: first, to: second)).utf8)
        }
    }

    func put(epoch: [UInt8], to carte: Carte) async throws -> PeerAnswer {
        note("epoque", carte)
        guard let peer = try peer?() else { throw Coupure() }
        return try Self.answered {
            _ = try peer.courrier.receive(epoch: epoch, from: peer.sender)
            return []
        }
    }

    func purgeReceipts(at carte: Carte, after: Int64) async throws -> PeerAnswer {
        note("purges", carte)
        guard let peer = try peer?() else { throw Coupure() }
        return try Self.answered {
            let page = try peer.courrier.purgeReceipts(
                pour: peer.sender.structure.text, after: after, for: peer.sender)
            return Array(ReceiptList.write(page.notes, next: page.next).utf8)
        }
    }

    private static func answered(_ body: () throws -> [UInt8]) throws -> PeerAnswer {
        do {
            return PeerAnswer(status: 200, body: try body())
        } catch let refusal as Refusal {
            let status = [
                Refusal.Code.conflit: 409, .invalide: 400, .introuvable: 404, .tropGrand: 413,
            ]
            return PeerAnswer(status: status[refusal.code] ?? 403, body: [])
        }
    }
}

/// A partner that keeps whoever asks it waiting until it is released; the others pass.
struct Retenue: Sendable {
    private let structure: StructureName
    private let gate = AsyncStream<Void>.makeStream()
    private let gone = AsyncStream<Void>.makeStream()

    init(_ structure: StructureName) { self.structure = structure }

    /// Whether it was asked; returns once it is released.
    func holds(_ asked: StructureName) async -> Bool {
        guard asked == structure else { return false }
        for await _ in gate.stream {}
        return true
    }

    func pass() { gone.continuation.yield() }
    func passed() async { for await _ in gone.stream { return } }
    func release() { gate.continuation.finish() }
}

/// A wire on which one pli hangs until it is released; the others go through.
struct Blocage: PeerTransport {
    private let id: PliID
    private let wire: Fil
    private let hung = AsyncStream<Void>.makeStream()
    private let gone = AsyncStream<Void>.makeStream()
    private let gate = AsyncStream<Void>.makeStream()

    init(_ id: PliID, _ wire: Fil) {
        self.id = id
        self.wire = wire
    }

    func put(pli: [UInt8], id: PliID, to peer: Carte) async throws -> PeerAnswer {
        guard id == self.id else {
            defer { gone.continuation.yield() }
            return try await wire.put(pli: pli, id: id, to: peer)
        }
        hung.continuation.yield()
        for await _ in gate.stream {}
        throw Fil.Coupure()
    }

    func put(
        receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte
    ) async throws -> PeerAnswer {
        throw Fil.Coupure()
    }

    func put(card: [UInt8], to peer: Carte) async throws -> PeerAnswer { throw Fil.Coupure() }
    func card(of peer: Carte) async throws -> PeerAnswer { throw Fil.Coupure() }
    func waiting(at peer: Carte, after: PliID?) async throws -> PeerAnswer { throw Fil.Coupure() }
    func pli(_ id: PliID, at peer: Carte) async throws -> PeerAnswer { throw Fil.Coupure() }
    func addCheckpoint(_ body: [UInt8], at peer: Carte) async throws -> PeerAnswer {
        throw Fil.Coupure()
    }
    func witnessedPoint(at peer: Carte) async throws -> PeerAnswer { throw Fil.Coupure() }
    func consistency(
        from first: UInt64, to second: UInt64, at peer: Carte
    ) async throws -> PeerAnswer {
        throw Fil.Coupure()
    }
    func put(epoch: [UInt8], to peer: Carte) async throws -> PeerAnswer { throw Fil.Coupure() }
    func purgeReceipts(at peer: Carte, after: Int64) async throws -> PeerAnswer {
        throw Fil.Coupure()
    }

    /// Waits until the pli hangs, and until another one has gone through.
    func reached() async { for await _ in hung.stream { return } }
    func passed() async { for await _ in gone.stream { return } }
    func release() { gate.continuation.finish() }
}
