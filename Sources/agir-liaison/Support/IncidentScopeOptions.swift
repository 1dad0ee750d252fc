import ArgumentParser
import LiaisonAgent
import LiaisonSchema

/// What an incident touches, as it is typed.
struct IncidentScopeOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: "Ce qui est atteint : confidentialite, integrite, disponibilite.")
    var nature: [String] = []

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
        scope.partenaires = try partenaire.map(Typed.structure)
        scope.agents = try agent.map { try Typed.agent($0, session) }
        scope.cles = try cle.map { try Typed.agent($0, session) }
        scope.du = try du.map { try Typed.period($0, isEnd: false) }
        scope.au = try au.map { try Typed.period($0, isEnd: true) }
        scope.tout = tout
        scope.fiches = try fiche.map(incidents.fiche)
        return scope
    }
}
