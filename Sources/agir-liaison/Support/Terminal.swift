import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto

/// Questions on the terminal.
enum Terminal {
    /// Whether somebody can answer.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Whether somebody reads the diagnostics.
    static var showsErrors: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether somebody reads the results.
    static var showsOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether what is shown is read on a screen and kept nowhere: a terminal, or the pager that somebody at one
    /// sends it through.
    static var isRead: Bool { showsOutput || isInteractive && isPipe(STDOUT_FILENO) }

    private static func isPipe(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// Bytes of a line: a text of 10,000 characters, the longest that a form takes, fits whatever its script.
    private static let lineLimit = 40_000
    private static let secretLimit = 1_024

    /// Asks without echo. What can't be taken is asked again in place.
    ///
    /// - Throws: exit 64 when nobody can answer, or nobody does.
    static func secret(_ question: String) throws -> SecretBytes {
        guard isInteractive else {
            throw Failure(
                .usage, "Il faut une phrase secrète, et il n'y a pas de terminal pour la demander.",
                next: "Donnez un fichier qui la contient : --phrase-fichier FICHIER.")
        }
        while true {
            // Before the question: who answers at once is not echoed by the terminal.
            _ = TerminalMode.begin()
            StandardStream.error.say(question)
            var reader = LineReader(limit: secretLimit, echo: { _ in })
            let outcome = reader.read()
            Output.note("")
            switch outcome {
            case .line:
                var bytes = reader.taken()
                return try SecretBytes(taking: &bytes)
            case .end: throw Failure(.usage, "Aucune phrase secrète n'est donnée.")
            case .refused(let why): refuse(why)
            }
        }
    }

    /// The person's terminal itself, wherever the program's streams go: a secret is shown there and
    /// nowhere else.
    ///
    /// - Throws: exit 64 when there is none.
    static func screen() throws -> (String) throws -> Void {
        let screen = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY)
        guard screen >= 0 else {
            throw Failure(
                .usage, "La phrase ne se montre que sur un terminal, et il n'y en a pas.",
                next: "Lancez cette commande dans un terminal.")
        }
        return { text in
            let width = TerminalWidth.columns(of: screen)
            let lines = width.map { LineWrapping.wrapped(text, width: $0) } ?? text
            var left = Array(lines.utf8)[...]
            while !left.isEmpty {
                let count = left.withUnsafeBytes { Glibc.write(screen, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw Failure(
                        .output, "La phrase n'a pas pu être montrée : le fichier ne s'ouvrira pas.",
                        next: "Effacez-le, puis recommencez dans un autre terminal.")
                }
                left = left.dropFirst(count)
            }
        }
    }

    /// A line of a dialogue.
    static func say(_ text: String) { StandardStream.error.say(text + "\n") }

    /// Lines to choose from, each after its number.
    static func say(_ question: String, choices: [String]) {
        say(question)
        for (index, choice) in choices.enumerated() { say("  \(index + 1). \(choice)") }
    }

    /// A typed line, without its end; nil when the person closes the input (Ctrl-D). A line that can't be
    /// taken as it is is refused aloud and asked again, alone; from what is no terminal, it ends the input.
    static func line(_ prompt: String) -> String? {
        while true {
            let isRaw = isInteractive && TerminalMode.begin()
            StandardStream.error.say(prompt)
            // A terminal that is not ours cuts a line at 4,095 bytes: one that long may have been cut.
            let isWhole = isRaw || isatty(STDIN_FILENO) == 0
            var reader = LineReader(
                limit: isWhole ? lineLimit : 4_094,
                echo: isRaw ? { StandardStream.error.write($0) } : nil)
            switch reader.read() {
            case .line: return String(decoding: reader.bytes, as: UTF8.self)
            case .end: return nil
            case .refused(let why):
                refuse(why)
                guard isRaw else { return nil }
            }
        }
    }

    private static func refuse(_ why: String) {
        say("\(why) : rien n'en est gardé. Retapez cette ligne, et elle seule.")
    }

    /// Asks a line; nil when nobody can answer, nothing when the input is closed.
    static func ask(_ question: String) -> String? {
        isInteractive ? line(question) ?? "" : nil
    }

    static func confirms(_ question: String) -> Bool {
        let answer = ask("\(question) (oui/non) ")?.lowercased()
        return answer == "oui" || answer == "o"
    }
}
