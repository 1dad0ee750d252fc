import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// What an agent can look for, in memory while the identity is open: of both boxes, what this agent may open.
struct Held: Sendable {
    private(set) var index: SearchIndex
    /// By their fiche: as many as it went to.
    private(set) var rows: [PliKey: [BoxEntry]]

    /// Reads all of it: a second at most with some ten thousand fiches.
    init(_ session: Session) throws {
        var filter = BoxView.Filter()
        filter.isWhole = true
        let view = try BoxView(session)
        let rows = try BoiteName.allCases.flatMap {
            try view.list($0, filter, isNumbered: false).rows
        }
        index = try SearchIndex(rows, session)
        self.rows = Dictionary(grouping: rows, by: \.key)
    }

    /// Takes in what the boxes hold since.
    ///
    /// - Parameter rows: of both boxes, the newest ones at least.
    mutating func take(_ rows: [BoxEntry], _ session: Session) {
        let new = rows.filter { !index.holds($0.key) }
        guard !new.isEmpty else { return }
        self.rows.merge(Dictionary(grouping: new, by: \.key)) { _, new in new }
        index.put(new, session)
    }

    /// Takes in whom these are about, and what is in them, once this agent read them. What is in no box is left out.
    mutating func read(_ fiches: [PliKey], _ session: Session) {
        let known = fiches.flatMap { rows[$0] ?? [] }
        guard !known.isEmpty else { return }
        index.put(known, session)
    }
}
