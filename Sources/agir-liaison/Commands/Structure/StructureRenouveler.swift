import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct StructureRenouveler: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "renouveler", abstract: "Refait la carte pour un an, sans rien y changer.",
        discussion: "agir-liaison structure renouveler")

    @Option(help: "Nouvelle adresse du service pour les partenaires.")
    var adresse: String?

    @Option(help: "Nouveau courriel de la structure.")
    var courriel: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let address = try adresse.map { try Typed.address($0) }
        let plan = try CardRenewal.plan(options.context)
        let wasRestored = plan.questions.allSatisfy { question in
            guard case .wasRestored(let epoch) = question, Terminal.isInteractive else {
                return true
            }
            return Terminal.confirms(
                "Le journal ouvre l'époque \(epoch) : le service a-t-il été restauré d'une sauvegarde ?"
            )
        }
        let card = try CardRenewal.execute(
            plan, wasRestored: wasRestored, address: address, courriel: courriel)
        card.report(
            "La carte est renouvelée jusqu'au \(ParisTime.date(at: card.expire).french).",
            json: options.json)
    }
}
