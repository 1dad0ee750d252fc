import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The local interface to the log, for the agent with the role `dpo`.
struct LogRoutes: Sendable {
    let courrier: Courrier
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
        router.get(RouterPath(Routes.localLogLeaves)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let query = request.uri.queryParameters
            let page = try courrier.readLog(
                from: query.get("de", as: UInt64.self) ?? 0,
                count: query.get("nombre", as: Int.self) ?? 1_000, reason: try reason(request),
                by: verified.signer)
            // Then a leaf a line, as the store wrote them.
            let head = LogPageHead(size: page.size, root: page.root)
            return Response(
                status: .ok, bytes: Array("\(head.line)\n".utf8) + page.leaves,
                type: "text/plain")
        }
        router.get(RouterPath(Routes.localLogRecords)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let lines = try courrier.listLog(
                try filter(request),
                count: request.uri.queryParameters.get("nombre", as: Int.self) ?? 1_000,
                reason: try reason(request), by: verified.signer)
            return Response(
                status: .ok, bytes: LogLines.body(lines), type: "application/x-ndjson")
        }
        router.get("/local/v1/journal/preuves/:n") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            guard let n = context.parameters.get("n").flatMap({ Decimal.read($0) }) else {
                throw Refusal(.invalide, "Le numéro d'un enregistrement est un nombre.")
            }
            return Response(
                status: .ok, bytes: try courrier.prove(n, by: verified.signer),
                type: "text/plain; charset=utf-8")
        }
        router.get(RouterPath(Routes.localLogPoints)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.readLog, verified.signer)
            if request.uri.queryParameters["frais"] == "oui" {
                // What can't be signed is what a verification is to find.
                _ = try? courrier.signCheckpoint(isUrgent: true)
                await witnesses.attest()
            }
            let points = try courrier.points(for: verified.signer)
            return Response.json(ByteTexts(points).value.text)
        }
        router.get(RouterPath(Routes.localLogWitnesses)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.readLog, verified.signer)
            let words = await witnesses.ask().map { word in
                WitnessWord(structure: word.structure, answer: WitnessWord.Answer(word.answer))
            }
            return Response.json(words.value.text)
        }
        router.post(RouterPath(Routes.localLogResume)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let epoch = try courrier.resumeLog(
                try cause(request), of: try partner(request), by: verified.signer)
            return Response.json(ResumedLog(epoch: epoch).value.text)
        }
        addEpoch(to: router)
    }

    /// The book that begins after a restoration.
    private func addEpoch(to router: Router<LocalContext>) {
        router.get(RouterPath(Routes.localEpoch)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.openEpoch, verified.signer)
            // What is about to be signed is to cite what every partner within reach knows.
            if try courrier.awaitsEpoch() { await witnesses.consult() }
            let opening = try courrier.epochToOpen(for: verified.signer).map {
                EpochToOpen.Opening(epoch: $0.epoch, precedents: $0.precedents)
            }
            return Response.json(EpochToOpen(opening).value.text)
        }
        router.put(RouterPath(Routes.localEpoch)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            try courrier.openEpoch(verified.body, by: verified.signer)
            return Response(status: .ok)
        }
        router.post(RouterPath(Routes.localEpoch)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            guard
                let known = request.uri.queryParameters["connue"].flatMap({ Decimal.read($0) }),
                known < 1_000_000_000
            else { throw Refusal(.invalide, "« connue » n'est pas une époque du journal.") }
            try courrier.learnEpoch(Int(known), by: verified.signer)
            return Response(status: .ok)
        }
    }

    private func cause(_ request: Request) throws -> LogSuspension.Cause {
        guard
            let cause = request.uri.queryParameters["motif"]
                .flatMap({ LogSuspension.Cause(rawValue: String($0)) })
        else { throw Refusal(.invalide, "Ce motif de reprise n'est pas connu.") }
        return cause
    }

    private func partner(_ request: Request) throws -> StructureName? {
        try request.uri.queryParameters["partenaire"].map { text in
            guard let name = StructureName(String(text)) else {
                throw Refusal(.invalide, "Le nom de la structure est mal écrit.")
            }
            return name
        }
    }

    private func reason(_ request: Request) throws -> LogDetail? {
        try request.uri.queryParameters["motif"].map { text in
            guard let detail = LogDetail(rawValue: "motif-\(text)"),
                LogDetail.readingReasons.contains(detail)
            else { throw Refusal(.invalide, "Ce motif de lecture n'est pas connu.") }
            return detail
        }
    }

    private func filter(_ request: Request) throws -> LogFilter {
        let query = request.uri.queryParameters
        func day(_ key: String) throws -> CalendarDate? {
            try query[key[...]].map { text in
                guard let date = CalendarDate(String(text)) else {
                    throw Refusal(.invalide, "« \(key) » n'est pas une date AAAA-MM-JJ.")
                }
                return date
            }
        }
        var filter = LogFilter()
        filter.since = try day("depuis").map { ParisTime.start(of: $0) }
        filter.until = try day("jusqua").map { ParisTime.start(of: $0.adding(days: 1)) }
        filter.actor = query["acteur"].map(String.init)
        filter.acte = query["acte"].map(String.init)
        filter.ref = query["fiche"].map(String.init)
        filter.before = query["avant"].flatMap { Decimal.read($0) }
        filter.persons =
            try query["personne"].map { text in
                try text.split(separator: ",").map {
                    guard let index = PersonIndex(String($0)) else {
                        throw Refusal(.invalide, "« personne » n'est pas un pseudonyme du journal.")
                    }
                    return index.description
                }
            } ?? []
        return filter
    }
}

extension WitnessWord.Answer {
    init(_ answer: Witnessing.Word.Answer) {
        self =
            switch answer {
            case .point(let note): .point(note)
            case .nothing: .nothing
            case .unreachable: .unreachable
            }
    }
}
