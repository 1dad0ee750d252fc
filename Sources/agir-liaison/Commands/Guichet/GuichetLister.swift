import ArgumentParser
import LiaisonAgent

struct GuichetLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Les guichets ouverts, ce qu'il en est, et les fermés.",
        discussion: "agir-liaison guichet lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        let guichets = try GuichetBook(session).all()
        if options.json { return Output.json(guichets.map(\.json)) }
        guard !guichets.isEmpty else { return Output.line("Aucun guichet.") }
        Output.table(
            ["GUICHET", "STATUT", "POUR", "FICHE", "FIN", "ÉTAT"], guichets, GuichetReport.cells)
    }
}
