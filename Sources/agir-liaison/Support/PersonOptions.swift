import LiaisonAgent
import LiaisonSchema

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
