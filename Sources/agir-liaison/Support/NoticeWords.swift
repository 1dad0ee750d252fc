import LiaisonAgent

extension AgentQuestion {
    /// The question on the terminal, answered by oui or non.
    var words: String {
        switch self {
        case .leaveOutClassical(let count):
            "\(count) destinataire(s) n'ont qu'une clé classique. Les laisser de côté ?"
        }
    }
}

extension AgentNotice {
    /// The line on standard error; nil for what only a terminal is shown (cli.md, «Common»).
    var words: String? {
        switch self {
        case .log(let notice): notice.words
        case .retention(let notice): notice.words
        case .incident(let notice): notice.words
        case .rights(let notice): notice.words
        case .fiche(let notice): notice.words
        case .trust(let notice): notice.words
        case .progress(let done, let total, let what):
            Terminal.showsErrors ? "\(done) sur \(total) \(what.rawValue)." : nil
        }
    }
}
