import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

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
        let roles: [Role] = try role.map {
            try Typed.code($0, "un rôle", saying: "Les rôles")
        }
        let plan = try AgentAddition.plan(
            { try PrivateFile.read(note, limit: Acte.limit) }, named: note, roles: Set(roles),
            options.context)
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
}
