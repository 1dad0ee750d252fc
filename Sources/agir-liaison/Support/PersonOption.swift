import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// A person's AGDREF number, which is never an argument (cli.md, «Common»): asked on a terminal, else
/// read from standard input.
enum PersonOption {
    /// - Parameter text: as given on the command line; only `-` stands for a number.
    static func read(_ text: String) throws -> AGDREFNumber {
        guard text == "-" else {
            throw Failure(
                .usage, "Un numéro AGDREF ne se donne pas en argument : d'autres le verraient.",
                next: "Mettez « - » : il est demandé, ou lu sur l'entrée standard.")
        }
        let typed: String
        if Terminal.isInteractive {
            typed = Terminal.ask("Numéro AGDREF : ") ?? ""
        } else {
            let bytes = try PrivateFile.readStandardInput(limit: 1_024)
            typed = String(decoding: bytes, as: UTF8.self)
        }
        let digits = typed.filter { !$0.isWhitespace }
        guard let number = AGDREFNumber(digits) else {
            throw Failure(
                .data, "Ce n'est pas un numéro AGDREF : il a 10 chiffres.",
                next: "Les zéros du début comptent.")
        }
        return number
    }
}
