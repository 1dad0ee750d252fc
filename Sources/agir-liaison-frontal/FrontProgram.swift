import BureauAccess
import FrenchArguments
import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import NIOCore

@main
enum Main {
    static func main() async {
        StandardStream.hold()
        let status = await FrenchCommandLine.runAsync(
            Frontal.self, arguments: Array(CommandLine.arguments.dropFirst()), version: "0.1.0"
        ) { error in
            let (status, lines) = describe(error)
            for line in lines where !line.isEmpty {
                StandardStream.error.write("agir-liaison-frontal : \(line)\n")
            }
            return status
        }
        exit(status)
    }

    /// What went wrong, what to do, and the exit code (cli.md, «Common»).
    private static func describe(_ error: any Error) -> (Int32, [String]) {
        switch error {
        case let error as FrontError: (78, [error.message, error.hint])
        case let error as RegisterError:
            (error == .unknown ? 66 : 65, [error.description])
        case let error as CryptoError: (78, [error.message, error.hint])
        case let error as FileError:
            (error.code == .missingFile ? 66 : 78, [error.message, error.hint])
        case let error as IOError:
            (
                78,
                [
                    "Le frontal ne peut pas écouter (erreur système \(error.errnoCode)).",
                    "Vérifiez que l'adresse ne sert pas déjà, et qu'elle est permise.",
                ]
            )
        default: (70, ["Le frontal s'arrête sur une erreur imprévue (\(type(of: error)))."])
        }
    }
}

/// What the program asks of the machine.
enum Machine {
    /// No core, for pages and phrases pass through; nothing created for others to read.
    static func harden() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        OwnProcess.closeMemory()
        umask(0o077)
        // A browser that goes away is an error of its connection, not a signal.
        signal(SIGPIPE, SIG_IGN)
    }

    @Sendable static func now() -> Instant { Instant(seconds: Int64(time(nil))) }

    @Sendable static func report(_ text: String) {
        StandardStream.error.write("\(VisibleText.line(text))\n")
    }

    /// The front's machine secret, given by systemd-creds.
    ///
    /// - Throws: `FrontError` without it.
    static func hostKey() throws -> HostKey {
        guard let folder = getenv("CREDENTIALS_DIRECTORY").map({ String(cString: $0) }) else {
            throw FrontError(
                "Le secret de la machine (frontal.cle) n'est pas là.",
                hint: "systemd le donne à l'unité agir-liaison-frontal : voyez administrateur.md.")
        }
        return try HostKey(file: "\(folder)/frontal.cle")
    }
}
