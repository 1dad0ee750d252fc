import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct JournalActes: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "actes",
        abstract: "Liste les actes du journal : leur code, pour --acte, et leur sens.",
        discussion: "agir-liaison journal actes")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let actes = LogActe.allCases.sorted { $0.rawValue < $1.rawValue }
        if options.json { return Output.json(actes.map(\.json)) }
        Output.table(["ACTE", "ÉLAGUÉ", "SENS"], actes) {
            [
                $0.rawValue, LogActe.kept.contains($0) ? "jamais" : "à son terme",
                $0.french,
            ]
        }
    }
}
