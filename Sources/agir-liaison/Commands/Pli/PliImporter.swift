import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct PliImporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "importer", abstract: "Confie au service un pli reçu en main propre.",
        discussion: "agir-liaison pli importer fiche.pli")

    @Argument(help: "Fichier .pli.")
    var fichier: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        let (key, isNew) = try CarriedPli.importing(
            { try PrivateFile.read(fichier, limit: Limits.pli) }, named: fichier, session)
        if options.json {
            return Output.json([
                ("id", .text(key.id)), ("de", .text(key.de)), ("nouveau", .bool(isNew)),
            ])
        }
        Output.line(
            isNew
                ? "Pli \(key.id) de \(key.de) reçu ; l'accusé part vers l'expéditeur."
                : "Ce pli était déjà reçu.")
    }
}
