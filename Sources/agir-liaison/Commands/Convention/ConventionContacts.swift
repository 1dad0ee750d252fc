import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ConventionContacts: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "contacts",
        abstract: "Dit qui appeler dans chaque structure d'une convention.",
        discussion: """
            agir-liaison convention contacts SPE-38 --de ml-grenoble.example --dpo "Mme Modèle"
            agir-liaison convention contacts OFII-38 --de dt38.example --personne "M. Exemple"
            """)

    @Argument(help: "Référence de la convention.")
    var reference: String

    @Option(help: "Structure dont ce sont les contacts.")
    var de: String

    @Option(help: "Son DPO.")
    var dpo: String?

    @Option(help: "La sécurité de ses systèmes d'information.")
    var ssi: String?

    @Option(help: "En cas d'incident.")
    var incident: String?

    @Option(help: "OFII, à prévenir dans les quatre heures : qui.")
    var personne: String?

    @Option(help: "De même : sa fonction.")
    var fonction: String?

    @Option(help: "De même : le standard.")
    var standard: String?

    @Option(help: "De même : sa ligne directe.")
    var ligneDirecte: String?

    @Option(help: "De même : son courriel.")
    var courriel: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let urgent = Convention.FourHours(
            personne: personne, fonction: fonction, standard: standard,
            ligneDirecte: ligneDirecte, courriel: courriel)
        let contacts = Convention.Contacts(
            dpo: dpo, ssi: ssi, incident: incident, quatreHeures: urgent.isEmpty ? nil : urgent)
        guard !contacts.isEmpty else {
            throw Failure(
                .usage, "Il faut dire au moins un contact.",
                next: "Voyez « agir-liaison convention contacts --help ».")
        }
        try ConventionEntry.enter(
            .contacts(
                reference: try Typed.reference(reference),
                structure: try Typed.structure(de), contacts), options)
    }
}
