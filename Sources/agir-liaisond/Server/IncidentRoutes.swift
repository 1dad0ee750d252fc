import Hummingbird
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The local interface to incidents: what is entered, how each stands, which clocks run.
struct IncidentRoutes: Sendable {
    let desks: Desks
    let gate: RequestGate

    func add(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localIncidents)) { request, context in
            try await gate.agent(request, context, limit: Limits.incident) { asked in
                let number = try Self.number(asked.parameters)
                let fact = try asked.fact("Une étape d'un incident est un objet JSON.") {
                    try IncidentFact($0)
                }
                let incident = try desks.incidents.enter(
                    fact, incident: number, by: asked.signer)
                let answer = try LocalIncident(
                    incident, desks.incidents,
                    isWhole: Permission.handleIncident.allows(asked.signer.roles))
                return Response.json(answer.value.text, status: .created)
            }
        }
        router.get(RouterPath(Routes.localIncidents)) { request, context in
            try await gate.agent(request, context) { asked in
                let answer = try desks.incidents.incidents(
                    for: asked.signer, n: Self.number(asked.parameters),
                    isReading: asked.parameters[.lecture] == "oui"
                ).map { try LocalIncident($0, desks.incidents, isWhole: true) }
                return Response.json(answer.value.text)
            }
        }
    }

    /// The incident that the request names.
    private static func number(_ parameters: RequestParameters) throws -> Int? {
        try parameters.optional(.n, "« n » n'est pas le numéro d'un incident.") {
            Int($0).flatMap { $0 > 0 ? $0 : nil }
        }
    }
}

// What these answers say, from what the service knows.

extension LocalIncident {
    /// - Parameter isWhole: whether it is for who handles incidents: others see what runs, and how many are
    ///   touched.
    init(_ incident: Incident, _ desk: IncidentDesk, isWhole: Bool) throws {
        let time = try desk.incidentNow()
        var moments = incident.moments
        if incident.type == .plainte { moments.decouverte = nil }
        self.init(
            n: incident.n, type: incident.type, statut: incident.statut, moments: moments,
            declaration: incident.declaree, par: incident.par, natures: incident.natures,
            touche: isWhole ? incident.reach : incident.reach.counts,
            personnes: incident.personnes, enregistrements: incident.enregistrements,
            risque: incident.risque, partenaires: incident.partners,
            arrets: incident.arrets.sorted { $0.text < $1.text },
            echeances: try desk.deadlines(of: incident).map { NoticeDeadline($0, at: time) },
            cloture: incident.cloture, heure: time,
            dossier: isWhole ? LocalIncidentFile(incident) : nil)
    }
}

extension LocalIncidentFile {
    fileprivate init(_ incident: Incident) {
        self.init(
            portee: incident.portee, textes: incident.textes, isTold: incident.isTold,
            origine: incident.origine, numeroPartenaire: incident.told?.numero,
            avis: incident.avis.map {
                Avis(
                    pour: $0.pour, id: $0.id, phase: $0.phase, le: $0.le, par: $0.par,
                    isFile: $0.isFile, remis: $0.remis, ouvert: $0.ouvert, refuse: $0.refuse)
            },
            etapes: incident.decisions.map { Etape(le: $0.le, par: $0.par, fact: $0.fact) })
    }
}

extension NoticeDeadline {
    fileprivate init(_ deadline: IncidentDeadline, at time: Instant) {
        self.init(
            destinataire: deadline.destinataire, heures: deadline.heures, depart: deadline.depart,
            echeance: deadline.echeance, statut: deadline.statut(at: time),
            isSent: deadline.isSent, notifie: deadline.told)
    }
}

extension LocalCountdown {
    /// What runs, for every agent.
    static func all(_ desk: IncidentDesk) throws -> [LocalCountdown] {
        let (time, running) = try desk.countdowns()
        return running.map { running in
            let what: What =
                switch running.what {
                case .deadline(let deadline): .deadline(NoticeDeadline(deadline, at: time))
                case .unread(let de, let count): .unread(de, count)
                }
            return LocalCountdown(n: running.n, type: running.type, what: what, heure: time)
        }
    }
}
