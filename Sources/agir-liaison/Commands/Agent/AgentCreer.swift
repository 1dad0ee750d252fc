import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct AgentGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "L'identité de cet agent.",
        discussion: "agir-liaison agent creer agir38.example/claire.exemple",
        subcommands: [
            AgentCreer.self, AgentMontrer.self, AgentDeverrouiller.self, AgentVerrouiller.self,
            AgentPhrase.self, AgentRecuperer.self, AgentRenouveler.self, AgentGardien.self,
        ])
}

struct AgentCreer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "creer", abstract: "Crée l'identité de cet agent dans son dossier.",
        discussion: "agir-liaison agent creer agir38.example/claire.exemple --fonction Référente")

    @Argument(help: "Nom de clé : structure/prenom.nom.")
    var nom: String

    @Option(help: "Fonction, telle que les partenaires la verront.")
    var fonction = "Agent"

    @Flag(help: "Clé classique (X25519), pour qui n'a qu'un logiciel age d'avant 1.3.")
    var compatible = false

    @Flag(help: "Garde l'identité sans phrase secrète (déconseillé).")
    var sansPhrase = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let made = try IdentityCreation(
            KeyName(agentText: nom), fonction: fonction, kind: compatible ? .x25519 : .hybrid,
            isProtected: !sansPhrase
        ).run(options.context)
        IdentityReport.show(made.acte, json: options.json)
        IdentityReport.show(
            recoveryCode: made.recoveryCode, of: "cette identité", json: options.json)
    }
}

struct AgentMontrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "montrer", abstract: "Montre la moitié publique de cette identité.",
        discussion: "agir-liaison agent montrer --json")

    @OptionGroup var options: CommonOptions

    func run() throws {
        IdentityReport.show(try options.folder.agentActe(), json: options.json)
    }
}
