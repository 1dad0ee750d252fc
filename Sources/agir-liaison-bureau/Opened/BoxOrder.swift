import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// The rows of a box in another order than by their dates, which wants all of them: kept while the identity is open,
/// for as long as the daemon says that the box is the same.
struct BoxOrder: Sendable {
    let box: BoiteName
    let sort: BoxSort
    let rows: [BoxEntry.Name]
    private let revision: String?

    /// Reads the whole box.
    init(_ box: BoiteName, by sort: BoxSort, _ names: PartnerNames, _ session: Session) throws {
        var filter = BoxView.Filter()
        filter.isWhole = true
        let listing = try BoxView(session).list(box, filter, isNumbered: false)
        (self.box, self.sort, revision) = (box, sort, session.boxes)
        rows = sort.order(listing, box, names).map { listing.rows[$0].name }
    }

    /// Whether it is that order, and of the box as it is now.
    func holds(_ box: BoiteName, by sort: BoxSort, _ session: Session) -> Bool {
        (self.box, self.sort) == (box, sort) && revision != nil && revision == session.boxes
    }
}
