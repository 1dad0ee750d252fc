import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The local interface to persons' requests: their steps, and what is known for one.
struct RightsRoutes: Sendable {
    let desks: Desks
    let gate: RequestGate

    private var today: CalendarDate { ParisTime.date(at: desks.office.now()) }

    func add(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localRequests)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                let step = try Self.step(asked.body)
                let outcome = try desks.rights.enter(
                    step.fact, request: step.n, by: asked.signer)
                return Response.json(
                    LocalRequestOutcome(outcome, on: today).value.text, status: .created)
            }
        }
        router.get(RouterPath(Routes.localRequests)) { request, context in
            try await gate.agent(request, context) { asked in
                let rows = try desks.rights.requests(for: asked.signer)
                return Response.json(rows.map { LocalRequest($0, on: today) }.value.text)
            }
        }
        router.get("/local/v1/demandes/:n") { request, context in
            try await gate.agent(request, context) { asked in
                let n = try asked.parameters.require(
                    .n, "Le numéro de la demande n'est pas un nombre."
                ) {
                    Decimal.read($0).flatMap {
                        $0 <= UInt64(JSONValue.largestInteger) ? Int($0) : nil
                    }
                }
                let file = try desks.rights.file(ofRequest: n, for: asked.signer)
                return Response.json(try LocalRequestFile(file, on: today).value.text)
            }
        }
    }

    private static func step(_ body: [UInt8]) throws -> LocalRequestStep {
        guard let value = try? JSONValue.parse(body), value.object != nil else {
            throw Refusal(.invalide, "Une étape d'une demande est un objet JSON.")
        }
        do {
            return try LocalRequestStep(value)
        } catch let error as SchemaError {
            throw Refusal(.invalide, error.message, hint: error.hint)
        } catch is LocalUnreadable {
            throw Refusal(.invalide, "Le numéro de la demande n'est pas un nombre.")
        }
    }
}

// What these answers say, from what the service knows.

extension LocalRequestOutcome {
    fileprivate init(_ outcome: RightsDesk.RequestOutcome, on today: CalendarDate) {
        self.init(
            request: LocalRequest(outcome.request, on: today),
            aExaminer: outcome.toExamine.map(\.key),
            erasure: outcome.erasure.map { Erasure(changees: $0.changed, dues: $0.due) })
    }
}

extension LocalRequestFile {
    fileprivate init(_ file: RightsDesk.RequestFile, on today: CalendarDate) throws {
        let request = file.request
        self.init(
            request: LocalRequest(request, on: today), personnes: request.personnes + file.erased,
            etapes: request.steps, destinataires: file.recipients,
            fiches: file.held.map { LocalHeld($0.fiche, $0.verdict) },
            tableaux: file.tables.map { LocalHeld($0, nil) },
            transmissions: file.transmissions.map {
                LocalTransmission(
                    key: PliKey(de: $0.line.de, id: $0.line.id), pour: $0.line.pour,
                    objet: $0.line.objet, scelle: $0.line.scelle, recu: $0.recu, ouvert: $0.ouvert,
                    voie: $0.line.voie, statut: $0.statut,
                    declared: $0.declared.map(FicheAnswers.step))
            }, aExaminer: file.toExamine.map(\.key),
            detruits: try file.destroyed.map { try LocalDestruction($0) },
            accuses: try file.receipts.map { try LocalReceipt($0) },
            reponsesRecues: file.answers.map {
                LocalReceivedAnswer(
                    key: PliKey(de: $0.slip.de, id: $0.slip.id), objet: $0.slip.objet,
                    reponseA: $0.slip.reponseA, recu: $0.recu)
            }, effacement: file.erasure.map { LocalErasure($0) })
    }
}

extension LocalErasure {
    fileprivate init(_ preview: RightsDesk.ErasurePreview) {
        let days = preview.due.map(\.scelle)
        self.init(
            plis: preview.due.count, premier: days.min(), dernier: days.max(),
            tenus: preview.held.count,
            contentieux: Set(preview.held.flatMap(\.verdict.holds)).sorted(),
            exceptes: preview.excepted.count, aCorriger: preview.toCorrect.map(\.key))
    }
}

extension LocalHeld {
    init(_ fiche: HeldFiche, _ verdict: RetentionEngine.Verdict?) {
        self.init(
            key: fiche.key, boite: fiche.box, objet: fiche.objet, modele: fiche.modele,
            partenaires: fiche.partners, scelle: fiche.scelle, recu: fiche.recu,
            original: fiche.original,
            keeping: verdict.map {
                Keeping(regle: $0.regle, echeance: $0.echeance, isSuspended: $0.isSuspended)
            })
    }
}

extension LocalDestruction {
    fileprivate init(_ item: RightsDesk.Destruction) throws {
        let tombstone = item.tombstone
        guard let regle = tombstone.rule else {
            throw Refusal(.interne, "La règle d'une destruction est illisible.")
        }
        self.init(
            key: PliKey(de: tombstone.de, id: tombstone.id), le: tombstone.le, regle: regle,
            procesVerbal: item.attestation)
    }
}

extension LocalReceipt {
    fileprivate init(_ receipt: StoredReceipt) throws {
        guard let statut = Accuse.Statut(rawValue: receipt.statut) else {
            throw Refusal(.interne, "Le statut d'un accusé est illisible.")
        }
        self.init(
            key: PliKey(de: receipt.de, id: receipt.id), pour: receipt.pour, statut: statut,
            par: receipt.par, le: receipt.le)
    }
}
