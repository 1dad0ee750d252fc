import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct DroitsConfirmer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "confirmer",
        abstract:
            "Confirme une demande de droits : elle compte pour ce qui s'est échangé avec elle.",
        discussion: "agir-liaison droits confirmer 1")

    @Argument(help: "Pli de la boîte de réception (numéro de ligne, identifiant).")
    var pli: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let confirmed = try PartnerRequest(pli, try options.context).confirm()
        let message = confirmed.message
        if options.json { return Output.json(confirmed.json) }
        switch message.demande {
        case .effacement:
            Output.line(
                "Effacement confirmé : "
                    + Plural.of(confirmed.changed, "fiche échangée", "fiches échangées")
                    + " avec \(confirmed.de) "
                    + Plural.word(confirmed.changed, "est détruite", "sont détruites") + " à "
                    + "partir du \(confirmed.from?.french ?? ""), trente jours après sa réception.")
            confirmed.toCorrect?.say()
        case .rectification:
            Output.line("Rectification confirmée. À corriger par un référent :")
            for line in message.visibleLines { Output.line("  \(line)") }
        case .limitation:
            Output.line(
                "Limitation confirmée. Pour que rien ne soit détruit : « agir-liaison contentieux ouvrir "
                    + "--personne - --motif \"Limitation\" ».")
        case .opposition, .acces:
            Output.line(
                "Opposition confirmée : dites aux référents de ne plus rien transmettre de cette personne."
            )
        }
    }
}
