import HTTPTypes
import Hummingbird
import LiaisonBase
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
    /// What the partners' witnesses are asked for.
    let witnesses: LogRoutes.Witnesses

    func router() -> Router<LocalContext> {
        let router = Router(context: LocalContext.self)
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: AnswerMiddleware(budget: gate.budget))
        router.add(middleware: PeerUIDMiddleware(logger: logger))
        router.get("/v1/sante") { _, context in
            // Who watches this machine; a partner is told of its own checkpoints.
            let isSound =
                try !context.isLocal || courrier.logStanding().isSound(at: courrier.now())
            return Response.json(
                isSound
                    ? #"{"statut":"en-service"}"#
                    : #"{"statut":"en-service","journal":"suspendu"}"#)
        }
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
        FicheRoutes(courrier: courrier, gate: gate).add(to: router)
        LogRoutes(courrier: courrier, gate: gate, witnesses: witnesses).add(to: router)
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
            let (body, agent, lease) = try await gate.optionalAgent(
                request, limit: Limits.act, isLocal: context.isLocal)
            defer { withExtendedLifetime(lease) {} }
            let isNew = try courrier.publish(
                body, by: agent?.name,
                mayClaim: try await claimCode.admits(request, channel: context.channel))
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
            let after = request.uri.queryParameters["apres"].map { Int64($0) } ?? 0
            guard let after, after >= 0 else {
                throw Refusal(.invalide, "« apres » n'est pas un rang.")
            }
            let page = try courrier.cards(of: name, after: after, for: verified.signer)
            let cards = page.cards.map {
                AcceptedCard(card: $0.card.bytes, accepted: $0.acceptee)
            }
            return Response.json(CardPage(cards: cards, next: page.next).value.text)
        }
        router.get(RouterPath(Routes.localState)) { request, _ in
            let verified = try await gate.agent(request, limit: 0)
            let state = try courrier.state(for: verified.signer)
            let now = courrier.now()
            return Response.json(
                ServiceState(
                    state, log: try courrier.logStanding(), cards: try courrier.cardsInForce(),
                    since: started, now: now
                ).value.text)
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
}
