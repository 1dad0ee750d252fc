import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct JournalVerifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "verifier",
        abstract: "Recalcule le journal, interroge ses témoins et dit ce qui ne va pas.",
        discussion: "agir-liaison journal verifier --point point-de-controle")

    @Option(help: "Un point de contrôle gardé ailleurs, à comparer.")
    var point: String?

    @Option(help: "Motif de la lecture : controle, demande, incident, audit, autre.")
    var motif: LogReason?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let reading = try LogReading.plan(context, reason: motif)
        let reason = try LogReason.answer(reading.questions)
        let kept = try point.map { try LogVerification.Kept(file: $0) }
        let verification = try LogVerification.execute(reading, reason: reason, kept: kept)
        if options.json {
            Output.json(verification.json)
        } else {
            for line in verification.report(comparedTo: point) { Output.line(line) }
            for other in verification.others { Output.line(other.words(isOwn: false)) }
        }
        try verification.requireSound()
    }
}
