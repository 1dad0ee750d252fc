/// Counts records of the log, one by one: by code and by agent, no reference kept.
public struct LogTally: Sendable {
    public private(set) var records = 0
    /// Fiches handed out sealed, by agent: each fiche once.
    public private(set) var readings: [String: Int] = [:]
    /// How often one of those was handed to the same agent again.
    public private(set) var rereadings = 0
    /// By the code of the act.
    public private(set) var acts: [String: Int] = [:]
    /// By the code of the reason, `withoutDetail` where none was noted.
    public private(set) var refusals: [String: Int] = [:]
    /// By the code of what they say.
    public private(set) var alarms: [String: Int] = [:]
    /// Plis given up after their time.
    public private(set) var expired = 0
    /// Records destroyed at their term, as these records tell it.
    public private(set) var pruned = 0
    private var read: Set<Reading> = []

    private struct Reading: Hashable {
        let agent: String
        let ref: String
    }

    /// In place of a code, where a record has none.
    static let withoutDetail = "sans-detail"

    public init() {}

    public init(_ records: some Sequence<LogRecord>) {
        for record in records { add(record) }
    }

    public mutating func add(_ record: LogRecord) {
        let count = record.nombre ?? 1
        records += 1
        acts[record.acte, default: 0] += count
        let detail = record.known?.rawValue ?? record.detail ?? Self.withoutDetail
        if record.resultat == LogResultat.refuse.rawValue {
            refusals[detail, default: 0] += count
        }
        switch LogActe(rawValue: record.acte) {
        case .lecture where record.resultat == LogResultat.fait.rawValue:
            let isFirst =
                record.ref.map {
                    read.insert(Reading(agent: record.acteur, ref: $0)).inserted
                } ?? true
            if isFirst {
                readings[record.acteur, default: 0] += 1
            } else {
                rereadings += 1
            }
        case .alarme: alarms[detail, default: 0] += 1
        case .elagage:
            pruned += record.pruning?.plages.reduce(0) { $0 + $1.count } ?? 0
        default: break
        }
        if record.detail == LogDetail.delaiDepasse.rawValue { expired += 1 }
    }
}
