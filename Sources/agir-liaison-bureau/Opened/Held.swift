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

    /// What is found, the best first: what no box holds any more is found no longer.
    ///
    /// - Parameter length: how many rows are given of them.
    mutating func hits(
        _ typed: String, length: Int, _ view: BoxView
    ) throws -> (hits: [SearchIndex.Hit], rows: [PliKey: BoxEntry]) {
        while true {
            let hits = index.hits(typed)
            let shown = Set(hits.prefix(length).map(\.key))
            let rows = try Dictionary(
                BoiteName.allCases.flatMap { try view.rows($0, of: shown).rows }
                    .map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
            let gone = shown.subtracting(rows.keys)
            guard !gone.isEmpty else { return (hits, rows) }
            for key in gone { index.remove(key) }
        }
    }
}
