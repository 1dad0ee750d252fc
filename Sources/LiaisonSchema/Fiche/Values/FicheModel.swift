/// Which of the guide's three fiches de liaison it is (fiches.md, «Common block», `modele`).
public enum FicheModel: String, Sendable, Hashable, CaseIterable {
    /// Annexe 4: partners other than the SPE.
    case generique
    /// Annexe 6.1: the actors of the service public de l'emploi.
    case spe
    /// Annexe 6.2: the lauréats of the PIC IPR.
    case picIPR = "pic-ipr"
}

/// Which way a fiche goes (fiches.md, «Common block», `sens`).
public enum Sens: String, Sendable, Hashable, CaseIterable {
    case agirVersPartenaire = "agir-vers-partenaire"
    case partenaireVersAGIR = "partenaire-vers-agir"

    /// The direction in which a structure of this type writes.
    public init(author: StructureKind) {
        self = author == .operateurAGIR ? .agirVersPartenaire : .partenaireVersAGIR
    }
}

/// A box of «Orientation» on the SPE form (fiches.md, «spe», `orientation.vers`).
public enum Orientation: String, Sendable, Hashable, CaseIterable {
    case poleEmploi = "pole-emploi"
    case missionLocale = "mission-locale"
    case capEmploi = "cap-emploi"
    case apec
    case autres

    /// The card type the box stands for; nil for «Autres».
    public var kind: StructureKind? { StructureKind(rawValue: rawValue) }
}
