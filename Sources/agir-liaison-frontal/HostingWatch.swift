import BureauAccess
import Dispatch
import LiaisonHTTP
import LiaisonSchema
import Synchronization

/// Whether bureaux are hosted today: the card says it to partners, as the DPO decided (rgpd.md, «Hosted
/// bureaux»). What was read last counts while the daemon does not answer; before it was read, nothing is open.
final class HostingWatch: Sendable {
    private let card: @Sendable () throws -> Carte
    private let structure: StructureName
    private let now: @Sendable () -> Instant
    private let read = Mutex<(since: CalendarDate?, libelle: String?)>((nil, nil))

    /// - Parameter card: asks the daemon for the own card; off the event loops.
    init(
        structure: StructureName, now: @escaping @Sendable () -> Instant,
        card: @escaping @Sendable () throws -> Carte
    ) {
        self.structure = structure
        self.now = now
        self.card = card
    }

    convenience init(_ settings: FrontSettings, now: @escaping @Sendable () -> Instant) {
        self.init(structure: settings.structure, now: now) {
            let client = SignedClient(.socket(path: settings.service), now: now)
            let answer = try client.request("GET", Routes.card, limit: Limits.act, seconds: 10)
            return try SignedCarte(answer.body).carte
        }
    }

    var isOpen: Bool {
        let today = ParisTime.date(at: now())
        return read.withLock { $0.since.map { $0 <= today } ?? false }
    }

    /// What the structure is called on its card; nothing of it before that was read.
    var libelle: String { read.withLock { $0.libelle } ?? "Bureau" }

    /// Reads the card again.
    ///
    /// - Returns: what the structure is called; nil when the daemon gave no card of ours, and what was known stays.
    @discardableResult
    func refresh() -> String? {
        guard let card = try? card(), card.structure == structure else { return nil }
        read.withLock { $0 = (card.bureauHeberge, card.libelle) }
        return card.libelle
    }
}

/// Where files and the daemon are waited for: no event loop is held.
enum OffLoop {
    private static let queue = DispatchQueue(label: "frontal", attributes: .concurrent)

    static func run<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
