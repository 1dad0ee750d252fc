import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct SortieConfirmer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "confirmer",
        abstract:
            "Confirme une sortie reçue : elle compte alors pour ce qui s'est échangé avec elle.",
        discussion: "agir-liaison sortie confirmer 1")

    @Argument(help: "Sortie de la boîte de réception (numéro de ligne, identifiant).")
    var sortie: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let result = try SortieConfirmation.confirm(sortie, options.context)
        let day = result.message.le
        result.outcome.say()
        if options.json {
            return Output.json([("le", .text(day)), ("changees", .count(result.outcome.changed))])
        }
        Output.line(
            result.isOperator
                ? "Sortie du \(day.french) confirmée : elle compte trente jours après sa réception, "
                    + "pour les fiches échangées avec \(result.de)."
                : "Sortie du \(day.french) notée. \(result.de) n'est pas un opérateur AGIR : c'est une "
                    + "information, qui ne change aucune échéance.")
    }
}
