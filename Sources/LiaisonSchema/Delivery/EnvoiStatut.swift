/// Where a transmission stands with one addressee (design.md, «Delivery»; voies.md, «Going out»). What
/// receipts prove moves forward only; what agents declare is what they said last.
public enum EnvoiStatut: String, Sendable, CaseIterable {
    case enAttente = "en-attente"
    case remis, ouvert, refuse, expire
    /// By another road: our copy is deposited, and nobody said yet that what was made of it left.
    case aTransmettre = "a-transmettre"
    case transmis, repondu
    case nonParvenu = "non-parvenu"
    /// Taken back by its author before anybody is known to have got it.
    case retire

    public var french: String {
        switch self {
        case .enAttente: "en attente de remise"
        case .remis: "remise au partenaire"
        case .ouvert: "ouverte par le partenaire"
        case .refuse: "refusée par le partenaire"
        case .expire: "non remise, délai dépassé"
        case .aTransmettre: "à transmettre"
        case .transmis: "transmise, d'après l'agent"
        case .repondu: "le partenaire a répondu"
        case .nonParvenu: "non parvenue, d'après l'agent"
        case .retire: "retirée"
        }
    }

    /// The same of what is no fiche: French has two genders.
    public func french(of objet: Objet) -> String {
        guard objet.isMasculine else { return french }
        return switch self {
        case .enAttente, .aTransmettre, .repondu: french
        case .remis: "remis au partenaire"
        case .ouvert: "ouvert par le partenaire"
        case .refuse: "refusé par le partenaire"
        case .expire: "non remis, délai dépassé"
        case .transmis: "transmis, d'après l'agent"
        case .nonParvenu: "non parvenu, d'après l'agent"
        case .retire: "retiré"
        }
    }

    /// How far it has got: of several addressees, the least one speaks for the sending.
    private var advance: Int {
        switch self {
        case .enAttente, .aTransmettre: 0
        case .expire, .nonParvenu, .retire: 1
        case .refuse: 2
        case .remis, .transmis: 3
        case .ouvert: 4
        case .repondu: 5
        }
    }

    /// The least advanced of several; nil for none.
    public static func leastAdvanced(_ all: [EnvoiStatut]) -> EnvoiStatut? {
        all.min { $0.advance < $1.advance }
    }

    /// Whether there is still something for the daemon to deliver, or to hear of.
    public var isPending: Bool { self == .enAttente }
}
