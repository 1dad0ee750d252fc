import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct JournalReprendre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "reprendre",
        abstract: "Répond d'un journal figé ou contredit : il n'est plus signalé, et reprend.",
        discussion: "agir-liaison journal reprendre --motif restauration")

    @Argument(help: "Le partenaire dont le journal est contredit (le vôtre, sans rien).")
    var partenaire: String?

    @Option(help: "Motif : restauration, partenaire, intrusion, inconnue.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let cause: LogSuspension.Cause = try Typed.code(motif, "un motif")
        let partner = try partenaire.map(Typed.structure)
        let epoch = try LogResumption.run(cause, of: partner, options.context)
        if options.json {
            return Output.json([("epoque", .count(epoch))])
        }
        Output.line("C'est au journal : \(cause.detail.french).")
        if let epoch {
            Output.line(
                "Le journal ouvre son époque \(epoch) : un administrateur lance « agir-liaison "
                    + "structure renouveler ».")
        }
    }
}
