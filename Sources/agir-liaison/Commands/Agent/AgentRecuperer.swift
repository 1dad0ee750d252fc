import ArgumentParser
import LiaisonAgent

struct AgentRecuperer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "recuperer",
        abstract: "Rend l'identité, ou la clé de la structure, avec son code de secours.",
        discussion: "agir-liaison agent recuperer --code-fichier code.txt")

    @Option(help: "Fichier qui contient le code de secours.")
    var codeFichier: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let code = try CommonOptions.secret(inFile: codeFichier).content()
        let what =
            switch try IdentityCare.recover(code, options.context) {
            case .identity: "L'identité"
            case .structureKey: "La clé de la structure"
            }
        Output.note("\(what) est rendue, sous la nouvelle phrase secrète.")
    }
}
