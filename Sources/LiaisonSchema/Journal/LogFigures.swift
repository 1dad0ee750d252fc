internal import LiaisonBase

/// What a month of the log amounted to: counts by code, and nobody's name. A record that no pruning takes keeps
/// them, before the month's own go (formats.md, «Traceability log»).
public struct LogFigures: Sendable, Equatable {
    /// Its first day; the month is that of Paris.
    public let month: CalendarDate
    /// Whether some of its records had been destroyed before anybody counted them.
    public let isPartial: Bool
    public let records: Int
    /// Fiches handed out sealed, each once an agent.
    public let readings: Int
    /// How often one was handed to the same agent again.
    public let rereadings: Int
    /// By the codes of `LogTally`.
    public let acts: [String: Int]
    public let refusals: [String: Int]
    public let alarms: [String: Int]
    public let expired: Int
    public let pruned: Int

    /// The most codes of a kind that are read.
    private static let codeLimit = 1_000

    public init(_ tally: LogTally, month: CalendarDate, isPartial: Bool) {
        self.month = month
        self.isPartial = isPartial
        records = tally.records
        readings = tally.readings.values.reduce(0, +)
        rereadings = tally.rereadings
        acts = tally.acts
        refusals = tally.refusals
        alarms = tally.alarms
        expired = tally.expired
        pruned = tally.pruned
    }

    /// The first day of the month that a day is in.
    public static func month(of day: CalendarDate) -> CalendarDate {
        day.adding(days: 1 - day.day)
    }

    // MARK: In a record

    /// `AAAA-MM`.
    var monthText: String { String(month.description.prefix(7)) }

    var object: JSONObject {
        func counts(_ counts: [String: Int]) -> JSONValue {
            var object = JSONObject()
            for (code, count) in counts.sorted(by: { $0.key < $1.key }) {
                object[code] = .integer(Int64(count))
            }
            return .object(object)
        }
        var object = JSONObject()
        object["actes"] = counts(acts)
        object["alarmes"] = counts(alarms)
        object["elagues"] = .integer(Int64(pruned))
        object["enregistrements"] = .integer(Int64(records))
        object["lectures"] = .integer(Int64(readings))
        object["nonRemis"] = .integer(Int64(expired))
        if isPartial { object["partiel"] = .bool(true) }
        object["refus"] = counts(refusals)
        object["relectures"] = .integer(Int64(rereadings))
        return object
    }

    /// - Parameter month: `AAAA-MM`.
    /// - Returns: nil for anything else than these counts.
    init?(_ value: JSONValue, month: JSONValue) {
        guard let object = value.object,
            let first = month.string.flatMap({ CalendarDate("\($0)-01") }),
            let acts = Self.counts(object["actes"]), let alarms = Self.counts(object["alarmes"]),
            let refusals = Self.counts(object["refus"]),
            let pruned = Self.count(object["elagues"]),
            let records = Self.count(object["enregistrements"]),
            let readings = Self.count(object["lectures"]),
            let expired = Self.count(object["nonRemis"]),
            let rereadings = Self.count(object["relectures"])
        else { return nil }
        self.month = first
        isPartial = object["partiel"]?.bool ?? false
        self.records = records
        self.readings = readings
        self.rereadings = rereadings
        self.acts = acts
        self.refusals = refusals
        self.alarms = alarms
        self.expired = expired
        self.pruned = pruned
    }

    private static func count(_ value: JSONValue?) -> Int? {
        value?.integer.flatMap { $0 >= 0 ? Int($0) : nil }
    }

    private static func counts(_ value: JSONValue?) -> [String: Int]? {
        guard let members = value?.object?.members, members.count <= codeLimit else { return nil }
        var counts: [String: Int] = [:]
        for member in members {
            guard FieldReader.code(.string(member.key)) != nil, let count = count(member.value)
            else { return nil }
            counts[member.key] = count
        }
        return counts
    }
}
