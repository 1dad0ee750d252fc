import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct PliGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pli", abstract: "Porter un pli à la main d'un service à l'autre.",
        discussion: "agir-liaison pli exporter 1 -o fiche.pli",
        subcommands: [PliExporter.self, PliImporter.self])
}

struct PliExporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "exporter", abstract: "Écrit un pli d'une boîte dans un fichier, scellé.",
        discussion: "agir-liaison pli exporter 1 -o fiche.pli")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .shortAndLong, help: "Fichier à écrire (.pli).")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        try OutputFile.requireNew(output)
        let session = try Session.open(try options.context)
        let (key, bytes) = try CarriedPli.export(fiche, session)
        try PrivateFile.write(bytes, to: output)
        Output.line("Pli \(key.id) écrit dans \(Output.visible(output)), toujours scellé.")
        Output.note("Le partenaire le prend par « agir-liaison pli importer FICHIER ».")
    }
}

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
            { try PrivateFile.read(fichier, limit: Limits.pli) }, session)
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
