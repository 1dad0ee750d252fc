import Hummingbird
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The local interface to persons' requests: their steps, and what is known for one.
struct RightsRoutes: Sendable {
    let courrier: Courrier
    let gate: RequestGate

    func add(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localRequests)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            guard var object = (try? JSONValue.parse(verified.body))?.object else {
                throw Refusal(.invalide, "Une étape d'une demande est un objet JSON.")
            }
            let n = try Self.number(object["n"])
            object["n"] = nil
            let fact: RequestFact
            do {
                fact = try RequestFact(object)
            } catch let error as SchemaError {
                throw Refusal(.invalide, error.message, hint: error.hint)
            }
            let outcome = try await RequestGate.store {
                try courrier.enter(fact, request: n, by: verified.signer)
            }
            return Response.json(
                RightsAnswers.outcome(outcome, on: ParisTime.date(at: courrier.now())).text,
                status: .created)
        }
        router.get(RouterPath(Routes.localRequests)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let today = ParisTime.date(at: courrier.now())
            let rows = try await RequestGate.store { try courrier.requests(for: verified.signer) }
            return Response.json(
                JSONValue.array(rows.map { .object(RightsAnswers.request($0, on: today)) }).text)
        }
        router.get("/local/v1/demandes/:n") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            let text = context.parameters.get("n") ?? ""
            guard let n = Decimal.read(text), n <= UInt64(JSONValue.largestInteger) else {
                throw Refusal(.invalide, "Le numéro de la demande n'est pas un nombre.")
            }
            let file = try await RequestGate.store {
                try courrier.file(ofRequest: Int(n), for: verified.signer)
            }
            return Response.json(
                RightsAnswers.file(file, on: ParisTime.date(at: courrier.now())).text)
        }
    }

    private static func number(_ value: JSONValue?) throws -> Int? {
        guard let value else { return nil }
        guard let n = value.integer, n >= 0 else {
            throw Refusal(.invalide, "Le numéro de la demande n'est pas un nombre.")
        }
        return Int(n)
    }
}

/// The JSON of these answers.
enum RightsAnswers {
    static func outcome(_ outcome: Courrier.RequestOutcome, on today: CalendarDate) -> JSONValue {
        var object = request(outcome.request, on: today)
        object["aExaminer"] = list(outcome.toExamine)
        if let erasure = outcome.erasure {
            object["changees"] = .integer(Int64(erasure.changed))
            object["dues"] = .integer(Int64(erasure.due))
        }
        return .object(object)
    }

    static func request(_ request: RightsRequest, on today: CalendarDate) -> JSONObject {
        var object = JSONObject()
        object["n"] = .integer(Int64(request.n))
        object["droit"] = .string(request.droit.rawValue)
        object["statut"] = .string(request.statut.rawValue)
        object["recue"] = .string(request.recue.description)
        object["echeance"] = .string(request.echeance.description)
        object["enRetard"] = .bool(request.isLate(on: today))
        object["par"] = .string(request.par.description)
        object["executee"] = .bool(request.isExecuted)
        object["reponses"] = .integer(Int64(request.reponses.count))
        return object
    }

    static func file(_ file: Courrier.RequestFile, on today: CalendarDate) -> JSONValue {
        let request = file.request
        var object = Self.request(request, on: today)
        object["personnes"] = .array(request.personnes.map { .string($0.description) })
        object["etapes"] = .array(
            request.steps.map { step in
                var object = step.fact.object
                object["le"] = .string(step.le.description)
                object["par"] = .string(step.par.description)
                return .object(object)
            })
        object["destinataires"] = .array(file.recipients.map { .string($0.text) })
        object["fiches"] = .array(file.held.map(held))
        object["tableaux"] = .array(file.tables.map { .object(fiche($0)) })
        object["transmissions"] = .array(file.transmissions.map(transmission))
        object["aExaminer"] = list(file.toExamine)
        object["detruits"] = .array(file.destroyed.map(destruction))
        object["accuses"] = .array(file.receipts.map(receipt))
        object["reponsesRecues"] = .array(
            file.answers.map { row in
                var object = pli(row.slip.de, row.slip.id)
                object["objet"] = .string(row.slip.objet.rawValue)
                object["reponseA"] = row.slip.reponseA.map { .string($0.text) }
                object["recu"] = .string(row.recu.description)
                return .object(object)
            })
        return .object(object)
    }

    private static func held(_ item: Courrier.Due) -> JSONValue {
        var object = fiche(item.fiche)
        object["regle"] = .string(item.verdict.regle.rawValue)
        object["echeance"] = .string(item.verdict.echeance.description)
        object["suspendue"] = .bool(item.verdict.isSuspended)
        return .object(object)
    }

    private static func fiche(_ fiche: HeldFiche) -> JSONObject {
        var object = pli(fiche.de, fiche.id)
        object["boite"] = .string(fiche.box.rawValue)
        object["objet"] = .string(fiche.objet.rawValue)
        object["modele"] = fiche.modele.map { .string($0.rawValue) }
        object["partenaires"] = .array(fiche.partners.map { .string($0.text) })
        object["scelle"] = .string(fiche.scelle.description)
        object["recu"] = fiche.recu.map { .string($0.description) }
        object["original"] = fiche.original.map { .object(pli($0.de, $0.id)) }
        return object
    }

    private static func transmission(_ item: Courrier.DatedTransmission) -> JSONValue {
        var object = pli(item.line.de, item.line.id)
        object["pour"] = .string(item.line.pour.text)
        object["objet"] = .string(item.line.objet.rawValue)
        object["scelle"] = .string(item.line.scelle.description)
        object["recu"] = item.recu.map { .string($0.description) }
        object["ouvert"] = item.ouvert.map { .string($0.description) }
        return .object(object)
    }

    private static func destruction(_ item: Courrier.Destruction) -> JSONValue {
        var object = pli(item.tombstone.de, item.tombstone.id)
        object["le"] = .string(item.tombstone.le.description)
        object["regle"] = .string(
            item.tombstone.regle.split(separator: "-v").first.map(String.init) ?? "")
        object["procesVerbal"] = item.attestation.map { .integer(Int64($0)) }
        return .object(object)
    }

    private static func receipt(_ receipt: StoredReceipt) -> JSONValue {
        var object = pli(receipt.de, receipt.id)
        object["pour"] = .string(receipt.pour.text)
        object["statut"] = .string(receipt.statut)
        object["par"] = .string(receipt.par.description)
        object["le"] = .string(receipt.le.description)
        return .object(object)
    }

    private static func list(_ fiches: [HeldFiche]) -> JSONValue {
        .array(fiches.map { .object(pli($0.de, $0.id)) })
    }

    private static func pli(_ de: StructureName, _ id: PliID) -> JSONObject {
        var object = JSONObject()
        object["de"] = .string(de.text)
        object["id"] = .string(id.text)
        return object
    }
}
