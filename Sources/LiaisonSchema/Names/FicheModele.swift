/// Which of the three forms a fiche is (fiches.md, «Common block», `modele`).
public enum FicheModele: String, Sendable, CaseIterable {
    case generique, spe
    case picIPR = "pic-ipr"

    /// The name people see.
    public var french: String {
        switch self {
        case .generique: "fiche générique (hors service public de l'emploi)"
        case .spe: "fiche SPE (service public de l'emploi)"
        case .picIPR: "fiche PIC IPR"
        }
    }
}
