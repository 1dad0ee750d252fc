import ArgumentParser
import LiaisonAgent

struct AgentPhrase: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "phrase", abstract: "Change la phrase secrète de cette identité.",
        discussion: "agir-liaison agent phrase")

    @Option(help: "Fichier qui contient la nouvelle phrase secrète (sinon : demandée).")
    var nouvellePhraseFichier: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        try IdentityCare.changePassphrase(
            options.context(newPassphraseFile: nouvellePhraseFichier))
        Output.note("La phrase secrète est changée. Les codes de secours restent les mêmes.")
    }
}
