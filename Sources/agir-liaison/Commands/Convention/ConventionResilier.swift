import ArgumentParser
import LiaisonSchema

struct ConventionResilier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "resilier",
        abstract:
            "Enregistre une résiliation : elle prend effet un mois après le courrier, au plus tôt.",
        discussion: "agir-liaison convention resilier SPE-38-2026 --courrier-recu 2026-11-20")

    @Argument(help: "Référence de la convention.")
    var reference: String

    @Option(help: "Date de réception du courrier recommandé.")
    var courrierRecu: String

    @Option(help: "Date d'effet que le courrier nomme.")
    var effet: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let received = try Typed.day(courrierRecu)
        let named = try effet.map(Typed.day)
        let effective = ConventionState.Resiliation(recu: received, effet: named).effective
        if let named, named < effective {
            Output.note(
                "Le courrier nomme le \(named.french) ; la résiliation prend effet le "
                    + "\(effective.french), un mois après sa réception (article « Résiliation » de la convention)."
            )
        }
        try ConventionEntry.enter(
            .resiliation(
                reference: try Typed.reference(reference), courrierRecu: received,
                effet: named), options)
    }
}
