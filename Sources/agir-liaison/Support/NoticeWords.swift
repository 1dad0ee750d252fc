import LiaisonAgent

extension AgentNotice {
    /// The line on standard error; nil for what only a terminal is shown (cli.md, «Common»).
    var words: String? {
        switch self {
        case .text(let text): text
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
