import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// The rows of a box that an agent may open, where a page wants all of them: in another order than by their dates, or
/// in that one for who opens no fiche. Kept while the identity is open, for as long as the daemon says that the box
/// is the same, and what else they stand by is.
struct BoxOrder: Sendable {
    let sort: BoxSort
    let rows: [BoxEntry.Name]
    private let revision: String?
    /// What an agent may open goes by them.
    private let roles: Set<Role>?
    /// The partners', where the rows are sorted by them.
    private let labels: [StructureName: String]

    /// Reads the whole box.
    init(
        _ box: BoiteName, by sort: BoxSort, _ names: PartnerNames, _ view: BoxView,
        _ session: Session
    ) throws {
        var filter = BoxView.Filter()
        filter.isWhole = true
        let listing = try view.list(box, filter, isNumbered: false)
        (self.sort, revision) = (sort, session.boxes)
        roles = session.me?.roles
        let partners =
            sort == .partenaire ? Set(listing.rows.map { BoxSort.partner($0, box) }) : []
        labels = Dictionary(uniqueKeysWithValues: partners.map { ($0, names.name($0)) })
        rows = sort.order(listing, box, names).map { listing.rows[$0].name }
    }

    /// Whether it is that order, and of the box as it is now.
    func holds(by sort: BoxSort, _ names: PartnerNames, _ session: Session) -> Bool {
        self.sort == sort && revision != nil && revision == session.boxes
            && roles == session.me?.roles
            && labels.allSatisfy { names.name($0.key) == $0.value }
    }
}
