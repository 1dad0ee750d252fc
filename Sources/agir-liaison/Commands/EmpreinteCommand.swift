import ArgumentParser
import LiaisonAgent
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
        if options.json { return Output.json(card.fingerprintJSON) }
        Output.line("\(card.structure) : \(Fingerprint(structure: card.cleStructure))")
        Output.line(card.series)
    }
}
