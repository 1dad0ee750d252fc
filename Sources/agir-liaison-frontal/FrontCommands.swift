import ArgumentParser
import BureauAccess
import CHorloge
import FrenchArguments
import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// The front of the hosted bureaux: serves in the foreground.
struct Frontal: AsyncParsableCommand, RunsWithoutSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "agir-liaison-frontal",
        abstract: "Fait entrer dans leur bureau les agents hébergés sur ce serveur.",
        discussion: "agir-liaison-frontal --config /etc/agir-liaison/frontal.json",
        subcommands: [InviterCommand.self, ListerCommand.self, RetirerCommand.self])

    @Option(help: "Fichier de configuration (/etc/agir-liaison/frontal.json).")
    var config: String?

    func run() async throws {
        try Sodium.start()
        Machine.harden()
        let settings = try FrontSettings(file: config)
        let host = try Machine.hostKey()
        let hosting = HostingWatch(settings, now: Machine.now)
        if try await OffLoop.run({ hosting.refresh() }) == nil {
            Machine.report(
                "le service ne donne pas la carte de la structure ; les bureaux restent fermés")
        }
        let entrance = Entrance(
            register: HostedRegister(folder: settings.etat, structure: settings.structure),
            host: host, now: Machine.now, elapsed: { horloge_demarrage() })
        let server = FrontServer(
            settings: settings,
            door: FrontDoor(
                entrance: entrance, adresse: settings.adresse,
                pages: FrontPages { hosting.libelle }),
            hosting: hosting, places: NetworkPlace(proxies: settings.proxies),
            connections: ConnectionCount(), report: Machine.report)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: .seconds(60))
                    _ = try await OffLoop.run { hosting.refresh() }
                }
            }
            // Whichever ends, all ends: systemd starts it again.
            _ = try await group.next()
            group.cancelAll()
        }
    }
}

/// `agir-liaison-frontal inviter`: under the front's account.
struct InviterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inviter",
        abstract: "Invite un agent : son premier accès, ou un téléphone perdu.",
        discussion: "agir-liaison-frontal inviter claire.exemple")

    @Argument(help: "Nom de l'agent, sans la structure.")
    var nom: String

    @Option(help: "Fichier de configuration (/etc/agir-liaison/frontal.json).")
    var config: String?

    func run() async throws {
        try Sodium.start()
        Machine.harden()
        let settings = try FrontSettings(file: config)
        let register = HostedRegister(folder: settings.etat, structure: settings.structure)
        let agent = try register.named(nom)
        let (code, expires) = try register.invite(agent, at: Machine.now())
        StandardStream.output.write(
            """
            Invitation de \(agent), montrée une seule fois :

                \(settings.adresse.text)/invitation
                \(code)

            Elle sert une fois, jusqu'au \(expires). Donnez ce code de la main à la main, ou de vive voix :
            qui l'a prend l'accès de cet agent, mais pas sa phrase.

            """)
    }
}

struct ListerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lister", abstract: "Liste les agents hébergés qui sont déjà entrés.",
        discussion: "agir-liaison-frontal lister")

    @Option(help: "Fichier de configuration (/etc/agir-liaison/frontal.json).")
    var config: String?

    func run() async throws {
        let settings = try FrontSettings(file: config)
        let register = HostedRegister(folder: settings.etat, structure: settings.structure)
        for agent in try register.agents() {
            let entered = agent.entered.map { "entré le \($0)" } ?? "jamais entré"
            StandardStream.output.write(
                "\(agent.agent) : \(entered), \(Plural.of(agent.failures, "code faux", "codes faux")) depuis\n"
            )
        }
    }
}

struct RetirerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retirer",
        abstract: "Retire à un agent l'entrée de son bureau ; sa session finit aussitôt.",
        discussion: "agir-liaison-frontal retirer claire.exemple")

    @Argument(help: "Nom de l'agent, sans la structure.")
    var nom: String

    @Option(help: "Fichier de configuration (/etc/agir-liaison/frontal.json).")
    var config: String?

    func run() async throws {
        let settings = try FrontSettings(file: config)
        let register = HostedRegister(folder: settings.etat, structure: settings.structure)
        let agent = try register.named(nom)
        try register.remove(agent)
        StandardStream.output.write(
            "\(agent) n'entre plus. Son dossier reste : voyez administrateur.md pour le détruire.\n"
        )
    }
}

extension HostedRegister {
    /// - Throws: `FrontError` for what is no name of an agent of this structure.
    fileprivate func named(_ typed: String) throws -> KeyName {
        guard let agent = name(typed) else {
            throw FrontError(
                "« \(VisibleText.line(typed)) » n'est pas un nom d'agent de \(structure).",
                hint: "Par exemple claire.exemple.")
        }
        return agent
    }
}
