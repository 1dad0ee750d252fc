/// Which of the three forms a fiche is (fiches.md, «Common block», `modele`).
public enum FicheModele: String, Sendable, CaseIterable {
    case generique, spe
    case picIPR = "pic-ipr"
}
