import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct JournalReprendre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "reprendre",
        abstract: "Répond d'un journal figé ou contredit : il n'est plus signalé, et reprend.",
        discussion: "agir-liaison journal reprendre --motif restauration")

    @Argument(help: "Le partenaire dont le journal est contredit (le vôtre, sans rien).")
    var partenaire: String?

    @Option(help: "Motif : restauration, partenaire, intrusion, inconnue.")
    var motif: LogSuspension.Cause

    @OptionGroup var options: CommonOptions

    func run() throws {
        let partner = try partenaire.map { text in
            guard let name = StructureName(text) else {
                throw Failure(
                    .usage, "« \(Output.visible(text)) » n'est pas un nom de structure.",
                    next: "Voyez « agir-liaison contact lister ».")
            }
            return name
        }
        let epoch = try LogResumption.run(motif, of: partner, options.context)
        if options.json {
            return Output.json(
                .object(JSONObject([("epoque", epoch.map { .integer(Int64($0)) })])))
        }
        Output.line("C'est au journal : \(motif.detail.french).")
        if let epoch {
            Output.line(
                "Le journal ouvre son époque \(epoch) : un administrateur lance « agir-liaison "
                    + "structure renouveler ».")
        }
    }
}

extension LogSuspension.Cause: ExpressibleByArgument {}
