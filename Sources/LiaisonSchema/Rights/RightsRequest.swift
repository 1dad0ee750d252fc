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
    public let droit: Droit
    public let recue: CalendarDate
    public let personnes: [PersonIndex]
    public let details: SealedText
    /// Who opened it: the DPO who asked.
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
        guard let first = steps.first,
            case .ouverture(let droit, let recue, let personnes, let details, let identite) =
                first.fact
        else { return nil }
        self.n = n
        self.droit = droit
        self.recue = recue
        self.personnes = personnes
        self.details = details
        self.steps = steps
        par = first.par
        isIdentified = identite == .verifiee
        for step in steps.dropFirst() { add(step) }
    }

    private mutating func add(_ step: Step) {
        switch step.fact {
        case .ouverture, .exclusion: break
        case .identite: isIdentified = true
        case .prolongation: isExtended = true
        case .execution(let contentieux):
            isExecuted = true
            self.contentieux = contentieux ?? self.contentieux
        case .envoi(let pour, let id): envois.append((pour, id))
        case .reponse(let id): reponses.append((id, step.par))
        case .refus: end = .refusee
        case .cloture: end = .close
        }
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
