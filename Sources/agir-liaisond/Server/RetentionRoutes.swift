import Hummingbird
import LiaisonBase
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
            return Response.json(FactOutcome(outcome).value.text, status: .created)
        }
        router.get(RouterPath(Routes.localConventions)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            return Response.json(
                ConventionList(
                    states: try courrier.conventions(for: verified.signer),
                    termes: try courrier.sharedTerms()
                ).value.text)
        }
        router.get(RouterPath(Routes.localSuspensions)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            return Response.json(
                try courrier.suspensions(for: verified.signer)
                    .map { Suspension($0.suspension, $0.toExamine) }.value.text)
        }
        router.post(RouterPath(Routes.localRecipients)) { request, _ in
            let verified = try await gate.agent(request, limit: Self.listLimit)
            let persons = try Self.lines(verified.body).compactMap { PersonIndex($0) }
            guard !persons.isEmpty else {
                throw Refusal(.invalide, "Le corps nomme des pseudonymes, un par ligne.")
            }
            let known = try courrier.known(persons, for: verified.signer)
            return Response.json(KnownPerson(known).value.text)
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
            return Response.json(
                PurgePage(plis: page.due.map(DuePli.init), next: page.next).value.text)
        }
        router.post(RouterPath(Routes.localPurge)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let confirms = request.uri.queryParameters["heure"] == "confirmee"
            let slice = try await RequestGate.store {
                try courrier.purge(
                    by: verified.signer, limit: Self.slice, confirmsClock: confirms)
            }
            return Response.json(PurgeSlice(slice).value.text)
        }
        router.get(RouterPath(Routes.localHeld)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let prefix = request.uri.queryParameters["debut"].map { String($0.prefix(36)) } ?? ""
            return Response.json(
                try courrier.held(prefix: prefix, for: verified.signer).map(DuePli.init).value
                    .text)
        }
        router.get(RouterPath(Routes.localAttestations)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let notes = try courrier.attestations(for: verified.signer).compactMap(\.note)
            return Response.json(ByteTexts(notes).value.text)
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

extension HeldFiche {
    fileprivate var key: PliKey { PliKey(de: de, id: id) }
}

/// What the routes of retention answer, from what the service gives.
extension FactOutcome {
    init(_ outcome: Courrier.FactOutcome) {
        self.init(
            n: outcome.n, changed: outcome.changed, due: outcome.due,
            toExamine: outcome.toExamine.map(\.key))
    }
}

extension KnownPerson {
    fileprivate init(_ known: Courrier.KnownPerson) {
        self.init(
            destinataires: known.recipients, isKnown: known.isKnown,
            nonRattaches: known.unannotated, fin: known.end, prevenues: known.told)
    }
}

extension Suspension {
    init(_ suspension: RetentionFacts.Suspension, _ toExamine: [HeldFiche]) {
        self.init(
            n: suspension.n, genre: suspension.isException ? .exception : .contentieux,
            portee: suspension.portee, jusquA: suspension.jusquA, motif: suspension.motif,
            par: suspension.par, le: suspension.le, toExamine: toExamine.map(\.key))
    }
}

extension DuePli {
    init(_ due: Courrier.Due) {
        self.init(
            key: due.fiche.key,
            kind: PliKind(modele: due.fiche.modele, objet: due.fiche.objet),
            regle: due.verdict.regle, echeance: due.verdict.echeance,
            isSuspended: due.verdict.isSuspended)
    }
}

extension PurgeSlice {
    init(_ slice: Courrier.Slice) {
        // Both are there once the run is over and something was destroyed.
        let attestation = slice.attestation.flatMap { numero in
            slice.control.map { Attestation(numero: numero, controle: $0) }
        }
        self.init(
            destroyed: slice.destroyed, left: slice.left, suspended: slice.suspended,
            attestation: attestation)
    }
}
