import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct OuvrirCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ouvrir", abstract: "Vérifie, déchiffre et montre une fiche.",
        discussion: "agir-liaison ouvrir 1")

    @Argument(help: "Fichier .age ou .pli, ou fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .shortAndLong, help: "Dossier où écrire les pièces de la fiche.")
    var output: String?

    @Option(help: "Format : texte, html ou json.")
    var format: FicheFormat = .texte

    @Option(help: "Fichier qui contient la phrase du fichier scellé, s'il en a une.")
    var codeFichier: String?

    @Flag(help: "Montre même ce qui n'est pas vérifié. Ne vous y fiez pas.")
    var sansVerification = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        let isFile = PrivateFile.exists(fiche)
        let open = try OpenFiche(
            isFile ? .file(PrivateFile.read(fiche, limit: Limits.pli)) : .box(fiche), session)
        let opened = try open.open(acceptsUnverified: sansVerification) {
            try codeFichier.map { try CommonOptions.passphrase(inFile: $0) }
                ?? session.context.secret(.sealedFile)
        }
        if let output { try open.write(opened, into: output) }
        let format = options.json ? .json : self.format
        StandardStream.output.write(opened.text(format))
        if format != .json, let next = opened.next { Output.line(next.words) }
        try open.finish(opened)
    }
}
