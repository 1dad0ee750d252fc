import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ViolationLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les incidents, avec ce qui reste de chaque délai.",
        discussion: "agir-liaison violation lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let files = try Incidents.handling(try options.context).all()
        if options.json { return Output.json(files.map(\.json)) }
        guard !files.isEmpty else { return Output.line("Aucun incident.") }
        for file in files {
            Output.line(
                "N° \(file.n), \(file.type.french), "
                    + (file.beginning.map { "du \(ParisTime.french($0)), " } ?? "")
                    + file.statut)
            if let partner = file.origine.first?.de { Output.line("  appris de \(partner)") }
            guard !file.isClosed else { continue }
            for echeance in file.echeances {
                Output.line("  \(echeance.french(at: file.heure))")
            }
        }
    }
}
