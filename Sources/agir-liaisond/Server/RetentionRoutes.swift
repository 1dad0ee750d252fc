import Hummingbird
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The local interface to retention: what decides it, what a purge would do, does and did.
struct RetentionRoutes: Sendable {
    let desks: Desks
    let gate: RequestGate

    /// Plis that one request destroys at most: the agent asks again, and sees how it goes.
    private static let slice = 250
    /// Bytes of a list of plis.
    private static let listLimit = 128 * 1_024

    func add(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localFacts)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                let fact = try asked.fact("Un fait de conservation est un objet JSON.") {
                    try RetentionFact($0)
                }
                let outcome = try desks.retention.enter(fact, by: asked.signer)
                return Response.json(FactOutcome(outcome).value.text, status: .created)
            }
        }
        router.get(RouterPath(Routes.localConventions)) { request, context in
            try await gate.agent(request, context) { asked in
                Response.json(
                    ConventionList(
                        states: try desks.retention.conventions(for: asked.signer),
                        termes: try desks.retention.sharedTerms()
                    ).value.text)
            }
        }
        router.get(RouterPath(Routes.localSuspensions)) { request, context in
            try await gate.agent(request, context) { asked in
                Response.json(
                    try desks.retention.suspensions(for: asked.signer)
                        .map { Suspension($0.suspension, $0.toExamine) }.value.text)
            }
        }
        router.post(RouterPath(Routes.localRecipients)) { request, context in
            try await gate.agent(request, context, limit: Self.listLimit) { asked in
                let persons = try Self.lines(asked.body).compactMap { PersonIndex($0) }
                guard !persons.isEmpty else {
                    throw Refusal(.invalide, "Le corps nomme des pseudonymes, un par ligne.")
                }
                let known = try desks.retention.known(persons, for: asked.signer)
                return Response.json(KnownPerson(known).value.text)
            }
        }
        router.post(RouterPath(Routes.localDestroyed)) { request, context in
            try await gate.agent(request, context, limit: Self.listLimit) { asked in
                let plis = try Self.lines(asked.body).compactMap(Self.pli)
                return Response.json(
                    FicheAnswers.destroyed(
                        try desks.retention.destroyed(plis, for: asked.signer)
                    ).value.text)
            }
        }
        addPurge(to: router)
    }

    /// A pli that a line names; its structure may be left out.
    private static func pli(_ line: String) -> (de: StructureName?, id: PliID)? {
        let words = line.split(separator: " ").map(String.init)
        guard let id = words.last.flatMap({ PliID($0) }) else { return nil }
        if words.count == 1 { return (nil, id) }
        guard words.count == 2, let de = StructureName(words[0]) else { return nil }
        return (de, id)
    }

    private func addPurge(to router: Router<LocalContext>) {
        router.get(RouterPath(Routes.localPurge)) { request, context in
            try await gate.agent(request, context) { asked in
                let page = try desks.retention.previewPurge(
                    on: asked.parameters.day(.au) ?? ParisTime.date(at: desks.office.now()),
                    after: asked.parameters.pliAfter(), by: asked.signer)
                return Response.json(
                    PurgePage(plis: page.due.map(DuePli.init), next: page.next).value.text)
            }
        }
        router.post(RouterPath(Routes.localPurge)) { request, context in
            let asked = try await gate.agent(request, context)
            return Response.json(PurgeSlice(try await purge(asked)).value.text)
        }
        router.get(RouterPath(Routes.localPurgeResume)) { request, context in
            try await gate.agent(request, context) { asked in
                Response.json(LostEntries(try desks.retention.lost(for: asked.signer)).value.text)
            }
        }
        router.post(RouterPath(Routes.localPurgeResume)) { request, context in
            try await gate.agent(request, context) { asked in
                try desks.retention.resumePurge(by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.get(RouterPath(Routes.localHeld)) { request, context in
            try await gate.agent(request, context) { asked in
                let prefix = asked.parameters[.debut].map { String($0.prefix(36)) } ?? ""
                return Response.json(
                    try desks.retention.held(prefix: prefix, for: asked.signer)
                        .map(DuePli.init).value.text)
            }
        }
        router.get(RouterPath(Routes.localAttestations)) { request, context in
            try await gate.agent(request, context) { asked in
                let notes = try desks.retention.attestations(for: asked.signer)
                    .compactMap(\.note)
                return Response.json(ByteTexts(notes).value.text)
            }
        }
    }

    /// A slice; the last one waits for whoever reads the store, and never on a thread that others need.
    private func purge(
        _ asked: RequestGate.Verified<AuthenticatedAgent>
    ) async throws -> RetentionDesk.Slice {
        let retention = desks.retention
        var slice = try await Workers.run {
            try retention.purge(
                by: asked.signer, limit: Self.slice,
                confirmsClock: asked.parameters[.heure] == "confirmee")
        }
        while slice.isClosing {
            // Who asked may be gone: the run is ended all the same.
            try? await Task.sleep(for: RetentionDesk.Slice.pause)
            slice = try await Workers.run { [slice] in retention.goOn(after: slice) }
        }
        return slice
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
extension LostEntries {
    init(_ lost: RetentionDesk.Lost) {
        self.init(
            since: lost.since, until: lost.until, unasked: lost.unasked,
            conventions: lost.conventions, contentieux: lost.contentieux, fins: lost.fins,
            incidents: lost.incidents, demandes: lost.demandes)
    }
}

extension FactOutcome {
    init(_ outcome: RetentionDesk.FactOutcome) {
        self.init(
            n: outcome.n, changed: outcome.changed, due: outcome.due,
            toExamine: outcome.toExamine.map(\.key),
            toCorrect: outcome.toCorrect.map {
                Correction(demande: $0.request, tableaux: $0.tables.map(\.key))
            })
    }
}

extension KnownPerson {
    fileprivate init(_ known: RetentionDesk.KnownPerson) {
        self.init(
            destinataires: known.recipients, isKnown: known.isKnown,
            nonRattaches: known.unannotated, fin: known.end, prevenues: known.told,
            fiches: known.held.map { LocalHeld($0.fiche, $0.verdict) })
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
    init(_ due: DueFiche) {
        self.init(
            key: due.fiche.key,
            kind: PliKind(modele: due.fiche.modele, objet: due.fiche.objet),
            regle: due.verdict.regle, echeance: due.verdict.echeance,
            isSuspended: due.verdict.isSuspended)
    }
}

extension PurgeSlice {
    init(_ slice: RetentionDesk.Slice) {
        // Both are there once the run is over and something was destroyed.
        let attestation = slice.attestation.flatMap { numero in
            slice.control.map { Attestation(numero: numero, controle: $0) }
        }
        self.init(
            destroyed: slice.destroyed, left: slice.left, suspended: slice.suspended,
            attestation: attestation)
    }
}
