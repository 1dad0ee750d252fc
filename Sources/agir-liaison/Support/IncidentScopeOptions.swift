import ArgumentParser
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
