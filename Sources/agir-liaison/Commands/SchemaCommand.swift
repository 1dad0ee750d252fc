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
        try OutputFile.write(Array(JSONValue.object(schema).indentedText.utf8), to: output)
    }
}
