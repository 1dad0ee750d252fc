import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

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
        if options.json { return Output.json(refused.json) }
        if refused.changed > 0 {
            Output.note(
                "L'effacement confirmé auparavant ne compte plus : "
                    + Plural.of(
                        refused.changed, "fiche garde son échéance.",
                        "fiches gardent leur échéance."))
        }
        Output.line("Refus envoyé à \(refused.pli.de) (\(refused.answer)).")
    }
}
