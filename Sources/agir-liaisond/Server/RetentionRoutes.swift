import Hummingbird
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The local interface to retention: what decides it, what a purge would do, does and did.
struct RetentionRoutes: Sendable {
    let courrier: Courrier
    let gate: RequestGate

    /// Plis that one request destroys at most: the agent asks again, and sees how it goes.
    private static let slice = 250
    /// Bytes of a list of plis.
    private static let listLimit = 128 * 1_024

    func add(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localFacts)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            guard let object = (try? JSONValue.parse(verified.body))?.object else {
                throw Refusal(.invalide, "Un fait de conservation est un objet JSON.")
            }
            let fact: RetentionFact
            do {
                fact = try RetentionFact(object)
            } catch let error as SchemaError {
                throw Refusal(.invalide, error.message, hint: error.hint)
            }
            let outcome = try await RequestGate.store {
                try courrier.enter(fact, by: verified.signer)
            }
            return Response.json(RetentionAnswers.outcome(outcome), status: .created)
        }
        router.get(RouterPath(Routes.localConventions)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            return Response.json(
                RetentionAnswers.conventions(
                    try courrier.conventions(for: verified.signer),
                    termes: try courrier.sharedTerms()))
        }
        router.get(RouterPath(Routes.localSuspensions)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            return Response.json(
                RetentionAnswers.suspensions(try courrier.suspensions(for: verified.signer)))
        }
        router.post(RouterPath(Routes.localRecipients)) { request, _ in
            let verified = try await gate.agent(request, limit: Self.listLimit)
            let persons = try Self.lines(verified.body).compactMap { PersonIndex($0) }
            guard !persons.isEmpty else {
                throw Refusal(.invalide, "Le corps nomme des pseudonymes, un par ligne.")
            }
            let names = try courrier.recipients(of: persons, for: verified.signer)
            return Response.json(JSONValue.array(names.map { .string($0.text) }).text)
        }
        router.post(RouterPath(Routes.localDestroyed)) { request, _ in
            let verified = try await gate.agent(request, limit: Self.listLimit)
            let plis = try Self.lines(verified.body).compactMap {
                line -> (de: StructureName?, id: PliID)? in
                let words = line.split(separator: " ").map(String.init)
                guard let id = words.last.flatMap({ PliID($0) }) else { return nil }
                if words.count == 1 { return (nil, id) }
                guard words.count == 2, let de = StructureName(words[0]) else { return nil }
                return (de, id)
            }
            return Response.json(
                FicheAnswers.destroyed(
                    try courrier.destroyed(plis, for: verified.signer)
                ).value.text)
        }
        addPurge(to: router)
    }

    private func addPurge(to router: Router<LocalContext>) {
        router.get(RouterPath(Routes.localPurge)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let text = request.uri.queryParameters["au"].map(String.init)
            let day = text.map { CalendarDate($0) } ?? ParisTime.date(at: courrier.now())
            guard let day else {
                throw Refusal(.invalide, "« au » n'est pas une date AAAA-MM-JJ.")
            }
            let after = try request.uri.queryParameters["apres"].map { text in
                guard let id = PliID(String(text)) else {
                    throw Refusal(.invalide, "« apres » n'est pas l'identifiant d'un pli.")
                }
                return id
            }
            let page = try await RequestGate.store {
                try courrier.previewPurge(on: day, after: after, by: verified.signer)
            }
            return Response.json(RetentionAnswers.page(page.due, next: page.next))
        }
        router.post(RouterPath(Routes.localPurge)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let confirms = request.uri.queryParameters["heure"] == "confirmee"
            let slice = try await RequestGate.store {
                try courrier.purge(
                    by: verified.signer, limit: Self.slice, confirmsClock: confirms)
            }
            return Response.json(RetentionAnswers.slice(slice))
        }
        router.get(RouterPath(Routes.localHeld)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let prefix = request.uri.queryParameters["debut"].map { String($0.prefix(36)) } ?? ""
            return Response.json(
                RetentionAnswers.due(try courrier.held(prefix: prefix, for: verified.signer)))
        }
        router.get(RouterPath(Routes.localAttestations)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let notes = try courrier.attestations(for: verified.signer).compactMap(\.note)
            return Response.json(
                JSONValue.array(notes.map { .string(Base64.encode($0)) }).text)
        }
    }

    /// The most lines of a body.
    private static let lineLimit = 1_000

    private static func lines(_ body: [UInt8]) throws -> [String] {
        let lines = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard lines.count <= lineLimit else {
            throw Refusal(.invalide, "Le corps a plus de \(lineLimit) lignes.")
        }
        return lines.map(String.init)
    }
}

/// The JSON of these answers.
private enum RetentionAnswers {
    static func outcome(_ outcome: Courrier.FactOutcome) -> String {
        var object = JSONObject()
        object["n"] = .integer(Int64(outcome.n))
        object["changees"] = .integer(Int64(outcome.changed))
        object["dues"] = .integer(Int64(outcome.due))
        object["aExaminer"] = list(outcome.toExamine)
        return JSONValue.object(object).text
    }

    static func conventions(
        _ states: [ConventionState], termes: [Terme.Commun: CalendarDate]
    ) -> String {
        var object = JSONObject()
        object["conventions"] = .array(states.map { .object($0.object) })
        object["termes"] = .object(
            JSONObject(
                termes.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    ($0.key.rawValue, .string($0.value.description))
                }))
        return JSONValue.object(object).text
    }

    static func suspensions(
        _ rows: [(suspension: RetentionFacts.Suspension, toExamine: [HeldFiche])]
    ) -> String {
        JSONValue.array(
            rows.map { row in
                var object = JSONObject()
                let suspension = row.suspension
                object["n"] = .integer(Int64(suspension.n))
                object["genre"] = .string(suspension.isException ? "exception" : "contentieux")
                switch suspension.portee {
                case .fiche(let de, let id):
                    object["de"] = .string(de.text)
                    object["id"] = .string(id.text)
                case .personne(let persons):
                    object["personnes"] = .array(persons.map { .string($0.description) })
                case .convention(let reference): object["reference"] = .string(reference)
                }
                object["jusquA"] = .string(suspension.jusquA.description)
                object["motif"] = .string(Base64.encode(suspension.motif.age))
                object["par"] = .string(suspension.par.description)
                object["le"] = .string(suspension.le.description)
                object["aExaminer"] = list(row.toExamine)
                return .object(object)
            }
        ).text
    }

    static func page(_ due: [Courrier.Due], next: PliID?) -> String {
        var object = JSONObject()
        object["plis"] = rows(due)
        object["suite"] = next.map { .string($0.text) }
        return JSONValue.object(object).text
    }

    static func due(_ due: [Courrier.Due]) -> String { rows(due).text }

    private static func rows(_ due: [Courrier.Due]) -> JSONValue {
        .array(
            due.map { item in
                var object = JSONObject()
                object["id"] = .string(item.fiche.id.text)
                object["de"] = .string(item.fiche.de.text)
                object["modele"] = .string(
                    item.fiche.modele?.rawValue ?? item.fiche.objet.rawValue)
                object["regle"] = .string(item.verdict.regle.rawValue)
                object["echeance"] = .string(item.verdict.echeance.description)
                object["suspendue"] = .bool(item.verdict.isSuspended)
                return .object(object)
            })
    }

    static func slice(_ slice: Courrier.Slice) -> String {
        var object = JSONObject()
        object["detruits"] = .integer(Int64(slice.destroyed))
        object["reste"] = .integer(Int64(slice.left))
        object["suspendus"] = .integer(Int64(slice.suspended))
        object["procesVerbal"] = slice.attestation.map { .integer(Int64($0)) }
        object["controle"] = slice.control.map { .string($0.rawValue) }
        return JSONValue.object(object).text
    }

    private static func list(_ fiches: [HeldFiche]) -> JSONValue {
        .array(fiches.map { pli($0.de, $0.id) })
    }

    private static func pli(_ de: StructureName, _ id: PliID) -> JSONValue {
        var object = JSONObject()
        object["de"] = .string(de.text)
        object["id"] = .string(id.text)
        return .object(object)
    }
}
