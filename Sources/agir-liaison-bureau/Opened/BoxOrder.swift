import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// The rows of a box in another order than by their dates, which wants all of them: kept while the identity is open,
/// for as long as the daemon says that the box is the same.
struct BoxOrder: Sendable {
    /// A row: of one sending there are as many as it has addressees.
    struct Name: Hashable, Sendable {
        let key: PliKey
        let pour: StructureName

        init(_ row: BoxEntry) { (key, pour) = (row.key, row.pour) }
    }

    let box: BoiteName
    let sort: BoxSort
    let rows: [Name]
    private let revision: String?

    /// Reads the whole box.
    init(_ box: BoiteName, by sort: BoxSort, _ names: PartnerNames, _ session: Session) throws {
        var filter = BoxView.Filter()
        filter.isWhole = true
        let listing = try BoxView(session).list(box, filter, isNumbered: false)
        (self.box, self.sort, revision) = (box, sort, session.boxes)
        rows = sort.order(listing, box, names).map { Name(listing.rows[$0]) }
    }

    /// Whether it is that order, and of the box as it is now.
    func holds(_ box: BoiteName, by sort: BoxSort, _ session: Session) -> Bool {
        (self.box, self.sort) == (box, sort) && revision != nil && revision == session.boxes
    }
}
