import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension FicheWarning {
    /// A sentence to accept.
    var words: String {
        switch self {
        case .finding(let finding): finding.description
        case .otherPartner(let named, let card):
            "La fiche nomme une autre structure (« \(VisibleText.line(named)) ») que son destinataire, "
                + "« \(VisibleText.line(card.libelle)) »."
        case .sentAlready(let name, _, let le):
            "La même fiche est déjà partie à \(name) le \(ParisTime.date(at: le).french)."
        case .noConvention(let name):
            "Aucune convention n'est enregistrée avec \(name) pour ce modèle de fiche."
        }
    }
}
