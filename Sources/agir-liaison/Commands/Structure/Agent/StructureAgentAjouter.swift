import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct StructureAgentGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Les agents de la structure, dans sa carte.",
        discussion: "agir-liaison structure agent ajouter sara.note --role referent",
        subcommands: [StructureAgentAjouter.self, StructureAgentRevoquer.self])
}

struct StructureAgentAjouter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ajouter",
        abstract: "Ajoute un collègue à la carte, ou prend sa nouvelle clé.",
        discussion: "agir-liaison structure agent ajouter sara.note --role referent "
            + "--empreinte \"12345 12345 12345 12345 12345 12345\"")

    @Argument(help: "Fichier agent.note que le collègue a remis.")
    var note: String

    @Option(help: "Empreinte que le collègue lit sur son écran (« agent montrer »).")
    var empreinte: String?

    @Option(parsing: .upToNextOption, help: "Rôles : referent, dpo, admin.")
    var role: [String] = []

    @OptionGroup var options: CommonOptions

    func run() throws {
        let plan = try AgentAddition.plan(
            { try PrivateFile.read(note, limit: Acte.limit) }, roles: roles(), options.context)
        let name = plan.agent.nom
        let heard = try TypedFingerprint.read(
            empreinte, "Empreinte que \(name.local) lit sur son écran : ")
        let card = try AgentAddition.execute(plan, heard: heard, file: note)
        card.report("\(name) est dans la carte.", json: options.json)
        if !options.json, plan.isNew {
            Output.line(
                "À lui remettre : la carte et son empreinte (« agir-liaison structure accueillir »)."
            )
        }
    }

    private func roles() throws -> Set<Role> {
        Set(
            try role.map { text in
                guard let role = Role(rawValue: text) else {
                    throw Failure(
                        .usage, "« \(Output.visible(text)) » n'est pas un rôle.",
                        next:
                            "Les rôles : \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
                return role
            })
    }
}

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
        guard let motif = Carte.Revocation.Motif(rawValue: motif) else {
            throw Failure(
                .usage, "« \(Output.visible(motif)) » n'est pas un motif.",
                next: "Les motifs : depart, compromission, perte.")
        }
        let result = try AgentRevocation.run(
            nom, motif: motif, since: DayOption.read(depuis).map { ParisTime.start(of: $0) },
            options.context)
        result.card.report(
            result.isAgain
                ? "\(result.agent) est déjà révoqué."
                : "\(result.agent) est révoqué (\(motif.rawValue)).", json: options.json)
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
