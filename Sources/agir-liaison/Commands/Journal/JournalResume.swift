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
        guard sortie == nil else { return }
        let lines = overview.report { $0.words(isOwn: $0.structure == overview.own) }
        for line in lines { Output.line(line) }
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
}
