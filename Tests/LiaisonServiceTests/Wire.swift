import LiaisonCrypto
import LiaisonSchema
import Synchronization
import TestSupport

@testable import LiaisonService

/// The wire between daemons: what a partner does with what it gets.
final class Wire: PeerTransport {
    struct Cut: Error {}
    typealias Reponse = @Sendable (_ body: [UInt8], _ id: PliID) throws -> PeerAnswer

    private let state: Mutex<(answer: Reponse, sent: [[UInt8]])>
    /// What the partner does with our card; it is among what was sent.
    let cards: @Sendable ([UInt8]) throws -> PeerAnswer
    /// The partner's own card, when it gives it.
    let pulled: [UInt8]?
    /// Who asks its witness, and the one who answers.
    private let peer: (@Sendable () throws -> (sender: Carte, desks: Desks))?
    private let receipts: @Sendable ([UInt8]) throws -> PeerAnswer
    /// Whose witness does not answer for now.
    private let slow: SlowWitness?
    /// What it makes of its right answer, as a witness and of what was destroyed, before it gives it.
    private let bend: @Sendable (PeerAnswer) -> PeerAnswer

    init(
        plis: @escaping Reponse,
        receipts: @escaping @Sendable ([UInt8]) throws -> PeerAnswer = { _ in throw Cut() },
        cards: @escaping @Sendable ([UInt8]) throws -> PeerAnswer = { _ in throw Cut() },
        pulled: [UInt8]? = nil,
        peer: (@Sendable () throws -> (sender: Carte, desks: Desks))? = nil,
        slow: SlowWitness? = nil,
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
    convenience init(from sender: House, to receiver: House) {
        self.init(
            plis: { body, id in
                try Self.answered {
                    try receiver.desks.mail.receive(
                        pli: body, id: id, from: sender.card().carte
                    ).receipt
                }
            },
            receipts: { body in
                try Self.answered {
                    _ = try receiver.desks.mail.receive(receipt: body, from: sender.card().carte)
                    return []
                }
            },
            cards: { body in
                try Self.answered {
                    _ = try receiver.desks.cards.receive(card: body)
                    return []
                }
            },
            peer: { (try sender.desks.office.ownCard().carte, receiver.desks) })
    }

    /// What was asked of whom.
    var calls: Set<String> { asked.withLock { $0 } }
    private let asked = Mutex<Set<String>>([])

    private func note(_ what: String, _ peer: Carte) {
        asked.withLock { _ = $0.insert("\(what) \(peer.structure)") }
    }

    var sent: [[UInt8]] { state.withLock { $0.sent } }

    func answer(_ reponse: @escaping Reponse) { state.withLock { $0.answer = reponse } }

    func put(pli: [UInt8], id: PliID, to peer: Carte) async -> PeerAnswer {
        note("pli", peer)
        let answer = state.withLock { state in
            state.sent.append(pli)
            return state.answer
        }
        return heard { try answer(pli, id) }
    }

    func put(
        receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte
    ) async -> PeerAnswer {
        note("accuse", peer)
        return heard { try receipts(receipt) }
    }

    func put(card: [UInt8], to peer: Carte) async -> PeerAnswer {
        note("carte", peer)
        state.withLock { $0.sent.append(card) }
        return heard { try cards(card) }
    }

    func card(of peer: Carte) async -> PeerAnswer {
        note("sa carte", peer)
        return pulled.map { .taken($0) } ?? .unreachable(.nobody)
    }

    func waiting(at peer: Carte, after: PliID?) async -> PeerAnswer {
        note("attente", peer)
        return .unreachable(.nobody)
    }

    func pli(_ id: PliID, at peer: Carte) async -> PeerAnswer { .unreachable(.nobody) }

    func addCheckpoint(_ body: [UInt8], at carte: Carte) async -> PeerAnswer {
        note("temoin", carte)
        if let slow, await slow.holds(carte.structure) { return .unreachable(.nobody) }
        defer { slow?.pass() }
        return heard {
            guard let peer = try peer?() else { throw Cut() }
            return bend(Self.meaning(try peer.desks.logbook.addCheckpoint(body)))
        }
    }

    func witnessedPoint(at carte: Carte) async -> PeerAnswer {
        note("point", carte)
        return heard {
            guard let peer = try peer?() else { throw Cut() }
            return bend(
                try Self.answered { try peer.desks.logbook.witnessedPoint(of: peer.sender) })
        }
    }

    func consistency(
        from first: UInt64, to second: UInt64, at carte: Carte
    ) async -> PeerAnswer {
        note("coherence", carte)
        return heard {
            guard let peer = try peer?() else { throw Cut() }
            return try Self.answered {
                Array(
                    ProofLines.write(try peer.desks.logbook.consistency(from: first, to: second))
                        .utf8)
            }
        }
    }

    func put(epoch: [UInt8], to carte: Carte) async -> PeerAnswer {
        note("epoque", carte)
        return heard {
            guard let peer = try peer?() else { throw Cut() }
            return try Self.answered {
                _ = try peer.desks.logbook.receive(epoch: epoch, from: peer.sender)
                return []
            }
        }
    }

    func purgeReceipts(at carte: Carte, after: Int64) async -> PeerAnswer {
        note("purges", carte)
        return heard {
            guard let peer = try peer?() else { throw Cut() }
            return bend(
                try Self.answered {
                    let page = try peer.desks.retention.purgeReceipts(
                        pour: peer.sender.structure.text, after: after, for: peer.sender)
                    return Array(ReceiptList.write(page.notes, next: page.next).utf8)
                })
        }
    }

    /// A wire that is cut: nobody answers.
    private func heard(_ answer: () throws -> PeerAnswer) -> PeerAnswer {
        (try? answer()) ?? .unreachable(.nobody)
    }

    private static func meaning(_ answer: CosigningAnswer) -> PeerAnswer {
        switch answer {
        case .cosigned(let lines): .taken(lines)
        case .conflict(let size): .refused(.conflict(Array("\(size)\n".utf8)))
        case .inconsistent: .refused(.content([]))
        case .unknownLog: .absent
        case .unreadable, .unsigned: .refused(.request("\(answer)"))
        }
    }

    private static func answered(_ body: () throws -> [UInt8]) throws -> PeerAnswer {
        do {
            return .taken(try body())
        } catch let refusal as Refusal {
            switch refusal.code {
            case .conflit: return .refused(.conflict([]))
            case .introuvable: return .absent
            case .tropGrand: return .unreachable(.status("413"))
            default: return .refused(.request("\(refusal.code)"))
            }
        }
    }
}

/// A partner that keeps whoever asks it waiting until it is released; the others pass.
final class SlowWitness: Sendable {
    private let structure: StructureName
    private let gate = AsyncStream<Void>.makeStream()
    private let gone = AsyncStream<Void>.makeStream()
    private let held = AsyncStream<Void>.makeStream()
    private let count = Mutex(0)

    init(_ structure: StructureName) { self.structure = structure }

    /// How often it was asked.
    var times: Int { count.withLock { $0 } }
    /// Until it is asked.
    func asked() async { for await _ in held.stream { return } }

    /// Whether it was asked; returns once it is released.
    func holds(_ asked: StructureName) async -> Bool {
        guard asked == structure else { return false }
        count.withLock { $0 += 1 }
        held.continuation.yield()
        for await _ in gate.stream {}
        return true
    }

    func pass() { gone.continuation.yield() }
    func passed() async { for await _ in gone.stream { return } }
    func release() { gate.continuation.finish() }
}

/// A wire on which one pli hangs until it is released; the others go through.
struct Blocking: PeerTransport {
    private let id: PliID
    private let wire: Wire
    private let hung = AsyncStream<Void>.makeStream()
    private let gone = AsyncStream<Void>.makeStream()
    private let gate = AsyncStream<Void>.makeStream()

    init(_ id: PliID, _ wire: Wire) {
        self.id = id
        self.wire = wire
    }

    func put(pli: [UInt8], id: PliID, to peer: Carte) async -> PeerAnswer {
        guard id == self.id else {
            defer { gone.continuation.yield() }
            return await wire.put(pli: pli, id: id, to: peer)
        }
        hung.continuation.yield()
        for await _ in gate.stream {}
        return .unreachable(.nobody)
    }

    func put(
        receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte
    ) async -> PeerAnswer {
        return .unreachable(.nobody)
    }

    func put(card: [UInt8], to peer: Carte) async -> PeerAnswer { .unreachable(.nobody) }
    func card(of peer: Carte) async -> PeerAnswer { .unreachable(.nobody) }
    func waiting(at peer: Carte, after: PliID?) async -> PeerAnswer { .unreachable(.nobody) }
    func pli(_ id: PliID, at peer: Carte) async -> PeerAnswer { .unreachable(.nobody) }
    func addCheckpoint(_ body: [UInt8], at peer: Carte) async -> PeerAnswer {
        return .unreachable(.nobody)
    }
    func witnessedPoint(at peer: Carte) async -> PeerAnswer { .unreachable(.nobody) }
    func consistency(
        from first: UInt64, to second: UInt64, at peer: Carte
    ) async -> PeerAnswer {
        return .unreachable(.nobody)
    }
    func put(epoch: [UInt8], to peer: Carte) async -> PeerAnswer { .unreachable(.nobody) }
    func purgeReceipts(at peer: Carte, after: Int64) async -> PeerAnswer {
        return .unreachable(.nobody)
    }

    /// Waits until the pli hangs, and until another one has gone through.
    func reached() async { for await _ in hung.stream { return } }
    func passed() async { for await _ in gone.stream { return } }
    func release() { gate.continuation.finish() }
}
