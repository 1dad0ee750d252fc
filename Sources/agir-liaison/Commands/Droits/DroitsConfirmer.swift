import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonSchema

struct DroitsGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "droits",
        abstract: "Les demandes de personnes que des partenaires transmettent.",
        discussion: "agir-liaison droits confirmer 1",
        subcommands: [DroitsConfirmer.self, DroitsRefuser.self])
}

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
        if options.json {
            return Output.json([
                ("demande", .code(message.demande)), ("changees", .count(confirmed.changed)),
                ("aPartirDu", .text(confirmed.from)),
            ])
        }
        switch message.demande {
        case .effacement:
            Output.line(
                "Effacement confirmé : \(confirmed.changed) fiche(s) échangées avec \(confirmed.de) sont détruites à "
                    + "partir du \(confirmed.from?.french ?? ""), trente jours après sa réception.")
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

struct DroitsRefuser: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "refuser",
        abstract: "Refuse une demande de droits, et dit pourquoi à qui l'a transmise.",
        discussion: "agir-liaison droits refuser 1 --motif \"Obligation légale de conservation\"")

    @Argument(help: "Pli de la boîte de réception (numéro de ligne, identifiant).")
    var pli: String

    @Option(help: "Motif, scellé pour la structure qui l'a transmise. Ne nommez pas la personne.")
    var motif: String

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let refused = try PartnerRequest(pli, try options.context).refuse(
            reason: motif, classical: classique)
        if options.json {
            return Output.json([
                ("id", .text(refused.answer)), ("reponseA", .text(refused.pli.id)),
                ("changees", .count(refused.changed)),
            ])
        }
        if refused.changed > 0 {
            Output.note(
                "L'effacement confirmé auparavant ne compte plus : \(refused.changed) fiche(s) gardent "
                    + "leur échéance.")
        }
        Output.line("Refus envoyé à \(refused.pli.de) (\(refused.answer)).")
    }
}
