import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct FicheRattacher: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rattacher",
        abstract: "Rattache une fiche à une personne, dont le numéro AGDREF est demandé.",
        discussion: "agir-liaison fiche rattacher 1")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let plan = try FicheAttachment.plan(fiche, options.context)
        try FicheAttachment.execute(plan, number: PersonOption.read("-"))
        if options.json {
            return Output.json([("id", .text(plan.fiche.id))])
        }
        Output.line("Fiche \(plan.fiche.id) rattachée.")
    }
}
