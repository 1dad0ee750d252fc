/// What a pli is, as lists name it: the model of a fiche, the `objet` of what has none.
public enum PliKind: Sendable, Equatable, RawRepresentable {
    case fiche(FicheModele)
    case objet(Objet)

    public init(modele: FicheModele?, objet: Objet) {
        self = modele.map { .fiche($0) } ?? .objet(objet)
    }

    public init?(rawValue: String) {
        if let modele = FicheModele(rawValue: rawValue) {
            self = .fiche(modele)
        } else if let objet = Objet(rawValue: rawValue) {
            self = .objet(objet)
        } else {
            return nil
        }
    }

    /// «fiche SPE», «réponse à une demande de droits».
    public var french: String {
        switch self {
        case .fiche(let modele): modele.french
        case .objet(let objet): objet.french
        }
    }

    public var rawValue: String {
        switch self {
        case .fiche(let modele): modele.rawValue
        case .objet(let objet): objet.rawValue
        }
    }
}
