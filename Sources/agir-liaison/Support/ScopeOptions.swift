import ArgumentParser
import LiaisonAgent
import LiaisonSchema

/// What a hold or an exception is about: one of the three.
struct ScopeOptions: ParsableArguments {
    @Option(help: "Une fiche : numéro de ligne, ou identifiant.")
    var fiche: String?

    @Option(help: "« - » : une personne, dont le numéro AGDREF est demandé.")
    var personne: String?

    @Option(help: "Une convention : sa référence.")
    var convention: String?

    func scope(_ holds: Holds) throws -> RetentionFact.Portee {
        switch (fiche, personne, convention) {
        case (let text?, nil, nil):
            return try holds.fiche(text)
        case (nil, let text?, nil):
            return .personne(try PersonSelector.read(text, fiche: nil, holds.session).indices)
        case (nil, nil, let reference?):
            return .convention(try Typed.reference(reference))
        default:
            throw Failure(
                .usage, "Il faut --fiche ID, ou --personne -, ou --convention REF, et un seul.")
        }
    }
}
