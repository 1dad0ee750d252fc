import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct HebergementDecider: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "decider",
        abstract: "Décide que des agents travaillent dans un navigateur, sur le serveur.",
        discussion:
            "agir-liaison hebergement decider --depuis 2027-01-04 --motif \"Postes sans installation possible ; "
            + "AIPD du 15/12/2026\"")

    @Option(help: "Premier jour, d'aujourd'hui à dans un an.")
    var depuis: String

    @Option(help: "Pourquoi, et où est l'analyse d'impact ; scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try Typed.day(depuis)
        let outcome = try HostingDecision(options.context).decide(from: day, reason: motif)
        if options.json { return Output.json([("n", .count(outcome.n))]) }
        Output.line("Décision n° \(outcome.n) : bureaux hébergés à partir du \(day.french).")
        Output.line("Elle est au journal, à votre nom. Un administrateur la dit aux partenaires :")
        Output.line("    agir-liaison hebergement publier")
    }
}

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
