import Glibc

/// How far long work has got, in plain lines on a terminal and nothing elsewhere (cli.md, «Common»).
struct Progress {
    private let total: Int
    private let what: String
    private var done = 0
    private var shown: Int
    private let isShown = isatty(STDERR_FILENO) == 1

    /// - Parameter what: the plural of what is counted.
    init(of total: Int, _ what: String) {
        self.total = total
        self.what = what
        shown = 0
    }

    /// A line each tenth of the work, when there is enough of it.
    mutating func step() {
        done += 1
        guard isShown, total >= 50, done * 10 / total > shown else { return }
        shown = done * 10 / total
        Output.note("\(done) sur \(total) \(what).")
    }
}
