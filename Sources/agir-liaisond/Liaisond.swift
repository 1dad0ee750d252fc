import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The daemon's command.
struct Liaisond: AsyncParsableCommand, RunsWithoutSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "agir-liaisond",
        abstract: "Garde, remet et journalise les fiches de liaison scellées d'une structure.",
        discussion: "agir-liaisond --etat /var/lib/agir-liaisond --ecoute 127.0.0.1:8443",
        subcommands: [
            SauvegarderCommand.self, BackupKeyCommand.self, RestaurerCommand.self,
            VerifierCommand.self,
        ])

    @Option(help: "Fichier de configuration (/etc/agir-liaison/liaisond.json).")
    var config: String?

    @Option(help: "Dossier d'état (/var/lib/agir-liaisond).")
    var etat: String?

    @Option(help: "Socket des agents (/run/agir-liaisond/liaisond.sock).")
    var socket: String?

    @Option(help: "Adresse d'écoute pour les partenaires, hôte:port.")
    var ecoute: String?

    @Option(help: "Adresse d'écoute pour les agents d'autres machines, hôte:port.")
    var ecouteAgents: String?

    func run() async throws {
        try Sodium.start()
        ProcessGuard.harden()
        let read = { @Sendable [config, etat, socket, ecoute, ecouteAgents] in
            try await DaemonConfiguration(
                file: config, etat: etat, socket: socket, ecoute: ecoute,
                ecouteAgents: ecouteAgents, environment: ProcessGuard.environment())
        }
        try await Daemon(read(), reread: read).run()
    }
}

@main
enum Main {
    static func main() async {
        StandardStream.hold()
        let status = await FrenchCommandLine.runAsync(
            Liaisond.self, arguments: Array(CommandLine.arguments.dropFirst()), version: "0.1.0"
        ) { error in
            let (status, lines) = describe(error)
            for line in lines where !line.isEmpty {
                StandardStream.error.write("agir-liaisond : \(line)\n")
            }
            return status
        }
        exit(status)
    }

    private static func status(_ code: FileError.Code) -> Int32 {
        switch code {
        case .missingFile: 66
        case .wouldOverwrite: 73
        case .output: 74
        case .file, .tooLarge: 78
        }
    }

    /// What went wrong, what to do, and the exit code (cli.md, «Common»).
    private static func describe(_ error: any Error) -> (Int32, [String]) {
        switch error {
        case is VerifierCommand.Unsound: (65, [])
        case let error as ConfigurationError:
            (error.mayPass ? 75 : 78, [error.message, error.hint])
        case let error as CryptoError:
            (
                [.noMatch, .header, .headerMAC, .armor, .payload].contains(error.code) ? 65 : 78,
                [error.message, error.hint]
            )
        case let error as FileError: (status(error.code), [error.message, error.hint])
        case let error as StoreError:
            // Of a damaged base another start makes nothing better.
            (
                [.otherSchema, .damaged].contains(error.code) ? 78 : 75,
                [error.message, error.hint]
            )
        default: (70, ["Le service s'arrête sur une erreur imprévue (\(type(of: error)))."])
        }
    }
}
