public import LiaisonBase
public import LiaisonSchema

/// Where a person's request stands: an item of `GET /local/v1/demandes`.
public struct LocalRequest: LocalAnswer, Equatable {
    public let n: Int
    /// Nil for a partner's request that nobody read yet.
    public let droit: Droit?
    /// The partner's pli that opened it.
    public let pli: PliKey?
    public let statut: RightsRequest.Statut
    public let recue: CalendarDate
    public let echeance: CalendarDate
    public let isLate: Bool
    /// Who opened it.
    public let par: KeyName
    public let isExecuted: Bool
    /// How many answers referents assembled.
    public let reponses: Int

    /// - Parameter today: the day on which it may be late.
    public init(_ request: RightsRequest, on today: CalendarDate) {
        n = request.n
        droit = request.droit
        pli = request.pli
        statut = request.statut
        recue = request.recue
        echeance = request.echeance
        isLate = request.isLate(on: today)
        par = request.par
        isExecuted = request.isExecuted
        reponses = request.reponses.count
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "demande")
        n = try fields.count("n")
        droit = try fields.optional("droit", LocalRead.code)
        pli = try fields.optional("pli") { try PliKey($0) }
        guard droit != nil || pli != nil else { throw fields.wrong("droit") }
        statut = try fields.code("statut")
        recue = try fields.date("recue")
        echeance = try fields.date("echeance")
        isLate = try fields.value("enRetard") { $0.bool }
        par = try fields.keyName("par")
        isExecuted = try fields.value("executee") { $0.bool }
        reponses = try fields.count("reponses")
    }

    public var value: JSONValue { .object(JSONObject(members)) }

    /// What it is, for people.
    public var french: String { RightsRequest.french(droit, pli) }

    var members: [(String, JSONValue?)] {
        [
            ("n", .count(n)), ("droit", .code(droit)), ("statut", .code(statut)),
            ("recue", .text(recue)), ("echeance", .text(echeance)), ("enRetard", .bool(isLate)),
            ("par", .text(par)), ("executee", .bool(isExecuted)), ("reponses", .count(reponses)),
            ("pli", pli?.value),
        ]
    }
}

/// Where a request stands after a step: the answer of `PUT /local/v1/demandes`.
public struct LocalRequestOutcome: LocalAnswer, Equatable {
    /// What an erasure that is carried out does here.
    public struct Erasure: Sendable, Equatable {
        /// How many fiches change their day.
        public let changees: Int
        /// How many of them the purge destroys.
        public let dues: Int

        public init(changees: Int, dues: Int) {
            self.changees = changees
            self.dues = dues
        }
    }

    public let request: LocalRequest
    /// Plis that nobody annotated: closing waits for each.
    public let aExaminer: [PliKey]
    public let erasure: Erasure?

    public init(request: LocalRequest, aExaminer: [PliKey], erasure: Erasure?) {
        self.request = request
        self.aExaminer = aExaminer
        self.erasure = erasure
    }

    public init(_ value: JSONValue) throws {
        request = try LocalRequest(value)
        let fields = try LocalFields(value, "demande")
        aExaminer = try fields.answer("aExaminer")
        erasure =
            try fields.optional("changees", LocalRead.count).map {
                Erasure(changees: $0, dues: try fields.count("dues"))
            }
    }

    public var value: JSONValue {
        .object(
            JSONObject(
                request.members + [
                    ("aExaminer", aExaminer.value), ("changees", .count(erasure?.changees)),
                    ("dues", .count(erasure?.dues)),
                ]))
    }
}

/// The body of `PUT /local/v1/demandes`: a step, and of which request.
public struct LocalRequestStep: LocalAnswer, Equatable {
    /// Nil for an opening.
    public let n: Int?
    public let fact: RequestFact

    public init(n: Int?, fact: RequestFact) {
        self.n = n
        self.fact = fact
    }

    /// - Throws: `LocalUnreadable` for what names no request, `SchemaError` for what is no step.
    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "étape")
        n = try fields.optional("n", LocalRead.count)
        fact = try RequestFact(
            JSONObject(fields.object.members.filter { $0.key != "n" }.map { ($0.key, $0.value) }))
    }

    public var value: JSONValue {
        let said = fact.object.members.map { ($0.key, JSONValue?.some($0.value)) }
        return .object(JSONObject(said + [("n", .count(n))]))
    }
}
