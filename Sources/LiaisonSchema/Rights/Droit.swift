/// The rights of a person over her data that a request may exercise (RGPD, articles 15 to 21).
public enum Droit: String, Sendable, CaseIterable {
    case acces, rectification, effacement, limitation, opposition

    public var french: String {
        switch self {
        case .acces: "droit d'accès"
        case .rectification: "droit de rectification"
        case .effacement: "droit à l'effacement"
        case .limitation: "droit à la limitation"
        case .opposition: "droit d'opposition"
        }
    }

    public var article: Int {
        switch self {
        case .acces: 15
        case .rectification: 16
        case .effacement: 17
        case .limitation: 18
        case .opposition: 21
        }
    }

    /// Whether the structures that received a fiche are told (RGPD, article 19): access concerns us alone.
    public var isToldToPartners: Bool { self != .acces }

    /// How the log names it.
    public var detail: LogDetail {
        switch self {
        case .acces: .acces
        case .rectification: .rectification
        case .effacement: .effacement
        case .limitation: .limitation
        case .opposition: .opposition
        }
    }
}
