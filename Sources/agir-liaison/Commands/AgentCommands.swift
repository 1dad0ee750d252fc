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
        let maker = IdentityMaker(
            options: options, fonction: fonction, kind: compatible ? .x25519 : .hybrid,
            sansPhrase: sansPhrase)
        let made = try maker.make(try IdentityMaker.agentName(nom), indexKey: false)
        made.show(json: options.json)
    }
}

struct AgentMontrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "montrer", abstract: "Montre la moitié publique de cette identité.",
        discussion: "agir-liaison agent montrer --json")

    @OptionGroup var options: CommonOptions

    func run() throws {
        IdentityMaker.show(try options.folder.agentActe(), json: options.json)
    }
}

/// Makes the identity of an agent, and says once what must be said once.
struct IdentityMaker {
    let options: CommonOptions
    let fonction: String
    var kind = AgeIdentity.Kind.hybrid
    let sansPhrase: Bool

    struct Made {
        let acte: AgentActe
        let identity: AgentIdentity
        let passphrase: SecretBytes?
        let recoveryCode: String

        func show(json: Bool) {
            IdentityMaker.show(acte, json: json)
            IdentityMaker.show(recoveryCode: recoveryCode, of: "cette identité", json: json)
        }
    }

    static func agentName(_ text: String) throws -> KeyName {
        guard let name = KeyName(agent: text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas un nom de clé d'agent.",
                next: "Il est de la forme structure.example/prenom.nom, en minuscules.")
        }
        return name
    }

    func make(_ name: KeyName, indexKey: Bool) throws -> Made {
        let folder = try options.folder
        guard !folder.hasIdentity else {
            throw Failure(
                .exists, "Il y a déjà une identité dans le dossier \(folder.path).",
                next: "Prenez un autre dossier (--dossier) pour un autre agent.")
        }
        let passphrase =
            sansPhrase ? nil : try options.newPassphrase(inFile: options.passphraseFile)
        var identity = try AgentIdentity.generate(kind)
        if indexKey { identity.indexKeys[1] = try SecretBytes(random: 32) }
        let acte = AgentActe(
            nom: name, fonction: fonction,
            cle: try identity.signing.verifierKey(name: name.description),
            destinataire: identity.age.recipient)
        // The note first: cut short in between, there is no identity yet, and nothing to mend.
        try folder.makeFolder("")
        try folder.write(
            acte.signed(by: identity.signing).bytes, to: "agent.note", replacing: true)
        let code = try folder.save(identity, passphrase: passphrase, replacing: false)
        if sansPhrase {
            Output.note("Attention : l'identité n'est protégée par aucune phrase secrète.")
        }
        return Made(acte: acte, identity: identity, passphrase: passphrase, recoveryCode: code)
    }

    static func show(_ acte: AgentActe, json: Bool) {
        let fingerprint = Fingerprint(agent: acte.cle, recipient: acte.destinataire)
        guard !json else {
            var object = JSONObject()
            object["nom"] = .string(acte.nom.description)
            object["fonction"] = .string(acte.fonction)
            object["cle"] = .string(acte.cle.description)
            object["destinataire"] = .string(acte.destinataire.description)
            object["empreinte"] = .string(fingerprint.description)
            return Output.json(.object(object))
        }
        Output.table([
            ["Agent", acte.nom.description], ["Fonction", acte.fonction],
            ["Clé", acte.cle.description], ["Destinataire", acte.destinataire.description],
            ["Empreinte", fingerprint.description],
        ])
    }

    /// With `--json`, standard output holds one document: the code goes to standard error.
    static func show(recoveryCode: String, of what: String, json: Bool) {
        let text = """

            Code de secours de \(what), montré cette seule fois :

                \(recoveryCode)

            Écrivez-le et enfermez-le : il rend la clé si la phrase secrète est perdue.

            """
        (json ? StandardStream.error : .output).write(text)
    }
}
