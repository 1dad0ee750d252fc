import ArgumentParser
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

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

    @Flag(help: "Montre aussi les clés entières, longues de 2 000 signes.")
    var cle = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let made = try IdentityCreation(
            KeyName(agentText: nom), fonction: fonction, kind: compatible ? .x25519 : .hybrid,
            isProtected: !sansPhrase
        ).run(context)
        let folder = context.folder
        IdentityReport.show(made.acte, json: options.json, withKeys: cle)
        IdentityReport.show(
            recoveryCode: made.recoveryCode, of: "cette identité",
            file: "\(folder.path)/secours.age", json: options.json)
        if !options.json { Output.line(FirstScreen.left(made.acte, folder)) }
    }
}
