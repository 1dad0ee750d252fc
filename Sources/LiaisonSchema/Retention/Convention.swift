/// A convention with partners, as it was signed (rgpd.md, «Retention»; guide AGIR 2022, annexes 6, 6.1, 6.2).
public struct Convention: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case spe
        case picIPR = "pic-ipr"
        case ofii
        case autre

        public var french: String {
            switch self {
            case .spe: "AGIR/SPE (annexe 6.1)"
            case .picIPR: "AGIR/PIC IPR (annexe 6.2)"
            case .ofii: "OFII/opérateur (annexe 6)"
            case .autre: "autre"
            }
        }
    }

    /// Whom to call there: one line each, as the convention's annexe names them.
    public struct Contacts: Sendable, Equatable {
        public var dpo: String?
        public var ssi: String?
        public var incident: String?

        public init(dpo: String? = nil, ssi: String? = nil, incident: String? = nil) {
            self.dpo = dpo
            self.ssi = ssi
            self.incident = incident
        }
    }

    /// The most structures of one convention.
    static let partnerLimit = 100

    public let reference: String
    public let type: Kind
    public let avec: [StructureName]
    public let debut: CalendarDate
    public let echeance: Terme
    public let contacts: Contacts

    public init(
        reference: String, type: Kind, avec: [StructureName], debut: CalendarDate,
        echeance: Terme, contacts: Contacts = Contacts()
    ) {
        self.reference = reference
        self.type = type
        self.avec = avec
        self.debut = debut
        self.echeance = echeance
        self.contacts = contacts
    }
}

/// When a convention ends: on a day, or with something that ends for everybody and is entered once.
public enum Terme: Sendable, Equatable, CustomStringConvertible {
    public enum Commun: String, Sendable, CaseIterable {
        /// The accord-cadre national AGIR (guide AGIR 2022, annexe 6.1, art. 7).
        case accordCadre = "accord-cadre"
        /// The programme PIC IPR (guide AGIR 2022, annexe 6.2, art. 8).
        case programme

        /// After «fin».
        public var french: String {
            switch self {
            case .accordCadre: "de l'accord-cadre national"
            case .programme: "du programme PIC IPR"
            }
        }
    }

    case date(CalendarDate)
    case commun(Commun)

    /// Reads `AAAA-MM-JJ`, `accord-cadre` or `programme`.
    public init?(_ text: String) {
        if let commun = Commun(rawValue: text) {
            self = .commun(commun)
        } else if let date = CalendarDate(text) {
            self = .date(date)
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .date(let date): date.description
        case .commun(let commun): commun.rawValue
        }
    }

    public var french: String {
        switch self {
        case .date(let date): date.french
        case .commun(let commun): "fin \(commun.french)"
        }
    }
}
