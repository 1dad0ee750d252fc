/// Where a guichet stands (guichet.md, «The daemon's side»).
public enum GuichetStatut: String, Sendable, CaseIterable {
    /// The daemon knows its name and holds its key, and serves nothing: the phrase is being shown.
    case prepare
    case ouvert, clos

    public var french: String {
        switch self {
        case .prepare: "en préparation"
        case .ouvert: "ouvert"
        case .clos: "fermé"
        }
    }
}

/// Why a guichet was closed.
public enum GuichetMotif: String, Sendable, CaseIterable {
    /// New secrets took its place.
    case refait
    /// An agent closed it.
    case ferme
    /// Its sending was taken back.
    case retire
    /// Its last day is over.
    case fin
    /// Its fiche was destroyed.
    case purge
    /// Seven days after the last answer was opened.
    case repondu
    /// A backup was restored: what was closed since is unknown, so all are.
    case restauration

    /// Those that an agent may give.
    public static let ofAgents: [GuichetMotif] = [.refait, .ferme, .retire]

    public var french: String {
        switch self {
        case .refait: "refait avec d'autres secrets"
        case .ferme: "fermé par un agent"
        case .retire: "envoi retiré"
        case .fin: "date de fin passée"
        case .purge: "fiche détruite"
        case .repondu: "réponses ouvertes depuis sept jours"
        case .restauration: "service restauré d'une sauvegarde"
        }
    }

    /// In the log.
    public var detail: LogDetail {
        switch self {
        case .refait: .guichetRefait
        case .ferme: .guichetFerme
        case .retire: .guichetRetire
        case .fin: .guichetFin
        case .purge: .purge
        case .repondu: .guichetRepondu
        case .restauration: .restauration
        }
    }
}

/// Bounds of a guichet (guichet.md).
public enum GuichetBounds {
    /// Answers.
    public static let answers = 10
    /// Days that one stays open at most, from its creation.
    public static let days = 90
    /// Days that one stays open when nobody says.
    public static let defaultDays = 30
    /// Days after the last answer was opened; invitations don't close by it.
    public static let daysAfterAnswer = 7
    /// Hours after which one that was prepared and never published is dropped.
    public static let hoursPrepared = 24
    /// Bytes of the sealed `cleReponse`.
    public static let sealedKey = 256 * 1_024
    /// Bytes of `preuve`.
    public static let proof = 32
}
