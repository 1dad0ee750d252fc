import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct PlainteEnregistrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "enregistrer", abstract: "Enregistre la plainte d'une personne.",
        discussion:
            "agir-liaison plainte enregistrer --recue maintenant --partenaire ml-grenoble.example "
            + "--faits \"Une fiche envoyée sans accord\"")

    @Option(help: "Moment où la plainte a été reçue (heure de Paris), ou « maintenant ».")
    var recue: String

    @Option(parsing: .upToNextOption, help: "Partenaires concernés.")
    var partenaire: [String]

    @Option(parsing: .upToNextOption, help: "Fiches dont elle parle.")
    var fiche: [String] = []

    @Option(
        help: "Ce dont elle se plaint, sans nommer personne ; « - » : lu sur l'entrée standard.")
    var faits: String

    @Option(help: "Mesures prises.")
    var mesures: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let declaration = try DeclareIncident(try options.context)
        var input = DeclareIncident.Input(.plainte)
        input.moments.reception = try Typed.moment(recue)
        input.scope.partenaires = try partenaire.map(Typed.structure)
        input.scope.fiches = try fiche.map(declaration.incidents.fiche)
        input.faits = try Typed.text(faits)
        input.mesures = mesures
        IncidentPrinter.declared(try declaration.execute(declaration.plan(input)), options)
    }
}
