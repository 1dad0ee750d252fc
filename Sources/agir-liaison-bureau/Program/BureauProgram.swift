import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

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

    @Option(
        help: "Minutes sans demande après lesquelles l'identité se ferme (5 à 240 ; défaut : 15).")
    var minutes: Int?

    @Flag(help: "N'ouvre pas de navigateur : écrit l'adresse, à ouvrir dans la minute.")
    var sansNavigateur = false

    @Option(
        help: "Sauvegarde ici les dossiers hébergés, que --dossier contient ; n'en ouvre aucun.")
    var sauvegarder: String?

    @Option(
        name: .customLong("a"),
        help: "Destinataire age des sauvegardes (« sauvegarde » de liaisond.json).")
    var destinataire: String?

    @Option(help: "Rend le dossier d'un agent hébergé, de ce fichier d'une sauvegarde.")
    var restaurer: String?

    @Option(help: "Fichier de la clé qui ouvre les sauvegardes.")
    var identite: String?

    func run() async throws {
        if let restaurer { return try giveBack(restaurer) }
        if let sauvegarder { return try backUp(into: sauvegarder) }
        guard (0...65_535).contains(port) else {
            throw AgentError(.usage, "Un port est de 1 à 65535.")
        }
        guard minutes.map({ Vault.minutes.contains($0) }) ?? true else {
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

extension BureauProgram {
    private static let folders = "/var/lib/private/agir-liaison-bureau"
    private static let settings = "/etc/agir-liaison/liaisond.json"

    /// As its unit does each night, who may read every agent's folder.
    private func backUp(into place: String) throws {
        guard heberge == nil, port == 0 else {
            throw AgentError(.usage, "--sauvegarder va avec --a et --dossier, et rien d'autre.")
        }
        let report = try HostedBackup(folders: dossier ?? Self.folders, place: place).save(
            to: try AgeRecipient(try destinataire ?? Self.recipient()),
            at: Instant(seconds: Int64(time(nil))))
        for name in report.removed { StandardStream.output.write("effacé : \(name)\n") }
        StandardStream.output.write(
            Plural.of(report.saved.count, "dossier sauvegardé", "dossiers sauvegardés") + ".\n")
        for line in report.failures { StandardStream.error.write("\(line)\n") }
        guard report.failures.isEmpty else {
            throw AgentError(
                .output,
                Plural.of(
                    report.failures.count, "dossier n'est pas sauvegardé.",
                    "dossiers ne sont pas sauvegardés."),
                next: "Voyez ci-dessus, puis recommencez.")
        }
    }

    /// Run by hand, that agent's bureau being stopped.
    private func giveBack(_ file: String) throws {
        guard heberge == nil, port == 0, sauvegarder == nil, let identite else {
            throw AgentError(
                .usage, "--restaurer va avec --identite et --dossier, et rien d'autre.")
        }
        let given = try HostedRestore(folders: dossier ?? Self.folders).run(
            file, with: HostedRestore.identities(identite),
            at: Instant(seconds: Int64(time(nil))))
        StandardStream.output.write(
            "Le dossier de \(given.agent) est rendu : \(Plural.of(given.files, "fichier")).\n")
    }

    /// The one that the daemon's own backups are sealed to.
    private static func recipient() throws -> String {
        let bytes = try PrivateFile.read(settings, limit: 64 * 1_024)
        guard let text = try JSONValue.parse(bytes).object?["sauvegarde"]?.string else {
            throw AgentError(
                .configuration, "Il manque la clé pour laquelle sceller la sauvegarde.",
                next: "Donnez-la avec --a, ou par la clé « sauvegarde » de liaisond.json.")
        }
        return text
    }
}

@main
enum Main {
    static func main() async {
        // On the agent's own machine no unit says it.
        OwnProcess.coverMemory()
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
