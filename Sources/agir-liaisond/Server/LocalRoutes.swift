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
    let desks: Desks
    let gate: RequestGate
    let claimCode: ClaimCode
    let logger: Logger
    /// When the daemon started.
    let started: Instant
    /// What the partners' witnesses are asked for.
    let witnesses: LogRoutes.Witnesses
    /// When the TLS certificate in use ends; nil: there is none.
    var certificate: @Sendable () -> Instant? = { nil }

    func router() -> Router<LocalContext> {
        let router = Router(context: LocalContext.self)
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: AnswerMiddleware(budget: gate.budget))
        router.add(middleware: PeerUIDMiddleware(logger: logger))
        router.get("/v1/sante") { _, context in
            var members = [#""statut":"en-service""#]
            // Who watches this machine; a partner is told of its own checkpoints.
            if context.isLocal {
                if try !desks.logbook.logStanding().isSound(at: desks.office.now()) {
                    members.append(#""journal":"suspendu""#)
                }
                if desks.retention.clockDoubt != nil { members.append(#""horloge":"douteuse""#) }
            }
            return Response.json("{\(members.joined(separator: ","))}")
        }
        router.get(RouterPath(Routes.metrics)) { _, context in
            // A monitor on this machine; nobody who comes by the network.
            guard context.isLocal else {
                throw Refusal(.introuvable, "Cette adresse n'existe pas.")
            }
            return Response(
                status: .ok,
                bytes: Array(
                    try desks.figures().text(at: desks.office.now(), certificate: certificate())
                        .utf8),
                type: "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get(RouterPath(Routes.card)) { _, _ in
            Response.act(try desks.office.ownCard().bytes)
        }
        addSetup(to: router)
        FicheRoutes(desks: desks, gate: gate).add(to: router)
        LocalGuichetRoutes(desks: desks, gate: gate).add(to: router)
        LogRoutes(desks: desks, gate: gate, witnesses: witnesses).add(to: router)
        RetentionRoutes(desks: desks, gate: gate).add(to: router)
        IncidentRoutes(desks: desks, gate: gate).add(to: router)
        RightsRoutes(desks: desks, gate: gate).add(to: router)
        return router
    }

    private func addSetup(to router: Router<LocalContext>) {
        router.get(RouterPath(Routes.localClaim)) { _, _ in
            Response.json(try ServiceClaim(of: desks.office).value.text)
        }
        router.put(RouterPath(Routes.localCard)) { request, context in
            let mayClaim = try await claimCode.admits(request, channel: context.channel)
            return try await gate.optionalAgent(request, context, limit: Limits.act) {
                body, agent in
                let isNew = try desks.cards.publish(body, by: agent?.name, mayClaim: mayClaim)
                claimCode.used()
                return .put(isNew: isNew)
            }
        }
        router.put(RouterPath(Routes.localContacts)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                .put(isNew: try desks.cards.importContact(asked.body, by: asked.signer))
            }
        }
        router.put(RouterPath(Routes.localDeclaredContacts)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                .put(isNew: try desks.cards.declare(contact: asked.body, by: asked.signer))
            }
        }
        router.delete("/local/v1/contacts/:structure") { request, context in
            try await gate.agent(request, context) { asked in
                try desks.cards.removeContact(
                    asked.parameters.structure(.structure), by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.put("/local/v1/contacts/:structure/suspension") { request, context in
            try await gate.agent(request, context) { asked in
                try desks.cards.suspend(
                    asked.parameters.structure(.structure),
                    for: asked.parameters.require(.motif, "Le motif n'est pas de la liste.") {
                        ContactSuspension.Motif(rawValue: $0)
                    }, by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.delete("/local/v1/contacts/:structure/suspension") { request, context in
            try await gate.agent(request, context) { asked in
                try desks.cards.resume(
                    asked.parameters.structure(.structure), by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.put(RouterPath(Routes.localVerifications)) { request, context in
            try await gate.agent(request, context, limit: Limits.act) { asked in
                try desks.cards.recordVerification(asked.body, by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.post("/local/v1/verifications/:structure/echec") { request, context in
            try await gate.agent(request, context) { asked in
                try desks.cards.recordWrongFingerprint(
                    of: asked.parameters.structure(.structure), by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.post(RouterPath(Routes.localEntrance)) { request, context in
            try await gate.agent(request, context) { asked in
                try desks.cards.recordEntrance(
                    afterWrongCodes: asked.parameters[.codesFaux] == "oui", by: asked.signer)
                return Response(status: .ok)
            }
        }
        router.get("/local/v1/cartes/:structure") { request, context in
            try await gate.agent(request, context) { asked in
                let page = try desks.cards.cards(
                    of: asked.parameters.structure(.structure),
                    after: asked.parameters.rankAfter(), for: asked.signer)
                let cards = page.cards.map {
                    AcceptedCard(card: $0.card.bytes, accepted: $0.acceptee)
                }
                return Response.json(CardPage(cards: cards, next: page.next).value.text)
            }
        }
        router.get(RouterPath(Routes.localState)) { request, context in
            try await gate.agent(request, context) { asked in
                Response.json(
                    ServiceState(
                        try desks.figures(for: asked.signer),
                        cards: try desks.cards.cardsInForce(),
                        unreachable: try desks.office.unreachablePartners(),
                        certificate: certificate(), since: started, now: desks.office.now()
                    ).value.text)
            }
        }
        router.get(RouterPath(Routes.localDirectory)) { request, context in
            try await gate.agent(request, context) { asked in
                Response.json(
                    try LocalDirectory(
                        for: asked.signer,
                        seen: asked.parameters[.point].flatMap { Decimal.read($0) } ?? 0,
                        lacksIndexKey: asked.parameters[.cleIndex] == "non", desks
                    ).value.text)
            }
        }
    }
}
