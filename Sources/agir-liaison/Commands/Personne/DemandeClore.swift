import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct DemandeClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore",
        abstract: "Clôt une demande ; elle est d'abord exécutée, si elle ne l'a pas été.",
        discussion: "agir-liaison personne demande clore 3")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Ce qui a été répondu, ou pourquoi une structure n'est pas prévenue ; scellé.")
    var motif: String?

    @Option(help: "Nombre de plis détruits, lu dans l'aperçu (demandé sur un terminal).")
    var confirmer: Int?

    @OptionGroup var handing: HandingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        let requests = try Requests.handling(try options.context)
        let closing = CloseRequest(requests, by: handing.hands)
        let plan = try closing.plan(n, reason: motif, classical: handing.classique)
        plan.execution?.say()
        let answer = try closing.execute(
            plan, confirmed: plan.execution?.confirmation(confirmer), classical: handing.classique
        ) { $0.say(plan.dossier.request) }
        if options.json { return Output.json(answer.json) }
        Output.line("Demande n° \(n) close.")
        if let hold = plan.dossier.request.contentieux {
            Output.note(
                "Le contentieux n° \(hold) reste ouvert, jusqu'à « contentieux clore \(hold) ».")
        }
    }
}
