/// Which way a fiche goes (fiches.md, «Common block», `sens`).
public enum Sens: String, Sendable, Hashable, CaseIterable {
    case agirVersPartenaire = "agir-vers-partenaire"
    case partenaireVersAGIR = "partenaire-vers-agir"

    /// The direction in which a structure of this type writes.
    public init(author: StructureKind) {
        self = author == .operateurAGIR ? .agirVersPartenaire : .partenaireVersAGIR
    }

    /// The other direction.
    public var turned: Sens {
        self == .agirVersPartenaire ? .partenaireVersAGIR : .agirVersPartenaire
    }

    /// The key of the block that names its author (fiches.md, «Common block»).
    public var authorBlock: String {
        self == .agirVersPartenaire ? "operateurAGIR" : "partenaire"
    }

    /// The key of the block that names the structure on the other side.
    public var addresseeBlock: String { turned.authorBlock }
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
