import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The local interface to the log, for the agent with the role `dpo`.
struct LogRoutes: Sendable {
    let desks: Desks
    let gate: RequestGate
    let witnesses: Witnesses

    /// What the partners' witnesses are asked for, each within a few seconds.
    struct Witnesses: Sendable {
        /// Has the last checkpoint cosigned.
        var attest: @Sendable () async -> Void = {}
        /// Asks which checkpoint each one holds.
        var ask: @Sendable () async -> [Witnessing.Word] = { [] }
        /// Learns what they know of the époques before.
        var consult: @Sendable () async -> Void = {}
    }

    func add(to router: Router<LocalContext>) {
        router.get(RouterPath(Routes.localLogLeaves)) { request, context in
            try await gate.agent(request, context) { asked in
                let page = try desks.logbook.readLog(
                    from: asked.parameters[.de].flatMap { UInt64($0) } ?? 0,
                    count: asked.parameters.count, reason: asked.parameters.reason(),
                    by: asked.signer)
                // Then a leaf a line, as the store wrote them.
                let head = LogPageHead(size: page.size, root: page.root)
                return Response(
                    status: .ok, bytes: Array("\(head.line)\n".utf8) + page.leaves,
                    type: "text/plain")
            }
        }
        router.get(RouterPath(Routes.localLogRecords)) { request, context in
            try await gate.agent(request, context) { asked in
                let lines = try desks.logbook.listLog(
                    asked.parameters.filter(), count: asked.parameters.count,
                    reason: asked.parameters.reason(), by: asked.signer)
                return Response(
                    status: .ok, bytes: LogLines.body(lines), type: "application/x-ndjson")
            }
        }
        router.get("/local/v1/journal/preuves/:n") { request, context in
            try await gate.agent(request, context) { asked in
                let n = try asked.parameters.require(
                    .n, "Le numéro d'un enregistrement est un nombre."
                ) { Decimal.read($0) }
                return Response(
                    status: .ok, bytes: try desks.logbook.prove(n, by: asked.signer),
                    type: "text/plain; charset=utf-8")
            }
        }
        router.post(RouterPath(Routes.localLogResume)) { request, context in
            try await gate.agent(request, context) { asked in
                let cause = try asked.parameters.require(
                    .motif, "Ce motif de reprise n'est pas connu."
                ) { LogSuspension.Cause(rawValue: $0) }
                let partner = try asked.parameters[.partenaire].map { _ in
                    try asked.parameters.structure(.partenaire)
                }
                let epoch = try desks.logbook.resumeLog(cause, of: partner, by: asked.signer)
                return Response.json(ResumedLog(epoch: epoch).value.text)
            }
        }
        router.post(RouterPath(Routes.localAlarms)) { request, context in
            try await gate.agent(request, context) { asked in
                let n = try asked.parameters.require(
                    .n, "Le numéro d'un enregistrement est un nombre."
                ) { Decimal.read($0) }
                let reason = try asked.parameters.require(
                    .motif, "Ce motif de reconnaissance n'est pas connu."
                ) { AlarmReason(rawValue: $0) }
                let known = try desks.logbook.acknowledge(
                    n, withEarlier: asked.parameters[.avant] == "oui", for: reason,
                    by: asked.signer)
                return Response.json(AcknowledgedAlarms(known).value.text)
            }
        }
        addWitnesses(to: router)
        addEpoch(to: router)
    }

    /// What waits for the partners' witnesses too.
    private func addWitnesses(to router: Router<LocalContext>) {
        router.get(RouterPath(Routes.localLogPoints)) { request, context in
            let asked = try await allowed(.readLog, request, context)
            if asked.parameters[.frais] == "oui" {
                // What can't be signed is what a verification is to find.
                _ = try? await Workers.run { try desks.logbook.signCheckpoint(isUrgent: true) }
                await witnesses.attest()
            }
            return try await Workers.run {
                let points = try desks.logbook.points(for: asked.signer)
                return Response.json(ByteTexts(points).value.text)
            }
        }
        router.get(RouterPath(Routes.localLogWitnesses)) { request, context in
            _ = try await allowed(.readLog, request, context)
            let words = await witnesses.ask().map {
                WitnessWord(structure: $0.structure, answer: $0.answer)
            }
            return Response.json(words.value.text)
        }
        router.get(RouterPath(Routes.localEpoch)) { request, context in
            let asked = try await allowed(.openEpoch, request, context)
            // What is about to be signed is to cite what every partner within reach knows.
            if try desks.logbook.awaitsEpoch() { await witnesses.consult() }
            return try await Workers.run {
                let opening = try desks.logbook.epochToOpen(for: asked.signer).map {
                    EpochToOpen.Opening(epoch: $0.epoch, precedents: $0.precedents)
                }
                return Response.json(EpochToOpen(opening).value.text)
            }
        }
    }

    private func allowed(
        _ permission: Permission, _ request: Request, _ context: LocalContext
    ) async throws -> RequestGate.Verified<AuthenticatedAgent> {
        let asked = try await gate.agent(request, context)
        try await Workers.run { try desks.office.require(permission, asked.signer) }
        return asked
    }

    /// The book that begins after a restoration.
    private func addEpoch(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localEpoch)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                try desks.logbook.openEpoch(asked.body, by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.post(RouterPath(Routes.localEpoch)) { request, context in
            try await gate.agent(request, context) { asked in
                let known = try asked.parameters.require(
                    .connue, "« connue » n'est pas une époque du journal."
                ) {
                    Decimal.read($0).flatMap { $0 < 1_000_000_000 ? Int($0) : nil }
                }
                try desks.logbook.learnEpoch(known, by: asked.signer)
                return Response(status: .ok)
            }
        }
    }
}

extension RequestParameters {
    fileprivate var count: Int { self[.nombre].flatMap { Int($0) } ?? 1_000 }

    fileprivate func reason() throws -> LogDetail? {
        try optional(.motif, "Ce motif de lecture n'est pas connu.") { text in
            LogDetail(rawValue: "motif-\(text)").flatMap {
                LogDetail.readingReasons.contains($0) ? $0 : nil
            }
        }
    }

    fileprivate func filter() throws -> LogFilter {
        var filter = LogFilter()
        filter.since = try day(.depuis).map { ParisTime.start(of: $0) }
        filter.until = try day(.jusqua).map { ParisTime.start(of: $0.adding(days: 1)) }
        filter.actor = self[.acteur]
        filter.acte = self[.acte]
        filter.ref = self[.fiche]
        filter.before = self[.avant].flatMap { Decimal.read($0) }
        filter.persons =
            try optional(.personne, "« personne » n'est pas un pseudonyme du journal.") { text in
                let words = text.split(separator: ",")
                let persons = words.compactMap { PersonIndex(String($0))?.description }
                return persons.count == words.count ? persons : nil
            } ?? []
        return filter
    }
}
