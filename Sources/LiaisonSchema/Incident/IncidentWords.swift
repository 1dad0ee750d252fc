/// The closed lists of an incident (rgpd.md, «Breaches and complaints»).
public enum IncidentKind: String, Sendable, CaseIterable {
    case violation, plainte

    public var french: String {
        switch self {
        case .violation: "violation de données"
        case .plainte: "plainte d'une personne"
        }
    }
}

/// What a breach did to the data (RGPD, art. 4(12)).
public enum IncidentNature: String, Sendable, CaseIterable {
    case confidentialite, integrite, disponibilite

    public var french: String {
        switch self {
        case .confidentialite: "confidentialité"
        case .integrite: "intégrité"
        case .disponibilite: "disponibilité"
        }
    }
}

/// How much the persons risk, as the DPO decides: none, the CNIL is not told; a high one, the persons are
/// (RGPD, art. 33(1) and 34(1)).
public enum IncidentRisk: String, Sendable, CaseIterable {
    case aucun, limite, eleve

    public var french: String {
        switch self {
        case .aucun: "aucun risque probable"
        case .limite: "risque"
        case .eleve: "risque élevé"
        }
    }
}

/// By what means somebody was told outside the program.
public enum NoticeMeans: String, Sendable, CaseIterable {
    case telephone, courriel, courrier, teleservice

    public var french: String {
        switch self {
        case .telephone: "téléphone"
        case .courriel: "courriel"
        case .courrier: "courrier"
        case .teleservice: "téléservice"
        }
    }
}

/// Who is to be told of an incident.
public enum NoticeAddressee: Sendable, Hashable, CustomStringConvertible {
    /// The controller whose sub-processor an operator is (guide AGIR 2022, annexe 6, annexe opérationnelle).
    case ofii
    case cnil
    case personnes
    case structure(StructureName)

    public init?(_ text: String) {
        switch text {
        case "ofii": self = .ofii
        case "cnil": self = .cnil
        case "personnes": self = .personnes
        default:
            guard let name = StructureName(text) else { return nil }
            self = .structure(name)
        }
    }

    public var description: String {
        switch self {
        case .ofii: "ofii"
        case .cnil: "cnil"
        case .personnes: "personnes"
        case .structure(let name): name.text
        }
    }

    public var french: String {
        switch self {
        case .ofii: "OFII"
        case .cnil: "CNIL"
        case .personnes: "les personnes concernées"
        case .structure(let name): name.text
        }
    }
}
