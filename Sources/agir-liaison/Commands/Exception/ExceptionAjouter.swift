import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct ExceptionAjouter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ajouter", abstract: "Fait garder plus longtemps ce qu'une loi demande.",
        discussion:
            "agir-liaison exception ajouter --convention SPE-38-2026 --base \"Règlement FAMI, art. 53\" "
            + "--document \"Pièces justificatives\" --jusqua 2031-12-31")

    @OptionGroup var scope: ScopeOptions

    @Option(help: "Base légale.")
    var base: String

    @Option(help: "Type de document.")
    var document: String

    @Option(name: .jusqua, help: "Dernier jour.")
    var jusqua: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let end = try Typed.day(jusqua)
        let holds = try Holds(options.context)
        let outcome = try holds.keep(
            scope.scope(holds), until: end, reason: "\(base) ; \(document)")
        if options.json {
            return Output.json([("n", .count(outcome.n)), ("changees", .count(outcome.changed))])
        }
        Output.line(
            "Exception n° \(outcome.n) : "
                + Plural.of(outcome.changed, "fiche gardée", "fiches gardées")
                + " jusqu'au \(end.french)."
        )
    }
}
