import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ViolationDeclarer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "declarer",
        abstract:
            "Déclare une violation de données, même seulement soupçonnée (sans terminal : --decouverte, "
            + "--nature et --faits).",
        discussion:
            "agir-liaison violation declarer --decouverte maintenant --nature confidentialite "
            + "--partenaire ml-grenoble.example --faits \"Clé USB perdue\"")

    @Option(help: "Moment de la découverte (heure de Paris), ou « maintenant ».")
    var decouverte: String?

    @Option(help: "Moment où l'on a été sûr que des données sont touchées.")
    var connaissance: String?

    @Option(help: "Moment du premier soupçon, s'il vient avant la découverte.")
    var soupcon: String?

    @OptionGroup var scope: IncidentScopeOptions

    @Option(help: "Ce qui s'est passé, sans nommer personne ; « - » : lu sur l'entrée standard.")
    var faits: String?

    @Option(help: "Conséquences probables.")
    var consequences: String?

    @Option(help: "Mesures prises.")
    var mesures: String?

    @Option(parsing: .upToNextOption, help: "Ce qui n'est pas encore connu.")
    var inconnu: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "Partenaires à qui plus aucune fiche ne part, jusqu'à nouvel ordre.")
    var arreterEnvois: [String] = []

    @OptionGroup var options: CommonOptions

    func run() throws {
        let declaration = try DeclareIncident(try options.context)
        var input = DeclareIncident.Input(.violation)
        input.moments = try .init(
            soupcon: soupcon.map(Typed.moment),
            decouverte: decouverte.map(Typed.moment),
            connaissance: connaissance.map(Typed.moment))
        input.natures = try Typed.natures(scope.nature)
        input.faits = try faits.map(Typed.text)
        input.scope = try scope.scope(declaration.incidents)
        (input.consequences, input.mesures) = (consequences, mesures)
        input.inconnu = inconnu
        input.arrets = try arreterEnvois.map(Typed.structure)
        let plan = declaration.plan(input)
        let answers = try plan.answers(declaration.incidents.session)
        IncidentPrinter.declared(try declaration.execute(plan, answers), options)
    }
}
