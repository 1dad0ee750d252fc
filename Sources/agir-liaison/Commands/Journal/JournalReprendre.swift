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
        guard let cause = LogSuspension.Cause(rawValue: motif) else {
            let causes = LogSuspension.Cause.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .usage, "« \(Output.visible(motif)) » n'est pas un motif.",
                next: "C'est l'un de : \(causes).")
        }
        let partner = try partenaire.map(StructureOption.read)
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
