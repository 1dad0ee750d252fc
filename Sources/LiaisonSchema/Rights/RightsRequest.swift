/// Where a person's request stands, derived from its steps (rgpd.md, «Rights of the person»).
public struct RightsRequest: Sendable, Equatable {
    public enum Statut: String, Sendable, CaseIterable {
        case recue
        case identiteAVerifier = "identite-a-verifier"
        case enCours = "en-cours"
        case prolongee, close, refusee

        public var french: String {
            switch self {
            case .recue: "reçue"
            case .identiteAVerifier: "identité à vérifier"
            case .enCours: "en cours"
            case .prolongee: "prolongée"
            case .close: "close"
            case .refusee: "refusée"
            }
        }
    }

    /// A step as it was entered.
    public struct Step: Sendable, Equatable {
        public let le: Instant
        public let par: KeyName
        public let fact: RequestFact

        public init(le: Instant, par: KeyName, fact: RequestFact) {
            self.le = le
            self.par = par
            self.fact = fact
        }
    }

    public let n: Int
    /// Nil for a partner's request that nobody read yet.
    public let droit: Droit?
    /// The partner's `droits` pli that opened it; nil: our DPO opened it for the person.
    public let pli: PliKey?
    public let recue: CalendarDate
    /// None of a partner's request, nor three months after the end.
    public let personnes: [PersonIndex]
    /// As `personnes`.
    public let details: SealedText?
    /// Who opened it: the DPO who asked, or the partner's service.
    public let par: KeyName
    public let steps: [Step]
    public private(set) var isIdentified: Bool
    public private(set) var isExtended = false
    public private(set) var isExecuted = false
    /// Of a limitation: the hold that it opened.
    public private(set) var contentieux: Int?
    /// The `droits` plis that were sent, by addressee.
    public private(set) var envois: [(pour: StructureName, id: PliID)] = []
    public private(set) var reponses: [(id: PliID, par: KeyName)] = []
    private var end: Statut?

    /// - Parameter steps: oldest first; nil when they do not begin with an opening.
    public init?(n: Int, steps: [Step]) {
        guard let first = steps.first else { return nil }
        switch first.fact {
        case .ouverture(let droit, let recue, let personnes, let details, let identite):
            self.droit = droit
            self.recue = recue
            self.personnes = personnes
            self.details = details
            pli = nil
            isIdentified = identite == .verifiee
        case .recu(let de, let id, let recue):
            droit = nil
            self.recue = recue
            personnes = []
            details = nil
            pli = PliKey(de: de, id: id)
            // Who it comes from answers for it.
            isIdentified = true
        default: return nil
        }
        self.n = n
        self.steps = steps
        par = first.par
        for step in steps.dropFirst() { add(step) }
    }

    private mutating func add(_ step: Step) {
        switch step.fact {
        case .ouverture, .recu, .exclusion: break
        case .identite: isIdentified = true
        case .prolongation: isExtended = true
        case .execution(let contentieux, _):
            isExecuted = true
            self.contentieux = contentieux ?? self.contentieux
        case .envoi(let pour, let id): envois.append((pour, id))
        case .reponse(let id, _): reponses.append((id, step.par))
        case .refus: end = .refusee
        case .cloture: end = .close
        }
    }

    /// What it is, for people.
    public var french: String { Self.french(droit, pli) }

    public static func french(_ droit: Droit?, _ pli: PliKey?) -> String {
        droit?.french ?? pli.map { "demande de droits de \($0.de)" } ?? "demande de droits"
    }

    public var statut: Statut {
        if let end { return end }
        if !isIdentified { return .identiteAVerifier }
        if isExtended { return .prolongee }
        return steps.count > 1 ? .enCours : .recue
    }

    public var isOpen: Bool { end == nil }

    /// One month from the reception: always from that day, never chained (RGPD, article 12(3)).
    public var firstDeadline: CalendarDate { recue.adding(months: 1) }

    /// The last day to answer.
    public var echeance: CalendarDate { isExtended ? recue.adding(months: 3) : firstDeadline }

    /// Whether it is past its day and still open.
    public func isLate(on day: CalendarDate) -> Bool { isOpen && day > echeance }

    public static func == (left: RightsRequest, right: RightsRequest) -> Bool {
        left.n == right.n && left.steps == right.steps
    }
}
