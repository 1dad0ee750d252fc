import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct GuichetRefaire: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "refaire",
        abstract: "Le même guichet avec un autre lien et d'autres mots ; l'ancien est fermé.",
        discussion: "agir-liaison guichet refaire 1")

    @Argument(help: "Guichet (début de son nom) ou sa fiche (numéro de ligne, identifiant).")
    var guichet: String

    @Option(name: .jusqua, help: "Dernier jour où il s'ouvre (défaut : le même).")
    var jusqua: String?

    @Option(help: "Écrit aussi la page en un fichier, à remettre.")
    var page: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        try OutputFile.requireNew(page)
        let session = try Session.open(try options.context).synchronize()
        let opened = try RedoGuichet(session).execute(
            guichet, until: jusqua.map(Typed.day), isFile: page != nil, by: .init())
        // The guichet is open, and its link is nowhere else: a copy that fails does not undo it.
        defer { GuichetReport.show(opened, asJSON: options.json) }
        if let page, let content = opened.page { try GuichetReport.write(content, page) }
    }
}
