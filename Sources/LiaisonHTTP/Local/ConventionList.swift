public import LiaisonBase
public import LiaisonSchema

/// The conventions, and the ends that several share (`GET /local/v1/conventions`).
public struct ConventionList: LocalAnswer, Equatable {
    public let states: [ConventionState]
    /// Those that were said; one that this version does not know is passed over.
    public let termes: [Terme.Commun: CalendarDate]

    public init(states: [ConventionState], termes: [Terme.Commun: CalendarDate]) {
        self.states = states
        self.termes = termes
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "conventions")
        states = try fields.list("conventions") { value in
            value.object.flatMap { try? ConventionState($0) }
        }
        let shared = try LocalFields(fields.value("termes") { $0 }, "termes")
        var termes: [Terme.Commun: CalendarDate] = [:]
        for terme in Terme.Commun.allCases {
            termes[terme] = try shared.optional(terme.rawValue, LocalRead.date)
        }
        self.termes = termes
    }

    public var value: JSONValue {
        let dates = termes.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { ($0.key.rawValue, JSONValue.string($0.value.description)) }
        return .object(
            JSONObject([
                ("conventions", .array(states.map { .object($0.object) })),
                ("termes", .object(JSONObject(dates))),
            ]))
    }
}
