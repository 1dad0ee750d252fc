import Hummingbird
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The local interface to incidents: what is entered, how each stands, which clocks run.
struct IncidentRoutes: Sendable {
    let courrier: Courrier
    let gate: RequestGate

    func add(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localIncidents)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.incident)
            let number = try Self.number(request)
            guard let object = (try? JSONValue.parse(verified.body))?.object else {
                throw Refusal(.invalide, "Une étape d'un incident est un objet JSON.")
            }
            let fact: IncidentFact
            do {
                fact = try IncidentFact(object)
            } catch let error as SchemaError {
                throw Refusal(.invalide, error.message, hint: error.hint)
            }
            let incident = try await RequestGate.store {
                try courrier.enter(fact, incident: number, by: verified.signer)
            }
            return Response.json(
                JSONValue.object(
                    try IncidentAnswers.incident(
                        incident, courrier,
                        isWhole: Permission.handleIncident.allows(verified.signer.roles))
                ).text,
                status: .created)
        }
        router.get(RouterPath(Routes.localIncidents)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let number = try Self.number(request)
            let isReading = request.uri.queryParameters["lecture"] == "oui"
            let answer = try await RequestGate.store {
                try courrier.incidents(
                    for: verified.signer, n: number, isReading: isReading
                ).map { try IncidentAnswers.incident($0, courrier, isWhole: true) }
            }
            return Response.json(JSONValue.array(answer.map { .object($0) }).text)
        }
    }

    /// The incident that the request names.
    private static func number(_ request: Request) throws -> Int? {
        try request.uri.queryParameters["n"].map { text in
            guard let n = Int(text), n > 0 else {
                throw Refusal(.invalide, "« n » n'est pas le numéro d'un incident.")
            }
            return n
        }
    }
}

/// The JSON of these answers.
enum IncidentAnswers {
    /// - Parameter isWhole: whether it is for who handles incidents: others see what runs, and how many are
    ///   touched.
    static func incident(
        _ incident: Incident, _ courrier: Courrier, isWhole: Bool
    ) throws -> JSONObject {
        let time = try courrier.incidentNow()
        var object = JSONObject()
        func put(_ key: String, _ value: (any CustomStringConvertible)?) {
            object[key] = value.map { .string($0.description) }
        }
        object["n"] = .integer(Int64(incident.n))
        put("type", incident.type.rawValue)
        put("statut", incident.statut.rawValue)
        put("soupcon", incident.moments.soupcon)
        put("decouverte", incident.type == .plainte ? nil : incident.moments.decouverte)
        put("reception", incident.moments.reception)
        put("connaissance", incident.moments.connaissance)
        put("declaration", incident.declaree)
        put("par", incident.par)
        object["natures"] = .array(incident.natures.map { .string($0.rawValue) })
        object["touche"] = .object(isWhole ? incident.reach.object : incident.reach.counts)
        object["personnes"] = .integer(Int64(incident.personnes))
        object["enregistrements"] = .integer(Int64(incident.enregistrements))
        put("risque", incident.risque?.rawValue)
        object["partenaires"] = .array(incident.partners.map { .string($0.text) })
        object["arrets"] = .array(
            incident.arrets.sorted { $0.text < $1.text }.map { .string($0.text) })
        object["echeances"] = .array(
            try courrier.deadlines(of: incident).map { .object(deadline($0, at: time)) })
        put("cloture", incident.cloture)
        put("heure", time)
        guard isWhole else { return object }
        object["portee"] = .object(incident.portee.object)
        put("textes", incident.textes.map { Base64.encode($0.age) })
        object["textesDuPartenaire"] = .bool(incident.isTold)
        object["origine"] = .array(
            incident.origine.map { key in
                var object = JSONObject()
                object["de"] = .string(key.de.text)
                object["id"] = .string(key.id.text)
                return .object(object)
            })
        object["numeroPartenaire"] = incident.told.map { .integer(Int64($0.numero)) }
        object["avis"] = .array(incident.avis.map { .object(notice($0)) })
        object["etapes"] = .array(incident.decisions.map { .object(step($0)) })
        return object
    }

    private static func notice(_ notice: Incident.Avis) -> JSONObject {
        var object = JSONObject()
        object["pour"] = .string(notice.pour.text)
        object["id"] = .string(notice.id.text)
        object["phase"] = .integer(Int64(notice.phase))
        object["le"] = .string(notice.le.description)
        object["par"] = .string(notice.par.description)
        object["fichier"] = .bool(notice.isFile)
        object["remis"] = notice.remis.map { .string($0.description) }
        object["ouvert"] = notice.ouvert.map { .string($0.description) }
        object["refuse"] = notice.refuse.map { .string($0.description) }
        return object
    }

    private static func deadline(_ deadline: IncidentDeadline, at time: Instant) -> JSONObject {
        var object = JSONObject()
        object["destinataire"] = .string(deadline.destinataire.description)
        object["delai"] = deadline.heures.map { .integer(Int64($0)) }
        object["depart"] = .string(deadline.depart.description)
        object["echeance"] = deadline.echeance.map { .string($0.description) }
        object["statut"] = .string(deadline.statut(at: time).rawValue)
        object["envoye"] = .bool(deadline.isSent)
        object["notifie"] = deadline.told.map { .string($0.description) }
        return object
    }

    private static func step(_ step: Incident.Decision) -> JSONObject {
        var object = JSONObject()
        object["le"] = .string(step.le.description)
        object["par"] = .string(step.par.description)
        for member in step.fact.object.members {
            object[member.key == "le" ? "fait-le" : member.key] = member.value
        }
        return object
    }

    /// What runs, for every agent.
    static func countdowns(_ courrier: Courrier) throws -> JSONValue {
        let (time, running) = try courrier.countdowns()
        return .array(
            running.map { countdown in
                var object = JSONObject()
                object["n"] = .integer(Int64(countdown.n))
                object["type"] = .string(countdown.type.rawValue)
                object["de"] = countdown.de.map { .string($0.text) }
                if countdown.unread > 0 { object["nombre"] = .integer(Int64(countdown.unread)) }
                if let deadline = countdown.deadline {
                    for member in Self.deadline(deadline, at: time).members {
                        object[member.key] = member.value
                    }
                }
                object["heure"] = .string(time.description)
                return .object(object)
            })
    }
}
