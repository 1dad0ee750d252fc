/// Where a pli stands with one addressee (design.md, «Delivery»): states move forward only.
public enum EnvoiStatut: String, Sendable, CaseIterable {
    case enAttente = "en-attente"
    case remis, ouvert, refuse, expire
    /// Taken back by its author before anybody is known to have got it.
    case retire

    public var french: String {
        switch self {
        case .enAttente: "en attente de remise"
        case .remis: "remise au partenaire"
        case .ouvert: "ouverte par le partenaire"
        case .refuse: "refusée par le partenaire"
        case .expire: "non remise, délai dépassé"
        case .retire: "retirée"
        }
    }

    /// How far it has got: of several addressees, the least one speaks for the sending.
    private var advance: Int {
        switch self {
        case .enAttente: 0
        case .expire: 1
        case .retire: 2
        case .refuse: 3
        case .remis: 4
        case .ouvert: 5
        }
    }

    /// The least advanced of several; nil for none.
    public static func leastAdvanced(_ all: [EnvoiStatut]) -> EnvoiStatut? {
        all.min { $0.advance < $1.advance }
    }

    /// Whether there is still something to deliver.
    public var isPending: Bool { self == .enAttente }
}
