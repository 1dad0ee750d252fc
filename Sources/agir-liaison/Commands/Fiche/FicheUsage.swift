import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct FicheUsage: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "usage",
        abstract: "Dit jusqu'à quand une fiche sert : elle est détruite ensuite.",
        discussion: "agir-liaison fiche usage 1 --jusqua 2027-01-31")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .jusqua, help: "Dernier jour où elle sert.")
    var jusqua: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try Typed.day(jusqua)
        let (pli, outcome) = try FicheRetention.limit(fiche, until: day, options.context)
        outcome.say()
        if options.json {
            return Output.json([
                ("id", .text(pli.id)), ("jusquA", .text(day)), ("dues", .count(outcome.due)),
            ])
        }
        Output.line(
            "Fiche \(pli.id) : elle ne sert plus après le \(day.french) ; seul un contentieux ou une "
                + "exception la garderait.")
    }
}
