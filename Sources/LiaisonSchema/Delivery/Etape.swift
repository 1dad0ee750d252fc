/// A step of a pli, as `suivi` tells it.
public enum Etape: String, Sendable, CaseIterable {
    case depot, reception, remis, ouvert, refuse, purge, transmis, repondu, retrait
    case nonParvenu = "non-parvenu"
    /// The last attempt did not reach its addressee.
    case injoignable

    public var french: String {
        switch self {
        case .depot: "confiée au service"
        case .reception: "reçue par le service"
        case .remis: "remise"
        case .ouvert: "ouverte"
        case .refuse: "refusée"
        case .purge: "détruite"
        case .retrait: "retirée"
        case .transmis: "transmise"
        case .repondu: "réponse reçue"
        case .nonParvenu: "non parvenue"
        case .injoignable: "destinataire injoignable au dernier essai"
        }
    }

    public init(_ receipt: Accuse.Statut) {
        switch receipt {
        case .remis: self = .remis
        case .ouvert: self = .ouvert
        case .refuse: self = .refuse
        case .purge: self = .purge
        }
    }
}
