import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
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
        guard !PrivateFile.exists(output) else {
            throw Failure(
                .exists, "Le fichier \(Output.visible(output)) existe déjà ; rien n'est écrit.",
                next: "Donnez un autre nom avec -o.")
        }
        let session = try Session.open(try options.context)
        try session.require(.readMessage)
        let row = try BoxListing.find(fiche, session)
        let answer = try session.client.request(
            "GET", Routes.localExport(de: row.de, id: row.id))
        let pli = try Pli(answer.body)
        guard pli.slip.id == row.id, pli.slip.de == row.de else {
            throw Failure(.data, "Le service n'a pas donné la fiche demandée.")
        }
        try PrivateFile.write(answer.body, to: output)
        Output.line("Pli \(row.id) écrit dans \(Output.visible(output)), toujours scellé.")
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
        try session.require(.readMessage)
        let bytes = try PrivateFile.read(fichier, limit: Limits.pli)
        let pli = try Pli(bytes)
        guard pli.slip.pour == session.own.structure else {
            throw Failure(
                .data, "Ce pli est pour \(pli.slip.pour), pas pour votre structure.",
                next: "Remettez-le à son destinataire.")
        }
        // Who wrote it is judged before the daemon is asked to keep it.
        _ = try session.trustedCard(pli.slip.de)
        try session.push(pli.slip.de)
        let answer = try session.client.request("PUT", Routes.localImport, body: bytes)
        if options.json {
            var object = JSONObject()
            object["id"] = .string(pli.slip.id.text)
            object["de"] = .string(pli.slip.de.text)
            object["nouveau"] = .bool(answer.status == 201)
            return Output.json(.object(object))
        }
        Output.line(
            answer.status == 201
                ? "Pli \(pli.slip.id) de \(pli.slip.de) reçu ; l'accusé part vers l'expéditeur."
                : "Ce pli était déjà reçu.")
    }
}
