import Glibc
import LiaisonCrypto

/// Questions on the terminal.
enum Terminal {
    /// Whether somebody can answer.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks without echo.
    ///
    /// - Throws: exit 64 when nobody can answer.
    static func secret(_ question: String) throws -> SecretBytes {
        guard isInteractive else {
            throw Failure(
                .usage, "Il faut une phrase secrète, et il n'y a pas de terminal pour la demander.",
                hint: "Donnez un fichier qui la contient : --phrase-fichier FICHIER.")
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
