import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ConventionEcheance: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "echeance",
        abstract: "Dit quand finit l'accord-cadre ou le programme, pour toutes les conventions.",
        discussion: "agir-liaison convention echeance accord-cadre 2028-12-31")

    @Argument(help: "accord-cadre ou programme.")
    var fin: Terme.Commun

    @Argument(help: "Date.")
    var date: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try Typed.day(date)
        let outcome = try ConventionBook.enter(.terme(fin, le: day), options.context).outcome
        outcome.say()
        if options.json {
            return Output.json(
                [("fin", .code(fin)), ("le", .text(day))]
                    + ConventionEntry.json(outcome))
        }
        Output.line("Fin \(fin.french) : \(day.french).")
    }
}
