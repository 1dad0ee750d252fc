import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto

struct JournalExporter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "exporter",
        abstract: "Écrit un dossier qui se suffit : le journal et de quoi le vérifier.",
        discussion: "agir-liaison journal exporter -o export-journal")

    @Option(name: .sortie, help: "Dossier à créer.")
    var sortie: String

    @Option(help: "Un point de contrôle gardé ailleurs, à comparer et à joindre (plusieurs fois).")
    var point: [String] = []

    @Option(help: "Motif de la lecture : controle, demande, incident, audit, autre.")
    var motif: LogReason?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let reading = try LogReading.plan(options.context, reason: motif)
        guard PrivateFile.names(in: sortie).isEmpty else {
            throw Failure(
                .exists, "Le dossier \(sortie) n'est pas vide.",
                next: "Donnez-en un nouveau avec -o.")
        }
        let kept = try point.map { path in
            LogVerification.Kept(
                name: path, bytes: try PrivateFile.read(path, limit: SignedNote.limit))
        }
        let export = try LogExport.execute(
            reading, reason: LogReason.answer(reading.questions), kept: kept,
            to: ExportFolder(path: sortie))
        if options.json {
            Output.json(export.json(folder: sortie))
        } else {
            Output.line(
                "Journal exporté dans \(sortie) : \(Plural.of(export.written, "enregistrement")).")
            Output.line(
                "Avec \(Plural.of(export.points, "point gardé", "points gardés")) et "
                    + "\(Plural.of(export.cards.count, "carte")). Donnez le dossier "
                    + "entier : lisez-moi.html dit comment le vérifier, sans ce programme.")
        }
        if let failure = failure(export) { throw failure }
    }

    /// An export ends with the last signed entry: what it leaves out is said, once it is more than a moment.
    private func failure(_ export: LogExport.Result) -> Failure? {
        guard !export.isSound else { return nil }
        let left =
            Plural.of(
                export.size - export.written, "entrée que rien ne signe n'est pas dans l'export.",
                "entrées que rien ne signe ne sont pas dans l'export.")
        guard let suspension = export.suspension else {
            return Failure(.data, left, next: .log(.tellAdministrator))
        }
        return Failure(
            .data, "\(suspension.sentence(isOwn: true)) \(left)", next: .log(.resume(nil)))
    }
}

/// The folder that an export makes.
private struct ExportFolder: LogExportFiles {
    let path: String

    func makeFolder(_ name: String) throws {
        try PrivateFile.makeFolder(name.isEmpty ? path : "\(path)/\(name)")
    }

    func write(_ name: String, _ body: ((String) throws -> Void) throws -> Void) throws {
        try PrivateFile.write(to: "\(path)/\(name)") { write in
            try body { text in try Array(text.utf8).withUnsafeBytes { try write($0) } }
        }
    }
}
