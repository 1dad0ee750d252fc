internal import LiaisonBase
internal import LiaisonSchema
internal import LiaisonStore

/// The alarms that wait for a DPO's word, the oldest by name.
extension Reminders {
    /// How many are named; the rest is counted.
    private static let namedAlarms = 5

    func alarmLines() throws -> [String] {
        let (count, oldest) = try store.read {
            (
                try $0.openAlarms().count,
                try $0.openAlarms(in: 0...UInt64(Int64.max), limit: Self.namedAlarms)
            )
        }
        let reasons = AlarmReason.allCases.map(\.rawValue).joined(separator: "|")
        var lines = oldest.map { alarm in
            let what = LogDetail(rawValue: alarm.detail ?? "")?.french ?? "alarme"
            return "Alarme n° \(alarm.n) du \(ParisTime.french(alarm.le)), \(what) "
                + "(\(alarm.ref ?? alarm.acteur)) : « agir-liaison journal reconnaitre \(alarm.n) "
                + "--motif \(reasons) »."
        }
        if count > oldest.count {
            lines.append(
                Plural.of(count - oldest.count, "autre alarme", "autres alarmes")
                    + " : « agir-liaison journal lister --acte "
                    + "alarme » ; « agir-liaison journal reconnaitre N --avant » les reconnaît jusqu'à celle-là."
            )
        }
        return lines
    }
}
