import ArgumentParser
import LiaisonAgent
import LiaisonBase

struct DemandeExecuter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "executer",
        abstract:
            "Montre ce qui sera fait, agit ici, et le dit à chaque structure qui a reçu une fiche.",
        discussion: "agir-liaison personne demande executer 3 --confirmer 5")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Nombre de plis détruits, lu dans l'aperçu (demandé sur un terminal).")
    var confirmer: Int?

    @OptionGroup var handing: HandingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        let requests = try Requests.handling(try options.context)
        let execution = RequestExecution(
            session: requests.session, classical: handing.classique, by: handing.hands)
        let plan = try execution.plan(requests.dossier(n))
        plan.say()
        let outcome = try execution.run(plan, confirmed: plan.confirmation(confirmer))
        outcome.say(plan.dossier.request)
        if options.json {
            Output.json(outcome.json(n))
        } else {
            Output.line(
                outcome.told.isEmpty
                    ? "Demande n° \(n) : personne de plus n'est à prévenir par un pli."
                    : "Demande n° \(n) : "
                        + Plural.of(
                            outcome.told.count, "structure prévenue.", "structures prévenues."))
        }
        try outcome.requireAll()
    }
}
