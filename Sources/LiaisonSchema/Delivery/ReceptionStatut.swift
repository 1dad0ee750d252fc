/// Where a received pli stands.
public enum ReceptionStatut: String, Sendable, CaseIterable {
    case nonLu = "non-lu"
    case ouvert
    /// A later fiche of the same structure replaces it: derived when it is shown, never stored.
    case remplace
    /// An index key: it stands in no list.
    case cleIndex = "cle-index"

    /// What people see.
    public var french: String {
        switch self {
        case .nonLu: "nouvelle"
        case .ouvert: "lue"
        case .remplace: "remplacée"
        case .cleIndex: "clé d'index"
        }
    }
}
