/// What stands around every page: whose bureau it is, where one can go, until when it is open. A title names
/// nobody: browsers keep titles.
struct Shell: Sendable {
    struct Tab: Sendable {
        let nom: String
        let lien: String
        let courant: Bool
    }

    let titre: String
    /// The path under which all pages lie.
    let racine: String
    /// The structure, as its card names it.
    let maison: String
    /// None while the identity is closed.
    let onglets: [Tab]
    let ouverture: Ouverture?
    /// «Quitter», while the identity is open.
    var quitter: BoxTable.Action?
    /// What was said while the page was made.
    let avis: [String]

    /// While the identity is open.
    struct Ouverture: Sendable {
        /// «12:30».
        let heure: String
        /// Seconds left when the page was made.
        let secondes: Int64
        /// Where it is closed, and the token of that form.
        let verrouiller: String
        let jeton: String
    }
}

/// The pages that a tab leads to.
enum Tab: String, CaseIterable {
    case journee = ""
    case brouillons, partenaires, ofii, probleme, compte, aide

    var name: String {
        switch self {
        case .journee: "Ma journée"
        case .brouillons: "Écrire"
        case .partenaires: "Partenaires"
        case .ofii: "OFII du mois"
        case .probleme: "Un problème"
        case .compte: "Mon compte"
        case .aide: "Aide"
        }
    }
}
