import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto

/// The agent's work in a browser: one process serves one agent.
struct BureauProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agir-liaison-bureau",
        abstract: "Ouvre le bureau d'un agent dans le navigateur de cette machine.",
        discussion: "agir-liaison-bureau --minutes 30")

    @Option(help: "Dossier de l'agent (défaut : ~/.config/agir-liaison).")
    var dossier: String?

    @Option(help: "Adresse du service : unix:/chemin ou https://hôte:port.")
    var service: String?

    @Option(help: "Port de la boucle locale (défaut : un port libre).")
    var port = 0

    @Option(help: "Hébergé : nom de l'instance de son unité, qui donne le dossier et le socket.")
    var heberge: String?

    @Option(help: "Minutes sans demande après lesquelles l'identité se ferme (5 à 240).")
    var minutes = Vault.usualMinutes

    @Flag(help: "N'ouvre pas de navigateur : écrit l'adresse, à ouvrir dans la minute.")
    var sansNavigateur = false

    func run() async throws {
        guard (0...65_535).contains(port) else {
            throw AgentError(.usage, "Un port est de 1 à 65535.")
        }
        guard Vault.minutes.contains(minutes) else {
            throw AgentError(.usage, "L'identité reste ouverte de 5 à 240 minutes.")
        }
        guard heberge == nil || port == 0 && dossier == nil else {
            throw AgentError(.usage, "--heberge va sans --port ni --dossier.")
        }
        let place = try heberge.map { try HostedPlace($0) }
        let settings = try AgentSettings(dossier: place?.path ?? dossier, service: service)
        let bureau = try Bureau(settings: settings, hosted: place, minutes: minutes)
        guard let place else {
            return try await bureau.run(port: port, opensBrowser: !sansNavigateur)
        }
        try await bureau.serveFront(on: place.socket)
    }
}

@main
enum Main {
    static func main() async {
        StandardStream.hold()
        do {
            try Sodium.start()
        } catch {
            StandardStream.error.write("agir-liaison-bureau : \(error.message)\n")
            exit(78)
        }
        // No core, and nobody of the same account looks into its memory.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        OwnProcess.closeMemory()
        umask(0o077)
        let ended = await FrenchCommandLine.runAsync(
            BureauProgram.self, arguments: Array(CommandLine.arguments.dropFirst()),
            version: "0.1.0"
        ) { error in
            let told = AgentError(error)
            for line in [told.message, told.next?.words] {
                if let line { StandardStream.error.write("agir-liaison-bureau : \(line)\n") }
            }
            return status(told.code)
        }
        exit(ended)
    }

    /// cli.md, «Common».
    private static func status(_ code: AgentError.Code) -> Int32 {
        switch code {
        case .usage: 64
        case .data: 65
        case .noInput: 66
        case .unavailable: 69
        case .exists: 73
        case .output: 74
        case .tryAgain: 75
        case .notAllowed: 77
        case .configuration: 78
        }
    }
}
