import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// In which order the rows of a box stand.
enum BoxSort: String, CaseIterable {
    /// As the daemon lists them: the newest first.
    case quand
    case personne, partenaire, etat

    var name: String {
        switch self {
        case .quand: "date"
        case .personne: "personne"
        case .partenaire: "partenaire"
        case .etat: "état"
        }
    }

    /// The rows, from 0, in that order; those that are alike as before.
    func order(_ listing: BoxView.Listing, _ box: BoiteName, _ names: PartnerNames) -> [Int] {
        guard self != .quand else { return Array(listing.rows.indices) }
        let keys = listing.rows.map { row -> String in
            switch self {
            case .quand: ""
            // Those of whom nobody knows yet whom they are about come last.
            case .personne: listing.person(row).map { Self.folded($0.name) } ?? "\u{10FFFF}"
            case .partenaire:
                Self.folded(names.name(Self.partner(row, box)))
            case .etat: row.statut
            }
        }
        return keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    }

    /// On the other side.
    static func partner(_ row: BoxEntry, _ box: BoiteName) -> StructureName {
        box == .reception ? row.sender : row.pour
    }

    /// Without accents nor capitals, as the search reads.
    private static func folded(_ text: String) -> String {
        String(decoding: SearchText.folded(text), as: UTF8.self)
    }
}

/// The fiches of this structure that were delivered, and that nobody answered.
enum Awaited {
    private static let delivered: Set<EnvoiStatut> = [.remis, .ouvert, .transmis]

    /// The rows of what was sent, from 0, the oldest first.
    static func rows(_ sent: BoxView.Listing, received: BoxView.Listing) -> [Int] {
        let answered = Set(received.rows.compactMap(\.reponseA))
        let replaced = Set(sent.rows.compactMap(\.remplace))
        return sent.rows.indices.reversed().filter { index in
            let row = sent.rows[index]
            guard row.objet == .fiche, row.reponseA == nil, let state = row.envoi else {
                return false
            }
            return delivered.contains(state) && !answered.contains(row.id)
                && !replaced.contains(row.id)
        }
    }

    static func words(_ count: Int) -> String {
        count == 1 ? "Une réponse attendue" : "\(count) réponses attendues"
    }
}
