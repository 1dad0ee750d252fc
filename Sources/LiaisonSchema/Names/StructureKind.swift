/// What a structure is in the programme: the `type` of its card (formats.md, «carte»).
public enum StructureKind: String, Sendable, CaseIterable {
    case operateurAGIR = "operateur-agir"
    case poleEmploi = "pole-emploi"
    case missionLocale = "mission-locale"
    case capEmploi = "cap-emploi"
    case apec
    case dtOFII = "dt-ofii"
    case dna
    case cph
    case spada
    case siao
    case hebergement
    case picIPR = "pic-ipr"
    case prefecture
    case accueilDeJour = "accueil-de-jour"
    case autre

    /// Reads the code as a person types it: capitals don't count, and what bears another name today is known by
    /// it too. The code stays what it is.
    public init?(typed text: String) {
        let code = text.trimmed.lowercased()
        guard let kind = Self(rawValue: Self.aliases[code] ?? code) else { return nil }
        self = kind
    }

    private static let aliases = ["france-travail": poleEmploi.rawValue]

    /// The name people see.
    public var french: String {
        switch self {
        case .operateurAGIR: "Opérateur AGIR"
        case .poleEmploi: "Pôle emploi (France Travail)"
        case .missionLocale: "Mission locale"
        case .capEmploi: "Cap emploi"
        case .apec: "APEC"
        case .dtOFII: "Direction territoriale de l'OFII"
        case .dna: "Dispositif national d'accueil"
        case .cph: "Centre provisoire d'hébergement"
        case .spada: "Structure de premier accueil des demandeurs d'asile"
        case .siao: "Service intégré d'accueil et d'orientation"
        case .hebergement: "Structure d'hébergement"
        case .picIPR: "Lauréat du PIC IPR"
        case .prefecture: "Préfecture"
        case .accueilDeJour: "Accueil de jour"
        case .autre: "Autre structure"
        }
    }
}
