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

    /// The most structures of one convention.
    static let partnerLimit = 100

    public let reference: String
    public let type: Kind
    public let avec: [StructureName]
    public let debut: CalendarDate
    public let echeance: Terme
    /// Whom to call, by structure of `avec`.
    public let contacts: [StructureName: Contacts]
    /// As an earlier program entered them for several structures at once: nobody said whose they are.
    public let unattributed: Contacts

    public init(
        reference: String, type: Kind, avec: [StructureName], debut: CalendarDate,
        echeance: Terme, contacts: [StructureName: Contacts] = [:],
        unattributed: Contacts = Contacts()
    ) {
        self.reference = reference
        self.type = type
        self.avec = avec
        self.debut = debut
        self.echeance = echeance
        self.contacts = contacts
        self.unattributed = unattributed
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
