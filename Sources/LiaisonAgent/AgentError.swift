import JOSE
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// Why a workflow could not do its work: a closed code, what is wrong in a French sentence that names the
/// object, and what to do next.
package struct AgentError: Error, Equatable, Sendable {
    /// What kind of failure it is. A face maps it: the command line to an exit code (cli.md, «Common»).
    package enum Code: Sendable, CaseIterable {
        /// Asked in a way that can't be.
        case usage
        /// Invalid fiche, seal, signature; not a recipient; not confirmed.
        case data
        /// No such file, fiche, contact.
        case noInput
        /// The daemon does not answer.
        case unavailable
        /// Would overwrite.
        case exists
        case tryAgain
        /// Role, unverified contact, ended convention, nothing pinned.
        case notAllowed
        case configuration
        /// What was asked for could not be given out whole.
        case output
    }

    package let code: Code
    package let message: String
    package let next: NextStep?

    package init(_ code: Code, _ message: String, next: NextStep? = nil) {
        self.code = code
        self.message = message
        self.next = next
    }

    /// Equal on the code and the step: texts are for people.
    package static func == (one: Self, other: Self) -> Bool {
        one.code == other.code && one.next == other.next
    }

    /// Any error of the modules below, as people are told it.
    package init(_ error: any Error) {
        switch error {
        case let error as AgentError: self = error
        case let error as CryptoError:
            self.init(
                error.code == .unavailable ? .configuration : .data, error.message,
                next: .sentence(error.hint))
        case let error as FileError:
            self.init(Self.code(error.code), error.message, next: .sentence(error.hint))
        case let error as SchemaError:
            self.init(
                error.code == .rollback ? .notAllowed : .data, error.message,
                next: .sentence(error.hint))
        case let error as JOSEError:
            self.init(
                error.code == .unavailable ? .configuration : .data, error.message,
                next: .sentence(error.hint))
        case let problem as Problem: self.init(problem)
        case let unreachable as SignedClient.Unreachable:
            self.init(
                .unavailable, "Le service ne répond pas à l'adresse \(unreachable.endpoint).",
                next: .checkService)
        case is LocalUnreadable:
            self.init(
                .data, "Le service n'a pas répondu comme attendu.",
                next: .sentence(
                    "Rien n'en est retenu. Prévenez l'administrateur : le service n'est peut-être pas de cette version."
                ))
        case let wrong as SignedClient.WrongKey:
            self.init(
                .notAllowed,
                "ALARME : la clé TLS du service \(wrong.endpoint) n'est pas celle épinglée.",
                next: .sentence(
                    "Rien n'est envoyé. Prévenez l'administrateur ; s'il a changé la clé, rejoignez "
                        + "de nouveau la structure."))
        default:
            self.init(.data, "Erreur imprévue (\(type(of: error))).")
        }
    }

    /// Some structures could not be told.
    static func untold(_ count: Int, next: NextStep) -> AgentError {
        AgentError(
            .notAllowed,
            Plural.of(
                count, "structure n'a pas pu être prévenue.",
                "structures n'ont pas pu être prévenues."), next: next)
    }

    private static func code(_ code: FileError.Code) -> Code {
        switch code {
        case .missingFile: .noInput
        case .wouldOverwrite: .exists
        case .file: .configuration
        case .tooLarge: .data
        case .output: .output
        }
    }

    private init(_ problem: Problem) {
        let code: Code =
            switch problem.status {
            case 401, 403: .notAllowed
            case 404: .noInput
            case 429, 500..., 408: .tryAgain
            default: .data
            }
        let roles = Set(problem.roles.compactMap { Role(rawValue: $0) })
        self.init(
            problem.code == "non-revendique" ? .configuration : code, problem.title,
            next: roles.isEmpty
                ? problem.detail.map { .sentence($0) } : .trust(.askForRole(roles)))
    }
}
