import ArgumentParser
import LiaisonAgent

/// What is said to begin a fiche from another one, which it answers or replaces.
struct LinkedFicheOptions: ParsableArguments {
    @Argument(help: "La fiche dont on part (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .sortie, help: "Fichier à écrire.")
    var output: String?

    @OptionGroup var options: CommonOptions

    func fill(_ start: (String, Session) throws -> FicheStart) throws {
        let session = try Session.open(try options.context)
        let writer = try FicheWriter(session.context, output: output)
        try writer.fill(start(fiche, session))
    }
}
