import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct EmpreinteCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "empreinte",
        abstract: "Montre l'empreinte d'une structure (la vôtre sans nom), à lire au téléphone.",
        discussion: "agir-liaison empreinte")

    @Argument(help: "Structure.")
    var id: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let folder = try options.context.folder
        let card = try (id.map { try folder.card(of: $0) } ?? folder.ownCard()).carte
        let fingerprint = Fingerprint(structure: card.cleStructure)
        if options.json {
            return Output.json([
                ("structure", .text(card.structure)), ("empreinte", .text(fingerprint)),
                ("serie", .count(card.serie)), ("emise", .text(card.emise)),
            ])
        }
        Output.line("\(card.structure) : \(fingerprint)")
        Output.line(card.series)
    }
}
