import ArgumentParser
import FrenchArguments
import LiaisonAgent
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
        let folder = try options.folder
        var sealed: [(String, [UInt8])] = []
        var old: SecretBytes?
        for name in ["identite.age", AgentFolder.renewed, "structure.age"]
        where folder.exists(name) {
            let bytes = try folder.read(name, limit: 1 << 20)
            if old == nil, SealedFile.isSealed(bytes) { old = try options.passphrase() }
            let content = try old.map { try SealedFile.open(bytes, passphrase: $0) } ?? bytes
            sealed.append((name, content))
        }
        guard !sealed.isEmpty else {
            throw Failure(
                .configuration, "Il n'y a pas d'identité dans le dossier \(folder.path).",
                next: "Créez-la : « agir-liaison agent creer structure.example/prenom.nom ».")
        }
        let new = try options.newPassphrase(inFile: nouvellePhraseFichier)
        // Sealed first, written after: a failure in between leaves both files under one phrase.
        let files = try sealed.map { ($0, try SealedFile.seal($1, passphrase: new)) }
        for (name, bytes) in files {
            try folder.write(bytes, to: name, replacing: true)
        }
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

    /// What each recovery file gives back.
    private static let files = [
        ("secours.age", "identite.age", "L'identité"),
        ("secours-structure.age", "structure.age", "La clé de la structure"),
    ]

    func run() throws {
        let folder = try options.folder
        let code = try PrivateFile.read(codeFichier, limit: 1_024)
        var isThere = false
        for (backup, name, what) in Self.files where folder.exists(backup) {
            isThere = true
            let bytes = try folder.read(backup, limit: 1 << 20)
            guard let content = try SealedFile.open(bytes, code: code) else { continue }
            let passphrase = try options.newPassphrase(inFile: options.passphraseFile)
            let sealed = try SealedFile.seal(content, passphrase: passphrase)
            try folder.write(sealed, to: name, replacing: true)
            Output.note("\(what) est rendue, sous la nouvelle phrase secrète.")
            return
        }
        guard isThere else {
            throw Failure(
                .noInput, "Il n'y a pas de fichier de secours dans le dossier \(folder.path).",
                next: "Remettez-y « secours.age » depuis une sauvegarde.")
        }
        throw Failure(
            .data, "Le code de secours ne convient pas.",
            next: "Il a vingt-cinq signes en cinq groupes ; vérifiez-les un à un.")
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
        let folder = try options.folder
        // One that a card may name already keeps its keys among the former ones.
        let (identity, passphrase) = try folder.open(
            folder.isRenewing ? AgentFolder.renewed : "identite.age", options.context)
        let held = try folder.agentActe()
        let renewed = try identity.renewed(compatible ? .x25519 : .hybrid)
        let acte = AgentActe(
            nom: held.nom, fonction: held.fonction,
            cle: try renewed.signing.verifierKey(name: held.nom.description),
            destinataire: renewed.age.recipient)
        let code = try folder.prepare(renewed, acte, passphrase: passphrase)
        IdentityMaker.show(acte, json: options.json)
        IdentityMaker.show(recoveryCode: code, of: "la nouvelle identité", json: options.json)
        Output.note(
            "Remettez \(folder.path)/\(AgentFolder.renewedNote) à l'administrateur, et lisez-lui cette "
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
        guard Keeper.minutes.contains(minutes) else {
            throw Failure(.usage, "La durée est de 1 à 720 minutes.")
        }
        let folder = try options.folder
        let keeper = try Keeper(folder)
        let (identity, passphrase) = try folder.open("identite.age", options.context)
        guard passphrase != nil else {
            return Output.note("L'identité n'a pas de phrase secrète : rien à déverrouiller.")
        }
        try keeper.start(identity, seconds: minutes * 60)
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
