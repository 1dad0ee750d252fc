import LiaisonAgent
import LiaisonBase

extension AgentQuestion {
    /// The question on the terminal, answered by oui or non.
    var words: String {
        switch self {
        case .leaveOutClassical(let count):
            Plural.of(
                count, "destinataire n'a qu'une clé classique. Le laisser de côté ?",
                "destinataires n'ont qu'une clé classique. Les laisser de côté ?")
        }
    }
}

extension AgentNotice {
    /// The line on standard error; nil for what only a terminal is shown (cli.md, «Common»).
    var words: String? {
        switch self {
        case .log(let notice): notice.sentence
        case .retention(let notice): notice.words
        case .incident(let notice): notice.words
        case .rights(let notice): notice.sentence
        case .fiche(let notice): notice.words
        case .trust(let notice): notice.words
        case .progress(let done, let total, let what):
            if !Terminal.showsErrors {
                nil
            } else if done == total {
                // The end of it is a count, which the result may well be less than.
                "\(total) \(what.rawValue)."
            } else {
                "\(done) sur \(total) \(what.rawValue)."
            }
        }
    }
}
