import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
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

    func scope(_ session: Session) throws -> IncidentScope {
        var scope = IncidentScope()
        scope.partenaires = try IncidentOptions.structures(partenaire)
        scope.agents = try IncidentOptions.agents(agent, session)
        scope.cles = try IncidentOptions.agents(cle, session)
        scope.du = try IncidentOptions.period(du)
        scope.au = try IncidentOptions.period(au, isEnd: true)
        scope.tout = tout
        scope.fiches = try fiche.map { try Self.fiche($0, session) }
        return scope
    }

    /// A fiche of a box; a DPO's own words for one are an id that the daemon knows.
    static func fiche(_ text: String, _ session: Session) throws -> PliKey {
        if let key = PliKey(text.replacing("/", with: " ")) { return key }
        if Permission.listFiches.allows(session.me?.roles ?? []) {
            let row = try BoxListing.find(text, session)
            return PliKey(de: row.de, id: row.id)
        }
        throw Failure(
            .usage, "Une fiche se nomme ici par STRUCTURE/IDENTIFIANT.",
            next: "Un référent ou un DPO peut la nommer par 4 signes de son identifiant.")
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
        let session = try Session.open(try options.context).synchronize()
        let incidents = Incidents(session: session)
        let guide = IncidentGuide(session)
        let found = try IncidentOptions.moment(
            guide.ask(
                decouverte,
                "Quand l'incident a-t-il été découvert (JJ/MM/AAAA hh:mm, maintenant) ? ",
                option: "--decouverte"))
        let natures = try IncidentOptions.natures(
            nature.isEmpty
                ? guide.ask(
                    nil, "Qu'est-ce qui est atteint (confidentialite integrite disponibilite) ? ",
                    option: "--nature"
                ).split(separator: " ").map(String.init) : nature)
        let text = try IncidentOptions.text(
            guide.ask(
                faits, "Que s'est-il passé (sans nommer personne) ? ", option: "--faits"))
        let (portee, arrets) = try guide.complete(
            scope.scope(session), IncidentOptions.structures(arreterEnvois))
        let file = try incidents.enter(
            .declaration(
                .init(
                    type: .violation,
                    moments: .init(
                        soupcon: IncidentOptions.moment(soupcon), decouverte: found,
                        connaissance: IncidentOptions.moment(connaissance)),
                    natures: natures, portee: portee,
                    textes: incidents.sealed(
                        IncidentTexts(
                            faits: text ?? "", consequences: consequences, mesures: mesures,
                            inconnu: inconnu)),
                    arrets: arrets)))
        try IncidentPrinter.declared(file, portee, session, options)
    }
}

struct PlainteGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plainte",
        abstract: "La plainte d'une personne : le partenaire concerné le sait sous 36 heures.",
        discussion: "agir-liaison plainte enregistrer --help",
        subcommands: [PlainteEnregistrer.self])
}

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
        let session = try Session.open(try options.context).synchronize()
        let incidents = Incidents(session: session)
        var scope = IncidentScope()
        scope.partenaires = try IncidentOptions.structures(partenaire)
        scope.fiches = try fiche.map { try IncidentScopeOptions.fiche($0, session) }
        let file = try incidents.enter(
            .declaration(
                .init(
                    type: .plainte,
                    moments: .init(reception: IncidentOptions.moment(recue)), natures: [],
                    portee: scope,
                    textes: incidents.sealed(
                        IncidentTexts(
                            faits: IncidentOptions.text(faits) ?? "", mesures: mesures)))))
        try IncidentPrinter.declared(file, scope, session, options)
    }
}
