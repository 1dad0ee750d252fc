import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// Whose file it is.
struct PersonOptions: ParsableArguments {
    @Argument(help: "« - » : le numéro AGDREF est demandé.")
    var personne: String?

    @Option(help: "Ou une fiche de cette personne.")
    var fiche: String?

    func person(_ session: Session) throws -> Person {
        try PersonSelector.read(personne, fiche: fiche, session)
    }
}

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
                .data, "Ce n'est pas un numéro AGDREF : il a 9 ou 10 chiffres.",
                next: "Les zéros du début comptent.")
        }
        return number
    }
}

/// A person named on the command line: `-`, whose AGDREF number is asked or read, or the fiche that
/// bears it (cli.md, «Common»).
enum PersonSelector {
    static func read(_ text: String?, fiche: String?, _ session: Session) throws -> Person {
        guard (text == nil) != (fiche == nil) else {
            throw Failure(
                .usage, "Il faut « - », dont le numéro AGDREF est demandé, ou --fiche ID.",
                next: "Un numéro AGDREF ne se donne pas en argument : d'autres le verraient.")
        }
        if let fiche { return try Person(fiche: fiche, session) }
        return try Person(PersonOption.read(text ?? ""), session)
    }
}
