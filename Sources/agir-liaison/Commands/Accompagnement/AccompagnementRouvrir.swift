import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct AccompagnementRouvrir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rouvrir", abstract: "Rouvre un accompagnement clos ici, et dit pourquoi.",
        discussion: "agir-liaison accompagnement rouvrir - --le 2026-11-20 --motif \"Retour\"")

    @OptionGroup var person: PersonOptions

    @Option(help: "Jour de la reprise.")
    var le: String

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try Typed.day(le)
        let session = try Session.ready(options.context, for: .closeFile)
        let outcome = try AccompagnementClosing.reopen(
            person.person(session), on: day, reason: motif, session)
        outcome.say()
        if options.json {
            return Output.json([("changees", .count(outcome.changed))])
        }
        Output.line("Accompagnement rouvert le \(day.french). Ce qui a été détruit ne revient pas.")
        Output.note(
            "Les structures qui avaient appris la sortie ne l'apprennent pas d'elles-mêmes : prévenez-les."
        )
    }
}
