import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct GuichetFermer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "fermer", abstract: "Ferme un guichet : plus rien n'en est donné.",
        discussion: "agir-liaison guichet fermer 1")

    @Argument(help: "Guichet (début de son nom) ou sa fiche (numéro de ligne, identifiant).")
    var guichet: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        let closed = try GuichetBook(session, for: .sendFiche).close(guichet)
        if options.json { return Output.json(closed.json) }
        guard closed.statut == .clos else {
            return Output.line(
                "Guichet \(closed.nom.text.prefix(8)) abandonné : il n'avait jamais rien donné.")
        }
        Output.line("Guichet \(closed.nom.text.prefix(8)) fermé.")
        guard closed.remis != nil else { return }
        Output.note(
            "Son contenu scellé avait été donné le \(Output.local(closed.remis)) : ce qui en a été lu, "
                + "imprimé ou gardé reste chez \(closed.pour).")
    }
}
