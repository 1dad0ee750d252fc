/// Which cap decides the day on which a fiche is kept last (rgpd.md, «Retention»).
public enum RetentionRule: String, Sendable, CaseIterable {
    /// Two months after the end of the convention.
    case convention
    /// Three years after the end of the person's accompagnement.
    case personne
    /// The end of the accord-cadre, for what the OFII entrusted.
    case ofii
    /// A day that an agent set.
    case usage
    /// Some days after every addressee opened the fiche.
    case copieEnvoi = "copie-envoi"
    /// The day that the sender asked for.
    case expediteur
    /// Nothing else is known.
    case aPreciser = "a-preciser"
    /// A legal duty, entered by the DPO.
    case exception
    /// The original of what a colleague handed on was destroyed.
    case partage
    /// The person asked for it, here or at a partner.
    case effacement
    /// The request that it tells of ended three months ago.
    case demande
    /// The pli was destroyed before the service was restored from an older backup.
    case restauration

    public var french: String {
        switch self {
        case .convention: "deux mois au plus après la fin de la convention"
        case .personne: "trois ans au plus après la fin de l'accompagnement"
        case .ofii: "fin de l'accord-cadre national"
        case .usage: "date fixée par un agent"
        case .copieEnvoi: "copie d'envoi, ouverte de tous"
        case .expediteur: "date demandée par l'expéditeur"
        // A partner may have one in force, for other fiches than this one.
        case .aPreciser:
            "à préciser : aucune convention ne porte sur cette fiche, et la fin de l'accompagnement n'est pas connue"
        case .exception: "obligation légale"
        case .partage: "l'original est détruit"
        case .effacement: "effacement demandé par la personne"
        case .demande: "trois mois après la clôture de la demande"
        case .restauration: "détruit avant la restauration"
        }
    }

    /// Where the rule comes from.
    public var source: String {
        switch self {
        case .convention: "annexe 6.1, art. 3 ; annexe 6.2, art. 4"
        case .personne: "annexe 3"
        case .ofii: "annexe 6, annexe opérationnelle, 5"
        case .usage: "RGPD, art. 5(1)(e)"
        case .copieEnvoi: "RGPD, art. 5(1)(c)"
        case .expediteur: "bordereau, conserverJusquA"
        case .aPreciser: "RGPD, art. 5(1)(e)"
        case .exception: "RGPD, art. 17(3)(b)"
        case .partage: "formats, partage"
        case .effacement: "RGPD, art. 17"
        case .demande: "RGPD, art. 5(1)(e)"
        case .restauration: "tombes"
        }
    }
}

/// The rule by which a pli went, as tombstones and procès-verbaux write it: `convention-v1`.
extension RetentionRule {
    private static let mark = "-v"

    /// - Parameter version: of the durations.
    public func versioned(_ version: Int) -> String { "\(rawValue)\(Self.mark)\(version)" }

    /// Reads it again, whatever its version; what was destroyed elsewhere has none.
    public init?(versioned text: String) {
        self.init(rawValue: text.split(separator: Self.mark).first.map(String.init) ?? "")
    }
}

extension Tombstone {
    public var rule: RetentionRule? { RetentionRule(versioned: regle) }
}
