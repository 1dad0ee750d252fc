import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP

struct OuvrirCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ouvrir", abstract: "Vérifie, déchiffre et montre une fiche.",
        discussion: "agir-liaison ouvrir 1")

    @Argument(help: "Fichier .age ou .pli, ou fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(
        name: .sortie,
        help: "Dossier où écrire les pièces de la fiche ; avec --format, le fichier à écrire.")
    var output: String?

    @Option(help: "Format : texte, html ou json (défaut : texte).")
    var format: FicheFormat?

    @Option(help: "Fichier qui contient la phrase du fichier scellé, s'il en a une.")
    var codeFichier: String?

    @Flag(help: "Montre même ce qui n'est pas vérifié. Ne vous y fiez pas.")
    var sansVerification = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        if format != nil { try OutputFile.requireNew(output) }
        let session = try Session.open(try options.context)
        let isFile = PrivateFile.exists(fiche)
        let open = try OpenFiche(
            isFile ? .file(PrivateFile.read(fiche, limit: Limits.pli)) : .box(fiche),
            named: isFile ? fiche : nil, session)
        let opened = try open.open(
            acceptsUnverified: sansVerification,
            phrase: codeFichier.map { file in
                { try CommonOptions.secret(inFile: file).passphrase() }
            })
        try give(opened, open)
        // Nothing is receipted that was not shown.
        try StandardStream.check()
        open.remind(of: opened)
        try open.finish(opened)
    }

    private func give(_ opened: OpenedPayload, _ open: OpenFiche) throws {
        if let output {
            if let format {
                try open.write(opened, as: format, to: output)
                Output.note("Écrit dans \(Output.visible(output)).")
                if options.json { StandardStream.output.write(opened.text(.json)) }
                return say(opened.next)
            }
            try open.write(opened, into: output)
        }
        let format = options.json ? .json : self.format ?? .texte
        StandardStream.output.write(opened.text(format))
        switch format {
        case .texte: if let next = opened.next { Output.line(next.words) }
        // A page ends where it ends.
        case .html: say(opened.next)
        case .json: break
        }
    }

    private func say(_ next: FicheStep?) {
        if let next { Output.note(next.words) }
    }
}
