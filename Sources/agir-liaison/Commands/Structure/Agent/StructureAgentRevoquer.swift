import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct StructureAgentRevoquer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "revoquer", abstract: "Retire un agent de la carte et révoque sa clé.",
        discussion: "agir-liaison structure agent revoquer sara.martin --motif depart")

    @Argument(help: "Nom de l'agent.")
    var nom: String

    @Option(help: "Motif : depart, compromission ou perte.")
    var motif: String

    @Option(help: "Depuis quand la clé est douteuse (AAAA-MM-JJ ; défaut : maintenant).")
    var depuis: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let motif: Carte.Revocation.Motif = try Typed.code(
            self.motif, "un motif", saying: "Les motifs")
        let result = try AgentRevocation.run(
            nom, motif: motif, since: depuis.map { try ParisTime.start(of: Typed.day($0)) },
            options.context)
        result.card.report(
            result.isAgain
                ? "\(result.agent) est déjà révoqué."
                : "\(result.agent) est révoqué (\(motif.french)).", json: options.json)
        if !result.signedAgain.isEmpty {
            let names = result.signedAgain.map(\.text).joined(separator: ", ")
            Output.note("Ses vérifications sont signées de nouveau, à votre nom : \(names).")
        }
        guard let voided = result.voided else { return }
        guard !voided.isEmpty else { return Output.note("Il n'avait vérifié aucun contact.") }
        Output.note("Ses vérifications ne comptent plus. Refaites-les, et prévenez votre DPO :")
        for name in voided {
            Output.note(
                "    agir-liaison contact verifier \(name)\n"
                    + "    (ce qui lui a été scellé : « agir-liaison boite envoi --contact \(name) »)"
            )
        }
    }
}
