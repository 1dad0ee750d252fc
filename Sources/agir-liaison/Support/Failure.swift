import LiaisonAgent
import LiaisonBase

typealias Failure = AgentError

extension AgentError {
    /// The exit code of sysexits (cli.md, «Common»).
    var status: Int32 {
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

    func report() {
        StandardStream.error.say("agir-liaison : \(message)\n")
        if let text = next?.words, !text.isEmpty { StandardStream.error.say("\(text)\n") }
    }
}
