/// The road that a transmission takes, out or in: an attribute of it, and nothing else about it changes
/// (voies.md).
public enum Voie: String, Sendable, CaseIterable {
    /// From daemon to daemon, or fetched.
    case service
    /// A pli carried by hand between two daemons.
    case pli
    /// An age file, by key or by phrase.
    case fichier
    /// The page of our own daemon, which the partner opens with a link and a phrase (guichet.md).
    case guichet
    /// A 7-Zip or ZIP archive under a phrase.
    case archive
    /// The printed form, handed over in person.
    case papier
    /// How something comes in, never how it leaves.
    case courriel

    /// Those that something may leave by.
    public static let sortantes: [Voie] = [
        .service, .pli, .fichier, .guichet, .archive, .papier,
    ]

    /// Whether signed receipts tell what became of it; else an agent declares it, or our own page saw it.
    public var isProven: Bool { self == .service || self == .pli }

    /// Whether an agent has it in hand and carries it: nobody but the agent knows whether it left.
    public var isCarried: Bool { self != .service }

    public var french: String {
        switch self {
        case .service: "par le service"
        case .pli: "par un pli porté à la main"
        case .fichier: "par un fichier scellé"
        case .guichet: "par un guichet"
        case .archive: "par une archive chiffrée"
        case .papier: "sur papier"
        case .courriel: "par courriel"
        }
    }

    /// The same of what came in, when it did.
    public func french(of objet: Objet) -> String {
        objet == .recu ? VoieRecue(rawValue: rawValue)?.french ?? french : french
    }

    /// The record of a sending that left by it; nil for the daemon's own road.
    public var detail: LogDetail? {
        switch self {
        case .pli: .voiePli
        case .fichier: .voieFichier
        case .guichet: .voieGuichet
        case .archive: .voieArchive
        case .papier: .voiePapier
        case .service, .courriel: nil
        }
    }
}
