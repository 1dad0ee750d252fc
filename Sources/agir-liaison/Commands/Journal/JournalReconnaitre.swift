import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct JournalReconnaitre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "reconnaitre",
        abstract: "Reconnaît des alarmes du journal : elles ne sont plus dites.",
        discussion: "agir-liaison journal reconnaitre 412 --motif corrigee")

    @Argument(help: "Numéros des enregistrements des alarmes.")
    var numeros: [UInt64]

    @Flag(help: "Et toutes celles d'avant.")
    var avant = false

    @Option(help: "Motif : attendue, corrigee, incident, inconnue.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let reason: AlarmReason = try Typed.code(motif, "un motif")
        let known = try AlarmAcknowledgement.run(
            numeros, withEarlier: avant, for: reason, options.context)
        if options.json {
            return Output.json([("reconnues", .array(known.map { .integer(Int64(clamping: $0)) }))])
        }
        Output.line(
            Plural.of(known.count, "alarme reconnue", "alarmes reconnues")
                + ", c'est au journal : \(reason.detail.french).")
    }
}
