import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct AfficherCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "afficher", abstract: "Montre une fiche sous la forme officielle.",
        discussion: "agir-liaison afficher fiche.json")

    @Argument(help: "Fichier de la fiche, ou - pour l'entrée standard.")
    var fichier: String?

    @Flag(help: "Le formulaire vide, à imprimer et à remplir à la main.")
    var vierge = false

    @Option(help: "Avec --vierge : le modèle, generique, spe ou pic-ipr.")
    var modele: FicheModele?

    @Option(help: "Format : texte, html ou json.")
    var format: FicheFormat = .texte

    @Option(name: .sortie, help: "Fichier à écrire (sinon : sortie standard).")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard vierge == (fichier == nil), vierge == (modele != nil), !(vierge && options.json)
        else {
            throw Failure(
                .usage, "Il faut une fiche à montrer, ou --vierge avec --modele.",
                next: "Par exemple : « afficher --vierge --modele spe -o vierge.html ».")
        }
        if let modele {
            // It is about nobody: no copy to keep track of.
            return try OutputFile.write(Array(FicheOnPaper.blank(modele).utf8), to: output)
        }
        if let fichier { try show(fichier) }
    }

    private func show(_ fichier: String) throws {
        let context = try options.context
        let view: FicheView
        switch try FicheFile.show(fichier, context) {
        case .view(let shown): view = shown
        case .refused(let report):
            FicheFile.show(report, to: .error)
            throw ExitCode(Failure(.data, "").status)
        }
        let text = view.text(options.json ? .json : format)
        try OutputFile.write(Array(text.utf8), to: output)
        guard let output else { return }
        Copies.record(
            output, .fiche, .init(fichier: fichier == "-" ? nil : fichier), context)
    }
}
