import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP

struct ContentieuxClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore",
        abstract: "Clôt un contentieux ou une exception : la purge reprend aussitôt.",
        discussion: "agir-liaison contentieux clore 12")

    @Argument(help: "Numéro.")
    var n: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let holds = try Holds(options.context)
        guard n >= 0 else { throw Failure(.usage, "Un numéro n'est pas négatif.") }
        let outcome = try holds.close(n)
        if options.json {
            return Output.json([("n", .count(n)), ("dues", .count(outcome.due))])
        }
        Output.line("N° \(n) clos.")
        if outcome.due > 0 {
            Output.note(
                Plural.of(
                    outcome.due, "fiche est détruite maintenant : son échéance est passée.",
                    "fiches sont détruites maintenant : leur échéance est passée."))
        }
    }
}
