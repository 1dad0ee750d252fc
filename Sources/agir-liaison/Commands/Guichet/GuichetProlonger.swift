import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct GuichetProlonger: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "prolonger", abstract: "Change le dernier jour où un guichet s'ouvre.",
        discussion: "agir-liaison guichet prolonger 1 --jusqua 2027-01-15")

    @Argument(help: "Guichet (début de son nom) ou sa fiche (numéro de ligne, identifiant).")
    var guichet: String

    @Option(name: .jusqua, help: "Dernier jour où il s'ouvre, au plus 89 jours après sa création.")
    var jusqua: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try Typed.day(jusqua)
        let session = try Session.open(try options.context).synchronize()
        let changed = try GuichetBook(session, for: .sendFiche).prolong(guichet, until: day)
        if options.json { return Output.json(changed.json) }
        Output.line("Guichet \(changed.nom.text.prefix(8)) ouvert jusqu'au \(day.french).")
        Output.note(
            "Le courriel et la page disaient un autre jour : prévenez \(changed.pour). Les mots ne "
                + "changent pas.")
    }
}
