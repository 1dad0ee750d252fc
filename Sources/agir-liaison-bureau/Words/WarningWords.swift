import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension FicheWarning {
    /// A sentence to accept.
    ///
    /// - Parameter label: how people call that structure: a stranger's text.
    func words(_ label: (StructureName) -> String) -> String {
        switch self {
        case .finding(let finding): finding.description
        case .otherPartner(let named, let card):
            "La fiche nomme une autre structure (« \(VisibleText.line(named)) ») que son destinataire, "
                + "« \(VisibleText.line(label(card.structure))) »."
        case .sentAlready(let name, _, let le):
            "La même fiche est déjà partie à \(VisibleText.line(label(name))) le \(ParisTime.date(at: le).french)."
        case .noConvention(let name):
            "Aucune convention n'est enregistrée avec \(VisibleText.line(label(name))) pour ce "
                + "modèle de fiche."
        }
    }
}
