import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// What an agent can look for, in memory while the identity is open: of both boxes, what this agent may open.
struct Held: Sendable {
    private(set) var index: SearchIndex

    /// Reads all of it: a second at most with some ten thousand fiches.
    init(_ view: BoxView) throws { index = try SearchIndex(view) }

    /// Takes in what the boxes hold since.
    ///
    /// - Parameter rows: of both boxes, the newest ones at least.
    mutating func take(_ rows: [BoxEntry], _ view: BoxView) {
        let new = rows.filter { !index.holds($0.key) }
        guard !new.isEmpty else { return }
        index.put(new, view)
    }

    /// Takes in whom these are about, and what is in them, once this agent read them. What is in no box is left out.
    ///
    /// - Throws: when the boxes don't say what they hold of them.
    mutating func read(_ fiches: [PliKey], _ session: Session) throws {
        let view = try BoxView(session)
        let rows = try BoiteName.allCases.flatMap { try view.rows($0, of: Set(fiches)).rows }
        index.put(rows, view)
    }

    /// What is found, the best first, and what the boxes say of it.
    struct Found {
        let hits: [SearchIndex.Hit]
        /// Of the first ones.
        let exchanges: [PliKey: SearchIndex.Exchange]
        /// Whether the boxes could not be asked: this is what they said before.
        let isFromMemory: Bool
    }

    /// What no box holds any more is found no longer.
    ///
    /// - Parameter length: how many rows are given of them.
    mutating func hits(
        _ typed: String, length: Int, _ view: BoxView
    ) throws -> Found {
        while true {
            let hits = index.hits(typed)
            let shown = Set(hits.prefix(length).map(\.key))
            guard let rows = try rows(of: shown, view) else {
                let known = shown.compactMap { key in index.exchange(of: key).map { (key, $0) } }
                return Found(
                    hits: hits, exchanges: Dictionary(uniqueKeysWithValues: known),
                    isFromMemory: true)
            }
            let exchanges = Dictionary(
                rows.map { ($0.key, SearchIndex.Exchange($0)) },
                uniquingKeysWith: { first, _ in first })
            let gone = shown.subtracting(exchanges.keys)
            guard !gone.isEmpty else {
                return Found(hits: hits, exchanges: exchanges, isFromMemory: false)
            }
            for key in gone { index.remove(key) }
        }
    }

    /// - Returns: nil when the service does not answer.
    private func rows(of fiches: Set<PliKey>, _ view: BoxView) throws -> [BoxEntry]? {
        do {
            return try BoiteName.allCases.flatMap { try view.rows($0, of: fiches).rows }
        } catch is SignedClient.Unreachable {
            return nil
        }
    }
}
