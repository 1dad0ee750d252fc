import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

struct AgentPhrase: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "phrase", abstract: "Change la phrase secrète de cette identité.",
        discussion: "agir-liaison agent phrase")

    @Option(help: "Fichier qui contient la nouvelle phrase secrète (sinon : demandée).")
    var nouvellePhraseFichier: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        try IdentityCare.changePassphrase(
            options.context(newPassphraseFile: nouvellePhraseFichier))
        Output.note("La phrase secrète est changée. Les codes de secours restent les mêmes.")
    }
}

struct AgentRecuperer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "recuperer",
        abstract: "Rend l'identité, ou la clé de la structure, avec son code de secours.",
        discussion: "agir-liaison agent recuperer --code-fichier code.txt")

    @Option(help: "Fichier qui contient le code de secours.")
    var codeFichier: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let code = try PrivateFile.read(codeFichier, limit: 1_024)
        let what =
            switch try IdentityCare.recover(code, options.context) {
            case .identity: "L'identité"
            case .structureKey: "La clé de la structure"
            }
        Output.note("\(what) est rendue, sous la nouvelle phrase secrète.")
    }
}

struct AgentRenouveler: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "renouveler",
        abstract: "Prépare de nouvelles clés ; les anciennes servent jusqu'à la nouvelle carte.",
        discussion: "agir-liaison agent renouveler")

    @Flag(help: "Clé classique (X25519), pour qui n'a qu'un logiciel age d'avant 1.3.")
    var compatible = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let (acte, code) = try IdentityCare.renew(compatible ? .x25519 : .hybrid, context)
        IdentityReport.show(acte, json: options.json)
        IdentityReport.show(recoveryCode: code, of: "la nouvelle identité", json: options.json)
        Output.note(
            "Remettez \(context.folder.path)/\(AgentFolder.renewedNote) à l'administrateur, et lisez-lui cette "
                + "empreinte.\nVos clés changent d'elles-mêmes quand la carte les nomme ; les fiches "
                + "d'avant s'ouvrent toujours.")
    }
}

struct AgentDeverrouiller: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "deverrouiller",
        abstract: "Garde l'identité ouverte un moment, dans la mémoire de cette machine.",
        discussion: "agir-liaison agent deverrouiller --minutes 30")

    @Option(help: "Combien de minutes (1 à 720).")
    var minutes = 30

    @OptionGroup var options: CommonOptions

    func run() throws {
        let isOpen = try IdentityCare.unlock(minutes: minutes, options.context) {
            [
                "agir-liaison", "agent", "gardien", "--socket", $0, "--secondes", String($1),
            ]
        }
        guard isOpen else {
            return Output.note("L'identité n'a pas de phrase secrète : rien à déverrouiller.")
        }
        Output.note("L'identité reste ouverte \(minutes) minutes.")
    }
}

struct AgentVerrouiller: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "verrouiller", abstract: "Referme l'identité tout de suite.",
        discussion: "agir-liaison agent verrouiller")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let wasOpen = try Keeper(try options.folder).lock()
        Output.note(wasOpen ? "L'identité est refermée." : "L'identité n'était pas ouverte.")
    }
}

/// The keeping process itself; started by `deverrouiller`, of no use to people.
struct AgentGardien: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "gardien", abstract: "Processus qui garde l'identité ouverte.",
        discussion: "agir-liaison agent deverrouiller", shouldDisplay: false)

    @Option(help: "Socket à ouvrir.")
    var socket: String

    @Option(help: "Durée en secondes.")
    var secondes: Int

    func run() throws {
        try Keeper.keep(at: socket, seconds: min(secondes, Keeper.minutes.upperBound * 60))
    }
}
