internal import LiaisonBase
public import LiaisonCrypto

/// What a stretch of the log amounts to, for the DPO: counts by code and by agent, no reference.
public struct LogSummary: Sendable {
    public typealias Counts = [(key: String, value: Int)]

    public let records: Int
    /// Sealed fiches handed out, by agent.
    public let readings: Counts
    /// By reason, in French.
    public let refusals: Counts
    /// Everything, by act, in French.
    public let acts: Counts
    public let alarms: [LogRecord]
    /// Plis given up after their time.
    public let expired: Int
    /// Records destroyed at their term.
    public let pruned: Int

    public init(_ records: [LogRecord]) {
        func counts(_ records: [LogRecord], _ key: (LogRecord) -> String) -> Counts {
            Dictionary(grouping: records, by: key)
                .mapValues { $0.reduce(0) { $0 + ($1.nombre ?? 1) } }
                .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        }
        self.records = records.count
        readings = counts(records.filter { $0.acte == LogActe.lecture.rawValue }) { $0.acteur }
        refusals = counts(records.filter { $0.resultat == LogResultat.refuse.rawValue }) {
            LogDetail(rawValue: $0.detail ?? "")?.french ?? "autre"
        }
        acts = counts(records) { LogActe(rawValue: $0.acte)?.french ?? $0.acte }
        alarms = records.filter { $0.acte == LogActe.alarme.rawValue }
        expired = records.count { $0.detail == LogDetail.delaiDepasse.rawValue }
        pruned = records.compactMap(\.pruning).flatMap(\.plages).reduce(0) { $0 + $1.count }
    }
}

/// The page that a DPO prints for the paper register: the summary of a stretch of the log, and the
/// checkpoint that fixes it, by which any later copy of the log can be judged.
public struct LogRegisterPage: Sendable {
    public let summary: LogSummary
    public let card: Carte
    /// Both days included.
    public let days: ClosedRange<CalendarDate>
    /// When the oldest pli that is not delivered was deposited.
    public let oldest: Instant?
    public let unverified: [String]
    /// What contradicts our log or a partner's, and no DPO answered for.
    public let suspensions: [LogSuspension]
    public let point: Checkpoint
    public let witnesses: [(name: String, time: Instant)]
    public let printed: Instant

    public init(
        summary: LogSummary, card: Carte, days: ClosedRange<CalendarDate>, oldest: Instant?,
        unverified: [String], suspensions: [LogSuspension], point: Checkpoint,
        witnesses: [(name: String, time: Instant)],
        printed: Instant
    ) {
        self.summary = summary
        self.card = card
        self.days = days
        self.oldest = oldest
        self.unverified = unverified
        self.suspensions = suspensions
        self.point = point
        self.witnesses = witnesses
        self.printed = printed
    }

    public var html: String {
        var page = HTMLPage()
        let title = "Journal : du \(days.lowerBound.french) au \(days.upperBound.french)"
        page.heading(card.libelle, level: .programme, value: nil)
        page.heading(title, level: .title, value: nil)
        page.add(label: "Structure", value: card.structure.text, indent: 0)
        page.add(label: "Page établie le", value: ParisTime.french(printed), indent: 0)
        page.add(label: "Enregistrements", value: String(summary.records), indent: 0)
        for suspension in suspensions {
            page.add(
                label: "Journal figé ou contredit",
                value: "\(suspension.structure), \(suspension.french)", indent: 0)
        }
        page.heading("Alarmes", level: .section, value: String(summary.alarms.count))
        for alarm in summary.alarms {
            let what = LogDetail(rawValue: alarm.detail ?? "")?.french ?? "alarme"
            page.add(
                label: "\(ParisTime.french(alarm.le)), n° \(alarm.n)",
                value: "\(what) (\(alarm.ref ?? alarm.acteur))", indent: 0)
        }
        section("Fiches lues, par agent", summary.readings, &page)
        section("Demandes refusées", summary.refusals, &page)
        section("Tout, par acte", summary.acts, &page)
        page.heading("État", level: .section, value: nil)
        page.add(label: "Abandonnées sans être remises", value: String(summary.expired), indent: 0)
        page.add(label: "Enregistrements élagués", value: String(summary.pruned), indent: 0)
        page.add(
            label: "Plus ancien pli non remis",
            value: oldest.map { "déposé le \(ParisTime.french($0))" } ?? "aucun", indent: 0)
        page.add(
            label: "Contacts non vérifiés",
            value: unverified.isEmpty ? "aucun" : unverified.joined(separator: ", "), indent: 0)
        page.heading("Point de contrôle", level: .section, value: nil)
        page.add(label: "Journal", value: point.origin, indent: 0)
        page.add(label: "Taille", value: String(point.size), indent: 0)
        page.add(label: "Racine", value: Base64.encode(point.root), indent: 0)
        for witness in witnesses {
            page.add(
                label: "Cosigné par", value: "\(witness.name), \(ParisTime.french(witness.time))",
                indent: 0)
        }
        if witnesses.isEmpty { page.add("Aucun partenaire ne l'a cosigné.", indent: 0, hanging: 0) }
        page.add(label: "Vu le", value: "", indent: 0)
        page.add(label: "Le délégué à la protection des données", value: "", indent: 0)
        return page.document(title: "\(title) — \(card.structure)")
    }

    private func section(_ title: String, _ counts: LogSummary.Counts, _ page: inout HTMLPage) {
        let total = counts.reduce(0) { $0 + $1.value }
        page.heading(title, level: .section, value: String(total))
        for count in counts { page.add(label: count.key, value: String(count.value), indent: 0) }
    }
}
