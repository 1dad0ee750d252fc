import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct ConventionLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les conventions et leur fin.",
        discussion: "agir-liaison convention lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let list = try ConventionBook.list(options.context)
        let states = list.states
        if options.json { return Output.json(states.map { .object($0.object) }) }
        guard !states.isEmpty else { return Output.line("Aucune convention.") }
        let today = Now.today
        Output.table(["RÉFÉRENCE", "TYPE", "AVEC", "DÉBUT", "FIN", ""], states) { state in
            let convention = state.convention
            return [
                Output.visible(convention.reference), convention.type.french,
                convention.avec.map(\.text).joined(separator: ", "),
                convention.debut.french, state.fin?.french ?? state.terme.french,
                state.fin.map { $0 < today } == true
                    ? "finie" : state.resiliation == nil ? "" : "résiliée",
            ]
        }
        states.flatMap(ConventionEntry.contactLines).forEach(Output.line)
        for (term, date) in list.termes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Output.line("Fin \(term.french) : \(date.french)")
        }
    }
}
