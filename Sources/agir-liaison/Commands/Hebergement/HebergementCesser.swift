import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP

struct HebergementCesser: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "cesser",
        abstract: "Décide qu'aucun agent ne travaille plus sur le serveur par un navigateur.",
        discussion: "agir-liaison hebergement cesser --motif \"Postes installés\"")

    @Option(help: "Pourquoi ; scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let outcome = try HostingDecision(options.context).end(reason: motif)
        if options.json { return Output.json([("n", .count(outcome.n))]) }
        Output.line("Décision n° \(outcome.n) : plus de bureau hébergé.")
        Output.line("Un administrateur le dit aux partenaires, et retire ces agents du serveur :")
        Output.line("    agir-liaison hebergement publier")
    }
}
