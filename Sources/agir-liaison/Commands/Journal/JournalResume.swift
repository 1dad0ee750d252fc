import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct JournalResume: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "resume",
        abstract: "Le résumé des derniers jours, ou la page d'un mois pour le registre.",
        discussion: "agir-liaison journal resume --mois 2026-11 -o novembre.html")

    @Option(help: "Sur combien de jours, celui-ci compris (défaut : 1).")
    var jours: Int?

    @Option(help: "Sur un mois : AAAA-MM.")
    var mois: String?

    @Option(
        name: .sortie,
        help: "Page à imprimer (HTML), avec le point de contrôle.")
    var sortie: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let overview = try LogOverview(days(), options.context)
        if let sortie {
            try PrivateFile.write(Array(overview.page().html.utf8), to: sortie)
            if !options.json { Output.line("Page écrite dans \(sortie) : imprimez-la.") }
        }
        if options.json { return Output.json(overview.json) }
        if sortie == nil { show(overview) }
    }

    private func days() throws -> ClosedRange<CalendarDate> {
        let today = ParisTime.date(at: Now.instant)
        guard let mois else {
            let count = jours ?? 1
            guard (1...366).contains(count) else {
                throw Failure(.usage, "--jours va de 1 à 366.", next: "Un jour, par défaut.")
            }
            return today.adding(days: 1 - count)...today
        }
        let first = try Typed.month(mois)
        guard jours == nil, first <= today else {
            throw Failure(
                .usage, "--mois est un mois commencé, et ne va pas avec --jours.",
                next: "Par exemple : --mois \(today.description.prefix(7)).")
        }
        return first...min(today, first.adding(months: 1).adding(days: -1))
    }

    private func show(_ overview: LogOverview) {
        let (summary, unverified) = (overview.summary, overview.unverified)
        Output.line("Depuis le \(overview.days.lowerBound.french) :")
        if let words = overview.coverage.french { Output.line(words) }
        for alarm in summary.alarms {
            Output.line(
                "ALARME, \(Output.local(alarm.le)) : \(alarm.frenchResult) "
                    + "(\(alarm.ref ?? alarm.acteur), enregistrement \(alarm.n))")
        }
        // A state, however long ago it began.
        for suspension in overview.suspensions {
            Output.line(suspension.words(isOwn: suspension.structure == overview.own))
        }
        if let since = overview.unsigned {
            Output.line("ALARME : \(LogTail.sentence(since: since))")
        }
        if summary.alarms.isEmpty {
            for kind in summary.alarmKinds {
                Output.line("ALARME : \(kind.value) × \(Output.visible(kind.key))")
            }
        }
        if summary.alarmKinds.isEmpty, overview.suspensions.isEmpty, overview.unsigned == nil {
            Output.line("  aucune alarme")
        }
        section("Fiches lues", summary.readings)
        Output.line("Relectures d'une fiche par le même agent : \(summary.rereadings).")
        section("Demandes refusées", summary.refusals)
        Output.line("Abandonnées sans être remises : \(summary.expired).")
        Output.line(
            "Plus ancien pli non remis : "
                + (overview.oldest.map { "déposé le \(Output.local($0))" } ?? "aucun") + ".")
        Output.line("Enregistrements élagués : \(summary.pruned).")
        Output.line(
            unverified.isEmpty
                ? "Tous les contacts sont vérifiés."
                : "Contacts non vérifiés : \(unverified.joined(separator: ", ")).")
    }

    private func section(_ title: String, _ rows: LogSummary.Counts) {
        Output.line("\(title) : \(rows.reduce(0) { $0 + $1.value }).")
        for row in rows { Output.line("  \(row.value) × \(Output.visible(row.key))") }
    }
}
