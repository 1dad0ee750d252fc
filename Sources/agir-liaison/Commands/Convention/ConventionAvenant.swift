import ArgumentParser
import LiaisonSchema

struct ConventionAvenant: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "avenant", abstract: "Enregistre un avenant signé.",
        discussion:
            "agir-liaison convention avenant SPE-38-2026 --signe 2026-11-20 --echeance 2027-12-31")

    @Argument(help: "Référence de la convention.")
    var reference: String

    @Option(help: "Date de signature.")
    var signe: String

    @Option(help: "Nouvelle échéance : une date, accord-cadre ou programme.")
    var echeance: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        try ConventionEntry.enter(
            .avenant(
                reference: try Typed.reference(reference),
                signe: try Typed.day(signe), echeance: try Typed.term(echeance)),
            options)
    }
}
