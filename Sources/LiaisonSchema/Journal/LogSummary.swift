internal import LiaisonBase
public import LiaisonCrypto

/// What a stretch of the log amounts to, for the DPO: counts by code and by agent, no reference.
public struct LogSummary: Sendable {
    public typealias Counts = [(key: String, value: Int)]

    public let records: Int
    /// Fiches handed out sealed, each once an agent; of kept figures, of all agents together.
    public let readings: Counts
    /// How often one was handed to the same agent again.
    public let rereadings: Int
    /// By reason, in French.
    public let refusals: Counts
    /// Everything, by act, in French.
    public let acts: Counts
    /// One by one; none of kept figures.
    public let alarms: [LogRecord]
    /// The same by what they say, in French.
    public let alarmKinds: Counts
    /// Plis given up after their time.
    public let expired: Int
    /// Records destroyed at their term.
    public let pruned: Int

    public init(_ records: [LogRecord]) {
        let tally = LogTally(records)
        self.records = tally.records
        readings = Self.sorted(tally.readings) { $0 }
        rereadings = tally.rereadings
        refusals = Self.sorted(tally.refusals, Self.reason)
        acts = Self.sorted(tally.acts, Self.act)
        alarms = records.filter { $0.acte == LogActe.alarme.rawValue }
        alarmKinds = Self.sorted(tally.alarms, Self.reason)
        expired = tally.expired
        pruned = tally.pruned
    }

    /// Of a month whose records are gone.
    public init(_ figures: LogFigures) {
        records = figures.records
        readings = figures.readings == 0 ? [] : [(key: "tous les agents", value: figures.readings)]
        rereadings = figures.rereadings
        refusals = Self.sorted(figures.refusals, Self.reason)
        acts = Self.sorted(figures.acts, Self.act)
        alarms = []
        alarmKinds = Self.sorted(figures.alarms, Self.reason)
        expired = figures.expired
        pruned = figures.pruned
    }

    /// How many alarms there were.
    public var alarmCount: Int { alarmKinds.reduce(0) { $0 + $1.value } }

    private static func act(_ code: String) -> String {
        LogActe(rawValue: code)?.french ?? code
    }

    private static func reason(_ code: String) -> String {
        LogDetail(rawValue: code)?.french ?? "autre"
    }

    /// The most frequent first; codes that say the same together.
    private static func sorted(_ counts: [String: Int], _ name: (String) -> String) -> Counts {
        var named: [String: Int] = [:]
        for (code, count) in counts { named[name(code), default: 0] += count }
        return named.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    }
}

/// What the log still tells of some days.
public enum LogCoverage: Sendable, Equatable {
    case whole
    /// Their records were destroyed: the figures are those that record `n` keeps.
    case figures(n: UInt64, isPartial: Bool)
    /// Records of before that day were destroyed, and no figures of these days were kept.
    case pruned(before: CalendarDate)

    /// What is to be said beside the figures; nil when they are whole.
    public var french: String? {
        switch self {
        case .whole: nil
        case .figures(let n, let isPartial):
            "Les enregistrements de ce mois ont été élagués à leur terme : ces chiffres sont ceux que "
                + "garde l'enregistrement \(n), sans nommer personne."
                + (isPartial
                    ? " Une partie du mois était déjà élaguée quand ils ont été comptés." : "")
        case .pruned(let day):
            "Les enregistrements d'avant le \(day.french) ont été élagués à leur terme, sans que leurs "
                + "chiffres soient gardés : ceux-ci ne comptent que ce qui reste."
        }
    }
}

/// The page that a DPO prints for the paper register: the summary of a stretch of the log, and the
/// checkpoint that fixes it, by which any later copy of the log can be judged.
public struct LogRegisterPage: Sendable {
    public let summary: LogSummary
    public let coverage: LogCoverage
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
        summary: LogSummary, coverage: LogCoverage, card: Carte, days: ClosedRange<CalendarDate>,
        oldest: Instant?,
        unverified: [String], suspensions: [LogSuspension], point: Checkpoint,
        witnesses: [(name: String, time: Instant)],
        printed: Instant
    ) {
        self.summary = summary
        self.coverage = coverage
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
        if let words = coverage.french { page.add(words, indent: 0, hanging: 0) }
        for suspension in suspensions {
            page.add(
                label: "Journal figé ou contredit",
                value: "\(suspension.structure), \(suspension.french)", indent: 0)
        }
        page.heading("Alarmes", level: .section, value: String(summary.alarmCount))
        for alarm in summary.alarms {
            let what = alarm.known?.french ?? "alarme"
            page.add(
                label: "\(ParisTime.french(alarm.le)), n° \(alarm.n)",
                value: "\(what) (\(alarm.ref ?? alarm.acteur))", indent: 0)
        }
        if summary.alarms.isEmpty {
            for kind in summary.alarmKinds {
                page.add(label: kind.key, value: String(kind.value), indent: 0)
            }
        }
        section("Fiches lues, par agent", summary.readings, &page)
        page.add(label: "Relectures", value: String(summary.rereadings), indent: 0)
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
