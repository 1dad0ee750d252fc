import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct AccompagnementClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore",
        abstract: "Clôt l'accompagnement, et le dit à chaque structure qui a reçu une fiche.",
        discussion: "agir-liaison accompagnement clore - --le 2026-11-20")

    @OptionGroup var person: PersonOptions

    @Option(help: "Dernier jour de l'accompagnement.")
    var le: String

    @Option(help: "DT OFII à prévenir, quand plusieurs sont de vos contacts.")
    var ofii: String?

    @OptionGroup var handing: HandingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try Typed.day(le)
        let session = try Session.ready(options.context, for: .closeFile)
        let plan = try AccompagnementClosing.plan(
            person.person(session), until: day, office: ofii, session)
        let result = try AccompagnementClosing.execute(
            plan, classical: handing.classique, by: handing.hands)
        let (told, failures) = (result.told, result.failures)
        result.outcome.say()
        for notice in plan.notices { Output.note(notice.words) }
        HandingReport.note(result.made)
        if options.json {
            Output.json(result.json)
        } else {
            Output.line(
                "Accompagnement clos le \(day.french) ; ses fiches seront détruites dans les trois ans."
            )
            if !plan.knowing.isEmpty {
                Output.line(
                    "Déjà dite à : \(plan.knowing.map(\.text).joined(separator: ", ")), qui ne "
                        + "l'apprend pas deux fois.")
            }
            if !told.isEmpty {
                Output.line("Sortie dite à : \(told.map(\.text).joined(separator: ", ")).")
            } else if plan.knowing.isEmpty, failures.isEmpty {
                Output.line("Aucune structure n'avait reçu de fiche : personne n'est à prévenir.")
            }
        }
        for (name, why) in failures { Output.note("\(name) : \(why.message)") }
        try result.requireAll()
    }
}
