import Glibc
import LiaisonAgent
import LiaisonCrypto

/// Questions on the terminal.
enum Terminal {
    /// Whether somebody can answer.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Whether somebody reads the diagnostics.
    static var showsErrors: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether somebody reads the results.
    static var showsOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Asks without echo.
    ///
    /// - Throws: exit 64 when nobody can answer.
    static func secret(_ question: String) throws -> SecretBytes {
        guard isInteractive else {
            throw Failure(
                .usage, "Il faut une phrase secrète, et il n'y a pas de terminal pour la demander.",
                next: "Donnez un fichier qui la contient : --phrase-fichier FICHIER.")
        }
        var settings = termios()
        tcgetattr(STDIN_FILENO, &settings)
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            Output.note("")
        }
        StandardStream.error.write(question)
        var bytes = line(limit: 1_024)
        return try SecretBytes(taking: &bytes)
    }

    /// The person's terminal itself, wherever the program's streams go: a secret is shown there and
    /// nowhere else.
    ///
    /// - Throws: exit 64 when there is none.
    static func screen() throws -> (String) -> Void {
        let screen = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY)
        guard screen >= 0 else {
            throw Failure(
                .usage, "La phrase ne se montre que sur un terminal, et il n'y en a pas.",
                next: "Lancez cette commande dans un terminal.")
        }
        return { text in
            let bytes = Array(text.utf8)
            _ = Glibc.write(screen, bytes, bytes.count)
        }
    }

    /// A line of a dialogue.
    static func say(_ text: String) { StandardStream.error.write(text + "\n") }

    /// A typed line, without its end; nil when the person closes the input (Ctrl-D).
    static func line(_ prompt: String) -> String? {
        StandardStream.error.write(prompt)
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while Glibc.read(STDIN_FILENO, &byte, 1) == 1 {
            if byte == 0x0A { return String(decoding: bytes, as: UTF8.self) }
            // Longer than a terminal gives: the rest of the line is dropped.
            if bytes.count < 16_384 { bytes.append(byte) }
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Asks a line; nil when nobody can answer.
    static func ask(_ question: String) -> String? {
        guard isInteractive else { return nil }
        StandardStream.error.write(question)
        return String(decoding: line(limit: 4_096), as: UTF8.self)
    }

    static func confirms(_ question: String) -> Bool {
        let answer = ask("\(question) (oui/non) ")?.lowercased()
        return answer == "oui" || answer == "o"
    }

    private static func line(limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < limit, Glibc.read(STDIN_FILENO, &byte, 1) == 1, byte != 0x0A {
            bytes.append(byte)
        }
        return bytes
    }
}
