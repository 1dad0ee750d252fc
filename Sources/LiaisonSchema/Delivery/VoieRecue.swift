/// By which road a partner gave what no service brought (voies.md, «Coming in»): an agent's word.
public enum VoieRecue: String, Sendable, CaseIterable {
    /// A file that a phrase opens: `.7z`, `.zip`.
    case archive
    case courriel, papier
    /// Any other file.
    case fichier
    /// The answer form of our own page (guichet.md, «What comes back»).
    case guichet

    public var french: String {
        switch self {
        case .archive: "archive chiffrée"
        case .courriel: "courriel"
        case .papier: "remise sur papier"
        case .fichier: "fichier"
        case .guichet: "réponse par le guichet"
        }
    }

    /// In the log.
    public var detail: LogDetail {
        switch self {
        case .archive: .archive
        case .courriel: .courriel
        case .papier: .papier
        case .fichier: .fichier
        case .guichet: .voieGuichet
        }
    }
}
