import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct GuichetInviter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "inviter",
        abstract: "Ouvre à un partenaire un formulaire vierge, pour vous orienter des personnes.",
        discussion: "agir-liaison guichet inviter --a ccas.example --modele generique --nombre 3")

    @Option(name: .customLong("a"), help: "Structure invitée : un guichet est pour une seule.")
    var a: String

    @Option(help: "Modèle de la fiche : generique, spe ou pic-ipr.")
    var modele: FicheModele

    @Option(help: "Combien de fiches au plus, de 1 à 10 (défaut : 10).")
    var nombre: Int?

    @Option(
        name: .jusqua,
        help: "Dernier jour où il s'ouvre (défaut : dans 30 jours ; au plus dans 89).")
    var jusqua: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        let opened = try InviteByGuichet(session).execute(
            to: a, modele: modele, answers: nombre, until: jusqua.map(Typed.day), by: .init())
        GuichetReport.show(opened, asJSON: options.json)
    }
}
