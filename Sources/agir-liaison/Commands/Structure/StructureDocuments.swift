import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct StructureDocuments: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "documents",
        abstract: "Écrit ce que la structure doit dire aux partenaires et aux personnes.",
        discussion: "agir-liaison structure documents -o documents")

    @Option(name: .sortie, help: "Dossier où les écrire.")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let documents = CarteDocuments(try options.context.folder.ownCard().carte)
        let pages = [
            ("securite-partenaires.md", documents.security),
            ("information-personnes.md", documents.notice),
        ]
        for (name, _) in pages { try OutputFile.requireNew("\(output)/\(name)") }
        try PrivateFile.makeFolder(output)
        for (name, page) in pages {
            try PrivateFile.write(page.utf8, to: "\(output)/\(name)")
            Output.line("\(output)/\(name)")
        }
        Output.note("Remplissez ce qui est en pointillés, et faites-les relire par votre DPO.")
    }
}
