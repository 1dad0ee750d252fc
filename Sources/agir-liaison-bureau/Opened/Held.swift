import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// What an agent can look for, in memory while the identity is open: of both boxes, what this agent may open.
struct Held: Sendable {
    let index: SearchIndex
    /// By its fiche; of one that went to several, one of them.
    let rows: [PliKey: BoxEntry]

    /// Reads all of it: a second at most with some ten thousand fiches.
    init(_ session: Session) throws {
        var filter = BoxView.Filter()
        filter.isWhole = true
        let view = try BoxView(session)
        let rows = try BoiteName.allCases.flatMap {
            try view.list($0, filter, isNumbered: false).rows
        }
        index = try SearchIndex(rows, session)
        self.rows = Dictionary(rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a box that was just asked for holds nothing else.
    func isUpToDate(_ rows: [BoxEntry]) -> Bool { rows.allSatisfy { index.holds($0.key) } }
}
