import ArgumentParser
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// What a command ends with when it cannot do its work: a code of sysexits (cli.md, «Common»), what
/// is wrong, and what to do.
struct Failure: Error {
    enum Status: Int32 {
        case usage = 64
        case data = 65
        case noInput = 66
        case unavailable = 69
        case exists = 73
        case tryAgain = 75
        case notAllowed = 77
        case configuration = 78
    }

    let status: Status
    let message: String
    let hint: String

    init(_ status: Status, _ message: String, hint: String = "") {
        self.status = status
        self.message = message
        self.hint = hint
    }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as CryptoError: self.init(error)
        case let error as SchemaError:
            self.init(
                error.code == .rollback ? .notAllowed : .data, error.message, hint: error.hint)
        case let problem as Problem: self.init(problem)
        case let unreachable as SignedClient.Unreachable:
            self.init(
                .unavailable, "Le service ne répond pas à l'adresse \(unreachable.endpoint).",
                hint: "Vérifiez qu'il est démarré, ou donnez son adresse avec --service.")
        case let wrong as SignedClient.WrongKey:
            self.init(
                .notAllowed,
                "ALARME : la clé TLS du service \(wrong.endpoint) n'est pas celle épinglée.",
                hint:
                    "Rien n'est envoyé. Prévenez l'administrateur ; s'il a changé la clé, rejoignez "
                    + "de nouveau la structure.")
        default:
            self.init(.data, "Erreur imprévue (\(type(of: error))).")
        }
    }

    private init(_ error: CryptoError) {
        let status: Status =
            switch error.code {
            case .missingFile: .noInput
            case .wouldOverwrite: .exists
            case .file, .unavailable: .configuration
            default: .data
            }
        self.init(status, error.message, hint: error.hint)
    }

    private init(_ problem: Problem) {
        let status: Status =
            switch problem.status {
            case 401, 403: .notAllowed
            case 404: .noInput
            case 429, 500..., 408: .tryAgain
            default: .data
            }
        self.init(
            problem.code == "non-revendique" ? .configuration : status, problem.title,
            hint: problem.detail ?? "")
    }

    func report() {
        StandardStream.error.write("agir-liaison : \(message)\n")
        if !hint.isEmpty { StandardStream.error.write("\(hint)\n") }
    }
}
