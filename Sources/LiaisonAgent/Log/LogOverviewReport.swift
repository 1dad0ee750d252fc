import LiaisonBase
package import LiaisonSchema

extension LogOverview {
    /// What these days amount to, line by line, the alarms first.
    ///
    /// - Parameter suspended: how a face says that a log is contradicted, which is a state however long ago it began.
    package func report(_ suspended: (LogSuspension) -> String) -> [String] {
        ["Depuis le \(days.lowerBound.french) :"] + [coverage.french].compactMap(\.self)
            + alarms(suspended) + Self.section("Fiches lues", summary.readings)
            + ["Relectures d'une fiche par le même agent : \(summary.rereadings)."]
            + Self.section("Demandes refusées", summary.refusals)
            + [
                "Abandonnées sans être remises : \(summary.expired).",
                "Plus ancien pli non remis : "
                    + (oldest.map { "déposé le \(ParisTime.column($0))" } ?? "aucun") + ".",
                "Enregistrements élagués : \(summary.pruned).",
                unverified.isEmpty
                    ? "Tous les contacts sont vérifiés."
                    : "Contacts non vérifiés : \(unverified.joined(separator: ", ")).",
            ]
    }

    private func alarms(_ suspended: (LogSuspension) -> String) -> [String] {
        var lines = summary.alarms.map { alarm in
            "ALARME, \(ParisTime.column(alarm.le)) : \(alarm.frenchResult) "
                + "(\(alarm.ref ?? alarm.acteur), enregistrement \(alarm.n))"
        }
        lines += suspensions.map(suspended)
        if let unsigned { lines.append("ALARME : \(LogTail.sentence(since: unsigned))") }
        if summary.alarms.isEmpty {
            lines += summary.alarmKinds.map { "ALARME : \($0.value) × \(VisibleText.line($0.key))" }
        }
        let isCalm = summary.alarmKinds.isEmpty && suspensions.isEmpty && unsigned == nil
        return lines + (isCalm ? ["  aucune alarme"] : [])
    }

    private static func section(_ title: String, _ rows: LogSummary.Counts) -> [String] {
        ["\(title) : \(rows.reduce(0) { $0 + $1.value })."]
            + rows.map { "  \($0.value) × \(VisibleText.line($0.key))" }
    }
}
