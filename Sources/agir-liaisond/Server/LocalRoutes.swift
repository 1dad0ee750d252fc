import HTTPTypes
import Hummingbird
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import Logging
import NIOCore

/// The request context of the local socket: it knows the channel, to ask who is at the other end.
struct LocalContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Whether the request came by the socket of this machine.
    var isLocal: Bool {
        if case .unixDomainSocket? = channel.localAddress { true } else { false }
    }
}

/// Notes under which account of this machine something was changed. What a request says of itself is
/// its signature's business; this is the system's word.
struct PeerUIDMiddleware: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: LocalContext,
        next: (Request, LocalContext) async throws -> Response
    ) async throws -> Response {
        if request.method != .get, let uid = await ClaimCode.peerUID(context.channel) {
            logger.info(
                "demande d'un agent", metadata: ["uid": "\(uid)", "methode": "\(request.method)"])
        }
        return try await next(request, context)
    }
}

/// What this structure's agents may ask, on the Unix socket and on the agents' listener.
struct LocalRoutes: Sendable {
    let courrier: Courrier
    let gate: RequestGate
    let claimCode: ClaimCode
    let logger: Logger
    /// When the daemon started.
    let started: Instant
    /// Has the last checkpoint cosigned, within a few seconds.
    let attest: @Sendable () async -> Void

    func router() -> Router<LocalContext> {
        let router = Router(context: LocalContext.self)
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: PeerUIDMiddleware(logger: logger))
        router.get("/v1/sante") { _, _ in Response.json(#"{"statut":"en-service"}"#) }
        router.get(RouterPath(Routes.metrics)) { _, context in
            // A monitor on this machine; nobody who comes by the network.
            guard context.isLocal else {
                throw Refusal(.introuvable, "Cette adresse n'existe pas.")
            }
            return Response(
                status: .ok, bytes: Array(try courrier.metrics().utf8),
                type: "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get(RouterPath(Routes.card)) { _, _ in
            Response.act(try courrier.ownCard().bytes)
        }
        addSetup(to: router)
        addFiches(to: router)
        LogRoutes(courrier: courrier, gate: gate, attest: attest).add(to: router)
        RetentionRoutes(courrier: courrier, gate: gate).add(to: router)
        IncidentRoutes(courrier: courrier, gate: gate).add(to: router)
        RightsRoutes(courrier: courrier, gate: gate).add(to: router)
        return router
    }

    private func addSetup(to router: Router<LocalContext>) {
        router.get(RouterPath(Routes.localClaim)) { _, _ in
            Response.json(try ServiceClaim(of: courrier).value.text)
        }
        router.put(RouterPath(Routes.localCard)) { request, context in
            let body = try await gate.unsignedBody(
                request, limit: Limits.act, isLocal: context.isLocal)
            let isNew = try courrier.publish(
                body, mayClaim: try await claimCode.admits(request, channel: context.channel))
            claimCode.used()
            return Response(status: isNew ? .created : .ok)
        }
        router.put(RouterPath(Routes.localContacts)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            let isNew = try courrier.importContact(verified.body, by: verified.signer)
            return Response(status: isNew ? .created : .ok)
        }
        router.delete("/local/v1/contacts/:structure") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            let name = try structure(context)
            try courrier.removeContact(name, by: verified.signer)
            return Response(status: .ok)
        }
        router.put(RouterPath(Routes.localVerifications)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            try courrier.recordVerification(verified.body, by: verified.signer)
            return Response(status: .ok)
        }
        router.post("/local/v1/verifications/:structure/echec") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            let name = try structure(context)
            try courrier.recordWrongFingerprint(of: name, by: verified.signer)
            return Response(status: .ok)
        }
        router.get("/local/v1/cartes/:structure") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            let name = try structure(context)
            let cards = try courrier.cards(of: name, for: verified.signer)
            return Response.json(
                cards.map { AcceptedCard(card: $0.card.bytes, accepted: $0.acceptee) }.value.text)
        }
        router.get(RouterPath(Routes.localDirectory)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let seen = request.uri.queryParameters["point"].flatMap { Decimal.read($0) } ?? 0
            let lacks = request.uri.queryParameters["cleIndex"] == "non"
            return Response.json(
                try LocalDirectory(
                    for: verified.signer, seen: seen, lacksIndexKey: lacks, courrier
                ).value.text)
        }
    }

    private func structure(_ context: LocalContext) throws -> StructureName {
        guard let name = StructureName(context.parameters.get("structure") ?? "") else {
            throw Refusal(.invalide, "Le nom de la structure est mal écrit.")
        }
        return name
    }

    private func addFiches(to router: Router<LocalContext>) {
        router.put(RouterPath(Routes.localSend)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.pli)
            let words =
                request.uri.queryParameters["declarations"]
                .map { $0.split(separator: ",").map(String.init) } ?? []
            let declarations = words.compactMap { LogDetail(rawValue: $0) }
                .filter(LogDetail.declarations.contains)
            guard declarations.count == words.count, Set(words).count == words.count else {
                throw Refusal(.invalide, "Une déclaration de l'envoi n'est pas connue.")
            }
            let fiche = try shared(request)
            let notice = try notice(request)
            let (pli, isNew) = try await RequestGate.store {
                try courrier.deposit(
                    verified.body, by: verified.signer, declarations: declarations, fiche: fiche,
                    notice: notice)
            }
            return Response.json(
                LocalAnswers.deposited(pli).text, status: isNew ? .created : .ok)
        }
        router.get("/local/v1/envois/:id") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.listFiches, verified.signer)
            return Response.json(try sent(pliID(context.parameters.get("id"))))
        }
        router.get("/local/v1/boite/:boite") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.listFiches, verified.signer)
            guard let box = Boite(rawValue: context.parameters.get("boite") ?? "") else {
                throw Refusal(.introuvable, "Il n'y a que les boîtes « reception » et « envoi ».")
            }
            let limit = request.uri.queryParameters.get("nombre", as: Int.self) ?? .max
            let prefix = request.uri.queryParameters["debut"].map { String($0.prefix(36)) }
            return Response.json(try list(box, limit: max(0, limit), prefix: prefix))
        }
        router.get("/local/v1/suivi/:de/:id") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            try courrier.require(.listFiches, verified.signer)
            guard let de = StructureName(context.parameters.get("de") ?? "") else {
                throw Refusal(.invalide, "Le nom de la structure est mal écrit.")
            }
            return Response.json(try course(pliID(context.parameters.get("id")), de: de))
        }
        router.get("/local/v1/plis/:de/:id") { request, context in
            let verified = try await gate.agent(request, limit: 0)
            guard let de = StructureName(context.parameters.get("de") ?? "") else {
                throw Refusal(.invalide, "Le nom de la structure est mal écrit.")
            }
            let id = try pliID(context.parameters.get("id"))
            let isExport = request.uri.queryParameters["export"] == "oui"
            let bytes = try await RequestGate.store {
                try courrier.handOut(id, de: de, to: verified.signer, isExport: isExport)
            }
            return Response(status: .ok, bytes: bytes, type: "application/vnd.agir-liaison.pli")
        }
        router.put(RouterPath(Routes.localImport)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.pli)
            let isNew = try await RequestGate.store {
                try courrier.receive(carried: verified.body, by: verified.signer)
            }
            return Response(status: isNew ? .created : .ok)
        }
        router.get(RouterPath(Routes.localState)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let state = try courrier.state(for: verified.signer)
            let now = courrier.now()
            return Response.json(
                ServiceState(
                    state, cards: try courrier.cardsInForce(), since: started, now: now
                ).value.text)
        }
        router.put(RouterPath(Routes.localFileOpenings)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            guard
                let date = request.uri.queryParameters["conserver"].flatMap({
                    CalendarDate(String($0))
                })
            else { throw Refusal(.invalide, "« conserver » n'est pas une date AAAA-MM-JJ.") }
            try await RequestGate.store {
                try courrier.recordFileOpening(verified.body, until: date, by: verified.signer)
            }
            return Response(status: .ok)
        }
        router.put(RouterPath(Routes.localAnnotations)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            try await RequestGate.store {
                try courrier.annotate(verified.body, by: verified.signer)
            }
            return Response(status: .ok)
        }
        router.put(RouterPath(Routes.localReceipts)) { request, _ in
            let verified = try await gate.agent(request, limit: Limits.act)
            try await RequestGate.store {
                try courrier.recordOpening(verified.body, by: verified.signer)
            }
            return Response(status: .ok)
        }
    }

    /// The incident that a deposited notice is of.
    private func notice(_ request: Request) throws -> Courrier.Notice? {
        let query = request.uri.queryParameters
        guard let text = query["incident"] else { return nil }
        guard let n = Int(text), n > 0, let phase = query["phase"].flatMap({ Int($0) }), phase > 0
        else {
            throw Refusal(.invalide, "« incident » et « phase » sont des nombres.")
        }
        return Courrier.Notice(incident: n, phase: phase)
    }

    /// The fiche that a `partage` hands on; its structure may be left out when one only has this id.
    private func shared(_ request: Request) throws -> PliKey? {
        let query = request.uri.queryParameters
        guard let id = try query["fiche"].map({ try pliID(String($0)) }) else { return nil }
        if let de = query["de"].flatMap({ StructureName(String($0)) }) {
            return PliKey(de: de, id: id)
        }
        let known = try courrier.store.read { try $0.heldFiches(id) }
        return known.count == 1
            ? known.first?.key : PliKey(de: try courrier.ownCard().carte.structure, id: id)
    }

    private func pliID(_ text: String?) throws -> PliID {
        guard let id = PliID(text ?? "") else {
            throw Refusal(.invalide, "L'identifiant n'est pas un UUIDv4 en minuscules.")
        }
        return id
    }

    private func sent(_ id: PliID) throws -> String {
        let rows = try courrier.store.read { try $0.outgoing(id) }
        guard let first = rows.first else {
            throw Refusal(
                .introuvable, "Aucun envoi ne porte cet identifiant.",
                hint: "Voyez « agir-liaison boite envoi ».")
        }
        let receipts = try courrier.store.read { try $0.receipts(id, de: first.slip.de) }
        return JSONValue.array(
            rows.map { row in
                LocalAnswers.outgoing(row, receipts: receipts.filter { $0.pour == row.slip.pour })
            }
        ).text
    }

    private func course(_ id: PliID, de: StructureName) throws -> String {
        let own = try courrier.ownCard().carte.structure
        return try courrier.store.read { view in
            let receipts = try view.receipts(id, de: de)
            let sent = de == own ? try view.outgoing(id) : []
            let steps = sent.map { LocalAnswers.step("depot", $0.slip.auteur, $0.cree) }
            let received = try view.incoming(id, de: de, pour: own)
                .map { [LocalAnswers.step("reception", $0.slip.auteur, $0.recu)] }
            guard !sent.isEmpty || received != nil else {
                throw Refusal(
                    .introuvable, "Aucune fiche ne porte cet identifiant.",
                    hint: "Voyez « agir-liaison boite ».")
            }
            return JSONValue.array(
                Array(steps.prefix(1)) + (received ?? [])
                    + receipts.map {
                        LocalAnswers.step($0.statut, $0.par, $0.le, pour: $0.pour)
                    }
            ).text
        }
    }

    private func list(_ box: Boite, limit: Int, prefix: String?) throws -> String {
        let rows = try courrier.store.read { view in
            switch box {
            case .envoi:
                try view.outbox(limit: limit, prefix: prefix).map { row in
                    let receipts = try view.receipts(row.slip.id, de: row.slip.de)
                    return LocalAnswers.outgoing(
                        row, receipts: receipts.filter { $0.pour == row.slip.pour })
                }
            case .reception:
                try view.inbox(limit: limit, prefix: prefix).map {
                    LocalAnswers.incoming($0, isReplaced: try view.isReplaced($0.slip))
                }
            }
        }
        return JSONValue.array(rows).text
    }
}
