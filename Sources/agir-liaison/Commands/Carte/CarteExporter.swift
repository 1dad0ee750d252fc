import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct CarteExporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "exporter", abstract: "Écrit la carte à remettre aux partenaires.",
        discussion: "agir-liaison carte exporter -o agir38.carte")

    @Option(name: .sortie, help: "Fichier à écrire (sinon : sortie standard).")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let card = try options.context.folder.ownCard()
        try OutputFile.write(card.bytes, to: output)
        guard let output else { return }
        Output.note("Carte écrite dans \(output). Son empreinte se dit par un autre canal.")
    }
}
