import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonSchema

/// What an incident touches, as it is typed.
struct IncidentScopeOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: "Partenaires concernés ; seuls, tout ce qui a été échangé avec eux est touché.")
    var partenaire: [String] = []

    @Option(
        parsing: .upToNextOption, help: "Fiches touchées : numéro de ligne, ou identifiant.")
    var fiche: [String] = []

    @Option(parsing: .upToNextOption, help: "Agents qui ont écrit ou ouvert ce qui est touché.")
    var agent: [String] = []

    @Option(parsing: .upToNextOption, help: "Agents dont la clé est peut-être connue d'autres.")
    var cle: [String] = []

    @Option(help: "Début de la période touchée : un jour (AAAA-MM-JJ), ou un moment.")
    var du: String?

    @Option(help: "Fin de la période touchée, comprise.")
    var au: String?

    @Flag(help: "Tout ce qui est sur ce serveur.")
    var tout = false

    func scope(_ incidents: Incidents) throws -> IncidentScope {
        let session = incidents.session
        var scope = IncidentScope()
        scope.partenaires = try partenaire.map(StructureOption.read)
        scope.agents = try IncidentOptions.agents(agent, session)
        scope.cles = try IncidentOptions.agents(cle, session)
        scope.du = try IncidentOptions.period(du)
        scope.au = try IncidentOptions.period(au, isEnd: true)
        scope.tout = tout
        scope.fiches = try fiche.map(incidents.fiche)
        return scope
    }
}

extension IncidentOptions {
    /// A moment, or a day: its first or its last second.
    fileprivate static func period(_ text: String?, isEnd: Bool = false) throws -> Instant? {
        guard let text, let day = CalendarDate(typed: text) else { return try moment(text) }
        return isEnd
            ? ParisTime.start(of: day.adding(days: 1)) + -1 : ParisTime.start(of: day)
    }
}

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

    @Option(
        parsing: .upToNextOption,
        help: "Ce qui est atteint : confidentialite, integrite, disponibilite.")
    var nature: [String] = []

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
            soupcon: IncidentOptions.moment(soupcon),
            decouverte: IncidentOptions.moment(decouverte),
            connaissance: IncidentOptions.moment(connaissance))
        input.natures = try IncidentOptions.natures(nature)
        input.faits = try IncidentOptions.text(faits)
        input.scope = try scope.scope(declaration.incidents)
        (input.consequences, input.mesures) = (consequences, mesures)
        input.inconnu = inconnu
        input.arrets = try arreterEnvois.map(StructureOption.read)
        let plan = declaration.plan(input)
        let answers = try plan.answers(declaration.incidents.session)
        IncidentPrinter.declared(try declaration.execute(plan, answers), options)
    }
}
