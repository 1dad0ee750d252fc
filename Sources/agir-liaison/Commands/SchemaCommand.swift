import ArgumentParser
import LiaisonBase
import LiaisonSchema

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "schema",
        abstract: "Donne le schéma JSON d'un modèle, pour qui écrit des fiches par programme.",
        discussion: "agir-liaison schema --modele spe")

    @Option(help: "Modèle : generique, spe ou pic-ipr.")
    var modele: FicheModele

    @Option(name: .sortie, help: "Fichier à écrire (sinon : sortie standard).")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let schema = FormDescription.form(for: modele).jsonSchema
        let text = JSONValue.object(schema).indentedText
        guard let output else { return StandardStream.output.write(text) }
        try PrivateFile.write(text.utf8, to: output)
    }
}
