import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct StructureRejoindre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rejoindre",
        abstract: "Épingle la clé de votre structure, dont l'empreinte se lit de vive voix.",
        discussion: "agir-liaison structure rejoindre agir38.carte "
            + "--empreinte \"12345 12345 12345 12345 12345 12345\"")

    @Argument(help: "Fichier de la carte de votre structure.")
    var carte: String

    @Option(help: "Empreinte de la structure, remise en main propre.")
    var empreinte: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let plan = try StructureJoining.plan(
            { try PrivateFile.read(carte, limit: Acte.limit) }, named: carte, context)
        let heard = try TypedFingerprint.read(
            empreinte, "Empreinte de la structure, que l'administrateur vous lit : ")
        report(try StructureJoining.execute(plan, heard: heard, context), plan.agent)
    }

    private func report(_ card: Carte, _ agent: AgentActe) {
        guard !options.json else {
            return Output.json([
                ("structure", .text(card.structure)), ("serie", .count(card.serie)),
            ])
        }
        let roles = card.agent(agent.nom)?.roles ?? []
        Output.line("Vous travaillez pour \(Output.visible(card.libelle)) (\(card.structure)).")
        Output.line("Vos rôles : \(Role.french(roles)).")
    }
}
