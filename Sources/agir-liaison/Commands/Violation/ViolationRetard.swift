import ArgumentParser
import LiaisonAgent

struct ViolationRetard: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "retard", abstract: "Dit pourquoi quelqu'un a été prévenu en retard.",
        discussion:
            "agir-liaison violation retard 1 --a ml-grenoble.example --motif \"Service en panne\"")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(name: .customLong("a"), help: "Qui : ofii, cnil, personnes ou structure.")
    var a: String

    @Option(help: "Motif, scellé pour les DPO ; il entre au registre.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let addressee = try Typed.addressee(a)
        let incidents = try Incidents.handling(try options.context)
        IncidentPrinter.show(
            try incidents.explainDelay(n, to: addressee, reason: motif),
            "Motif du retard noté.", options)
    }
}
