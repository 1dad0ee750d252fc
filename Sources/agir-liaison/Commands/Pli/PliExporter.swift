import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct PliExporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "exporter", abstract: "Écrit un pli d'une boîte dans un fichier, scellé.",
        discussion: "agir-liaison pli exporter 1 -o fiche.pli")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .sortie, help: "Fichier à écrire (.pli).")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        try OutputFile.requireNew(output)
        let session = try Session.open(try options.context)
        let (key, bytes) = try CarriedPli.export(fiche, session)
        try PrivateFile.write(bytes, to: output)
        Output.line("Pli \(key.id) écrit dans \(Output.visible(output)), toujours scellé.")
        Output.note("Le partenaire le prend par « agir-liaison pli importer FICHIER ».")
    }
}
