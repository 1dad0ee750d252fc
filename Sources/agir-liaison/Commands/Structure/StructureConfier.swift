import ArgumentParser
import LiaisonAgent
import LiaisonBase

struct StructureConfier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "confier",
        abstract: "Scelle la clé de la structure pour un second administrateur.",
        discussion: "agir-liaison structure confier sara.martin -o cle-structure.age")

    @Argument(help: "Nom de l'administrateur.")
    var nom: String

    @Option(name: .sortie, help: "Fichier scellé à lui remettre (.age).")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let (sealed, colleague) = try StructureKeyCare.seal(for: nom, options.context)
        try PrivateFile.write(sealed, to: output)
        Output.line("La clé de la structure est scellée pour \(colleague) dans \(output).")
        Output.line("Il la reçoit avec : « agir-liaison structure recevoir FICHIER ».")
    }
}
