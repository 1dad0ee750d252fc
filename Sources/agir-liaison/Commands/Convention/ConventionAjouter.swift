import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct ConventionGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convention",
        abstract: "Les conventions avec les partenaires : leur fin décide de ce qui est détruit.",
        discussion: "agir-liaison convention lister",
        subcommands: [
            ConventionAjouter.self, ConventionLister.self, ConventionAvenant.self,
            ConventionResilier.self, ConventionEcheance.self,
        ])
}

/// What the commands about conventions share.
enum ConventionEntry {
    /// Enters a fact about conventions, says what it changes, and shows the one that it is about.
    static func enter(_ fact: RetentionFact, _ options: CommonOptions) throws {
        let entered = try ConventionBook.enter(fact, options.context)
        entered.outcome.say()
        for name in entered.strangers {
            Output.note("Attention : \(name) n'est pas dans vos contacts ; vérifiez le nom.")
        }
        guard let state = entered.state else { return }
        if options.json {
            let counts = JSONObject(json(entered.outcome))
            return Output.json((state.object.members + counts.members).map { ($0.key, $0.value) })
        }
        let end = state.fin.map { "jusqu'au \($0.french)" } ?? "sans fin connue"
        Output.line("Convention « \(Output.visible(state.convention.reference)) » : \(end).")
    }

    /// What every fact about conventions tells in JSON.
    static func json(_ outcome: FactOutcome) -> [(String, JSONValue?)] {
        [
            ("changees", .count(outcome.changed)), ("dues", .count(outcome.due)),
        ]
    }

    static func term(_ text: String) throws -> Terme {
        if let commun = Terme.Commun(rawValue: text) { return .commun(commun) }
        guard let date = CalendarDate(typed: text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas une échéance.",
                next: "C'est une date (AAAA-MM-JJ), accord-cadre ou programme.")
        }
        return .date(date)
    }

    /// The closed list of a fact's texts says no; the parser's own words would be English.
    static func reference(_ text: String) throws -> String {
        guard (1...100).contains(text.utf8.count), text == Output.visible(text) else {
            throw Failure(.usage, "La référence d'une convention a de 1 à 100 signes.")
        }
        return text
    }
}

struct ConventionAjouter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ajouter", abstract: "Enregistre une convention signée.",
        discussion:
            "agir-liaison convention ajouter --avec ml-grenoble.example --type spe "
            + "--reference SPE-38-2026 --debut 2026-01-01 --echeance accord-cadre")

    @Option(parsing: .upToNextOption, help: "Structures qu'elle lie à la vôtre.")
    var avec: [String]

    @Option(help: "Type : spe, pic-ipr, ofii ou autre.")
    var type: ConventionKindOption

    @Option(help: "Référence.")
    var reference: String

    @Option(help: "Date de début (AAAA-MM-JJ).")
    var debut: String

    @Option(help: "Échéance : une date, accord-cadre ou programme.")
    var echeance: String

    @Option(help: "Contact du DPO du partenaire.")
    var contactDpo: String?

    @Option(help: "Contact de la sécurité des systèmes d'information.")
    var contactSsi: String?

    @Option(help: "Contact en cas d'incident.")
    var contactIncident: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let names = try avec.map(StructureOption.read)
        let convention = Convention(
            reference: try ConventionEntry.reference(reference), type: type.kind, avec: names,
            debut: try DayOption.required(debut), echeance: try ConventionEntry.term(echeance),
            contacts: .init(dpo: contactDpo, ssi: contactSsi, incident: contactIncident))
        try ConventionEntry.enter(.convention(convention), options)
    }
}

/// The kinds of conventions, as they are typed.
enum ConventionKindOption: String, ExpressibleByArgument, CaseIterable {
    case spe
    case picIPR = "pic-ipr"
    case ofii, autre

    var kind: Convention.Kind { Convention.Kind(rawValue: rawValue) ?? .autre }
}

struct ConventionLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les conventions et leur fin.",
        discussion: "agir-liaison convention lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let list = try ConventionBook.list(options.context)
        let states = list.states
        if options.json { return Output.json(.array(states.map { .object($0.object) })) }
        guard !states.isEmpty else { return Output.line("Aucune convention.") }
        let today = Now.today
        Output.table(
            [["RÉFÉRENCE", "TYPE", "AVEC", "DÉBUT", "FIN", ""]]
                + states.map { state in
                    let convention = state.convention
                    return [
                        Output.visible(convention.reference), convention.type.rawValue,
                        convention.avec.map(\.text).joined(separator: ", "),
                        convention.debut.french, state.fin?.french ?? state.terme.french,
                        state.fin.map { $0 < today } == true
                            ? "finie" : state.resiliation == nil ? "" : "résiliée",
                    ]
                })
        for (term, date) in list.termes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Output.line("Fin \(term.french) : \(date.french)")
        }
    }
}

struct ConventionAvenant: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "avenant", abstract: "Enregistre un avenant signé.",
        discussion:
            "agir-liaison convention avenant SPE-38-2026 --signe 2026-11-20 --echeance 2027-12-31")

    @Argument(help: "Référence de la convention.")
    var reference: String

    @Option(help: "Date de signature.")
    var signe: String

    @Option(help: "Nouvelle échéance : une date, accord-cadre ou programme.")
    var echeance: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        try ConventionEntry.enter(
            .avenant(
                reference: try ConventionEntry.reference(reference),
                signe: try DayOption.required(signe), echeance: try ConventionEntry.term(echeance)),
            options)
    }
}

struct ConventionResilier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "resilier",
        abstract:
            "Enregistre une résiliation : elle prend effet un mois après le courrier, au plus tôt.",
        discussion: "agir-liaison convention resilier SPE-38-2026 --courrier-recu 2026-11-20")

    @Argument(help: "Référence de la convention.")
    var reference: String

    @Option(help: "Date de réception du courrier recommandé.")
    var courrierRecu: String

    @Option(help: "Date d'effet que le courrier nomme.")
    var effet: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let received = try DayOption.required(courrierRecu)
        let named = try DayOption.read(effet)
        let effective = ConventionState.Resiliation(recu: received, effet: named).effective
        if let named, named < effective {
            Output.note(
                "Le courrier nomme le \(named.french) ; la résiliation prend effet le "
                    + "\(effective.french), un mois après sa réception (article « Résiliation » de la convention)."
            )
        }
        try ConventionEntry.enter(
            .resiliation(
                reference: try ConventionEntry.reference(reference), courrierRecu: received,
                effet: named), options)
    }
}

struct ConventionEcheance: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "echeance",
        abstract: "Dit quand finit l'accord-cadre ou le programme, pour toutes les conventions.",
        discussion: "agir-liaison convention echeance accord-cadre 2028-12-31")

    @Argument(help: "accord-cadre ou programme.")
    var fin: SharedTermOption

    @Argument(help: "Date.")
    var date: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try DayOption.required(date)
        let outcome = try ConventionBook.enter(.terme(fin.term, le: day), options.context).outcome
        outcome.say()
        if options.json {
            return Output.json(
                [("fin", .code(fin)), ("le", .text(day))]
                    + ConventionEntry.json(outcome))
        }
        Output.line("Fin \(fin.term.french) : \(day.french).")
    }
}

enum SharedTermOption: String, ExpressibleByArgument, CaseIterable {
    case accordCadre = "accord-cadre"
    case programme

    var term: Terme.Commun { Terme.Commun(rawValue: rawValue) ?? .programme }
}
