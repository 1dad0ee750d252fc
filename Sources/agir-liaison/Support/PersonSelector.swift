import LiaisonAgent
import LiaisonSchema

/// A person named on the command line: `-`, whose AGDREF number is asked or read, or the fiche that
/// bears it (cli.md, «Common»).
struct PersonSelector {
    let number: AGDREFNumber
    let indices: [PersonIndex]

    init(_ text: String?, fiche: String?, _ session: Session) throws {
        guard (text == nil) != (fiche == nil) else {
            throw Failure(
                .usage, "Il faut « - », dont le numéro AGDREF est demandé, ou --fiche ID.",
                next: "Un numéro AGDREF ne se donne pas en argument : d'autres le verraient.")
        }
        if let fiche {
            guard let found = try FicheSource.received(fiche, session).fiche.numeroAGDREF else {
                throw Failure(
                    .data, "Cette fiche ne porte pas de numéro AGDREF.",
                    next: "Rattachez-la d'abord : « agir-liaison fiche rattacher ID ».")
            }
            number = found
        } else {
            number = try PersonOption.read(text ?? "")
        }
        indices = try IndexKeyring.required(session).indices(of: number)
    }
}
