import ArgumentParser
import LiaisonAgent

struct ViolationClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore", abstract: "Clôt un incident, une fois chacun prévenu.",
        discussion: "agir-liaison violation clore 1")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(help: "Motif, s'il reste quelqu'un à prévenir ; il entre au registre.")
    var motif: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let incidents = try Incidents.handling(try options.context)
        IncidentPrinter.show(
            try incidents.close(n, reason: motif),
            "Incident n° \(n) clos ; il reste au registre.", options)
    }
}
