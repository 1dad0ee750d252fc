import ArgumentParser
import LiaisonAgent

struct DemandeMontrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "montrer",
        abstract:
            "Tout le dossier d'une demande : étapes, fiches, destructions, accusés, réponses.",
        discussion: "agir-liaison personne demande montrer 3")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let requests = try Requests.handling(try options.context)
        let opened = try OpenedRequest(requests.dossier(n), requests.session)
        if options.json { return Output.json(opened.json) }
        RequestPrinter.show(opened)
    }
}
