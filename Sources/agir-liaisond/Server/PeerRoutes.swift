import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import NIOCore

/// The request context of the public listener: it knows where a request comes from, for limits alone.
struct PeerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let remote: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remote = source.channel.remoteAddress
    }
}

/// What partners may ask (formats.md, «Peer protocol»), and the browsers of those who have no service
/// (guichet.md, «Routes») where the administrator opened guichets.
struct PeerRoutes: Sendable {
    let desks: Desks
    let gate: RequestGate
    /// The proxies whose word on where a request comes from counts.
    var visitors = NetworkPlace(proxies: [])

    func router() -> Router<PeerContext> {
        let router = Router(context: PeerContext.self)
        let guichets = desks.guichets.settings.adresse.map {
            GuichetRoutes(desks: desks, gate: gate, visitors: visitors, adresse: $0)
        }
        if guichets != nil { router.add(middleware: GuichetHeaders()) }
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: AnswerMiddleware(budget: gate.budget))
        router.get("/v1/sante") { _, _ in Response.json(#"{"statut":"en-service"}"#) }
        addCards(to: router)
        addPlis(to: router)
        addReceipts(to: router)
        addLog(to: router)
        guichets?.add(to: router)
        return router
    }

    private func addCards(to router: Router<PeerContext>) {
        router.get("/v1/carte") { _, _ in
            try gate.budget.countStranger()
            return Response.act(try desks.office.ownCard().bytes)
        }
        router.put(RouterPath(Routes.cards)) { request, _ in
            // The card authenticates itself.
            try await gate.unsigned(request, limit: Limits.act) { body in
                .put(isNew: try desks.cards.receive(card: body))
            }
        }
    }

    private func addPlis(to router: Router<PeerContext>) {
        router.get(RouterPath(Routes.plis)) { request, context in
            try await gate.peer(request, context) { asked in
                let ids = try desks.mail.waiting(
                    pour: asked.parameters[.pour] ?? "", after: asked.parameters.pliAfter(),
                    for: asked.signer)
                return Response.json(PliList.write(ids))
            }
        }
        router.get("/v1/plis/:id") { request, context in
            try await gate.peer(request, context) { asked in
                .pli(
                    try desks.mail.waitingPli(
                        asked.parameters.require(.id, Self.badID) { PliID($0) },
                        for: asked.signer, willRead: asked.charge))
            }
        }
        router.put("/v1/plis/:id") { request, context in
            try await gate.peer(request, context, limit: Limits.pli) { asked in
                guard let id = asked.parameters[.id].flatMap({ PliID($0) }) else {
                    throw try refused(.reception, asked.signer, Self.badID)
                }
                let result = try desks.mail.receive(pli: asked.body, id: id, from: asked.signer)
                return .act(result.receipt, status: Self.status(of: result.outcome))
            }
        }
    }

    private static let badID = "L'identifiant du pli n'est pas un UUIDv4 en minuscules."

    private static func status(of outcome: MailDesk.Received.Outcome) -> HTTPResponse.Status {
        switch outcome {
        case .new: .created
        case .known: .ok
        case .refused: .unprocessableContent
        }
    }

    /// Of a request whose address is not what it should be.
    private func refused(_ acte: LogActe, _ peer: Carte, _ message: String) throws -> Refusal {
        try desks.office.refused(
            acte, by: peer.structure.key(.service), detail: .formatInvalide)
        return Refusal(.invalide, message)
    }

    private func addReceipts(to router: Router<PeerContext>) {
        router.get(RouterPath(Routes.receipts)) { request, context in
            try await gate.peer(request, context) { asked in
                let page = try desks.retention.purgeReceipts(
                    pour: asked.parameters[.pour] ?? "", after: asked.parameters.rankAfter(),
                    for: asked.signer)
                return Response.json(ReceiptList.write(page.notes, next: page.next))
            }
        }
        router.put("/v1/accuses/**") { request, context in
            try await gate.peer(request, context, limit: Limits.act) { asked in
                // The signature and the peer are checked again on the receipt itself; the path must agree.
                guard Self.names(asked.parameters.rest, the: asked.body) else {
                    throw try refused(
                        .accuse, asked.signer,
                        "L'accusé ne correspond pas à l'adresse de la demande.")
                }
                return .put(
                    isNew: try desks.mail.receive(receipt: asked.body, from: asked.signer))
            }
        }
    }

    /// Whether a path is that of a receipt.
    private static func names(_ path: [String], the receipt: [UInt8]) -> Bool {
        guard path.count >= 4, let accuse = try? AccuseText(receipt), accuse.de == path[0],
            accuse.id == path[1], accuse.statut == path[2], let par = accuse.par
        else { return false }
        return [par.local, par.description, par.description.replacing("/", with: "%2F")]
            .contains(path[3...].joined(separator: "/"))
    }

    private func addLog(to router: Router<PeerContext>) {
        // c2sp.org/tlog-witness: the checkpoint authenticates itself.
        router.post(RouterPath(Routes.addCheckpoint)) { request, _ in
            try await gate.unsigned(request, limit: Limits.act) { body in
                .witness(try desks.logbook.addCheckpoint(body))
            }
        }
        router.get(RouterPath(Routes.witnessedPoint)) { request, context in
            try await gate.peer(request, context) { asked in
                Response(
                    status: .ok, bytes: try desks.logbook.witnessedPoint(of: asked.signer),
                    type: "text/plain; charset=utf-8")
            }
        }
        router.get(RouterPath(Routes.coherence)) { request, context in
            try await gate.peer(request, context) { asked in
                let wrong = "« de » et « a » sont des tailles du journal."
                let proof = try desks.logbook.consistency(
                    from: asked.parameters.require(.de, wrong) { Decimal.read($0) },
                    to: asked.parameters.require(.a, wrong) { Decimal.read($0) })
                return Response(
                    status: .ok, bytes: Array(ProofLines.write(proof).utf8), type: "text/plain")
            }
        }
        router.put(RouterPath(Routes.epochs)) { request, context in
            try await gate.peer(request, context, limit: Limits.act) { asked in
                .put(isNew: try desks.logbook.receive(epoch: asked.body, from: asked.signer))
            }
        }
    }
}

extension Response {
    /// What a witness answers (c2sp.org/tlog-witness).
    fileprivate static func witness(_ answer: CosigningAnswer) -> Response {
        let (status, body): (HTTPResponse.Status, [UInt8]) =
            switch answer {
            case .cosigned(let lines): (.ok, lines)
            case .conflict(let size): (.conflict, Array("\(size)\n".utf8))
            case .unreadable: (.badRequest, [])
            case .unsigned: (.forbidden, [])
            case .unknownLog: (.notFound, [])
            case .inconsistent: (.unprocessableContent, [])
            }
        return Response(
            status: status, bytes: body,
            type: status == .conflict ? "text/x.tlog.size" : "text/plain")
    }
}
