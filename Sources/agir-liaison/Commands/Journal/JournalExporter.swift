import ArgumentParser
import LiaisonAgent
import LiaisonBase

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
        let folder = try LogExportFolder(sortie)
        let kept = try point.map { try LogVerification.Kept(file: $0) }
        let export = try LogExport.execute(
            reading, reason: LogReason.answer(reading.questions), kept: kept, to: folder)
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
        try export.requireSound()
    }
}
