import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct ContentieuxOuvrir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ouvrir", abstract: "Suspend la destruction, le temps d'un contentieux.",
        discussion: "agir-liaison contentieux ouvrir --personne - --motif \"Recours contentieux\"")

    @OptionGroup var scope: ScopeOptions

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @Option(help: "Date de revue, dans les six mois (défaut : six mois).")
    var revue: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let review = try revue.map(Typed.day) ?? Now.today.adding(months: 6)
        let holds = try Holds(options.context)
        let outcome = try holds.open(scope.scope(holds), review: review, reason: motif)
        if options.json {
            return Output.json([
                ("n", .count(outcome.n)), ("suspendues", .count(outcome.changed)),
                ("aExaminer", outcome.toExamine.value),
            ])
        }
        Output.line(
            "Contentieux n° \(outcome.n) ouvert : \(Plural.of(outcome.changed, "fiche suspendue", "fiches suspendues")), à revoir le "
                + "\(review.french).")
        guard !outcome.toExamine.isEmpty else { return }
        Output.line(
            Plural.of(
                outcome.toExamine.count,
                "pli que personne n'a encore ouvert est suspendu aussi ; un référent l'ouvre, le rattache ou "
                    + "l'exclut :",
                "plis que personne n'a encore ouverts sont suspendus aussi ; un référent les ouvre, les "
                    + "rattache ou les exclut :"))
        for pli in outcome.toExamine { Output.line("  \(pli.id)") }
    }
}
