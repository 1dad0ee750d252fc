import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService

/// What partners may ask (formats.md, «Peer protocol»).
struct PeerRoutes: Sendable {
    let courrier: Courrier
    let gate: RequestGate

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: AnswerMiddleware(budget: gate.budget))
        router.get("/v1/sante") { _, _ in Response.json(#"{"statut":"en-service"}"#) }
        router.get("/v1/carte") { _, _ in
            try gate.budget.countStranger()
            return Response.act(try courrier.ownCard().bytes)
        }
        router.put(RouterPath(Routes.cards)) { request, _ in
            // The card authenticates itself.
            let (body, lease) = try await gate.unsignedBody(request, limit: Limits.act)
            let isNew = try await RequestGate.store {
                try withExtendedLifetime(lease) { try courrier.receive(card: body) }
            }
            return Response(status: isNew ? .created : .ok)
        }
        router.get(RouterPath(Routes.plis)) { request, _ in
            let verified = try await gate.peer(request, limit: 0)
            let after = try request.uri.queryParameters["apres"].map { text in
                guard let id = PliID(String(text)) else {
                    throw Refusal(.invalide, "« apres » n'est pas l'identifiant d'un pli.")
                }
                return id
            }
            let ids = try courrier.waiting(
                pour: request.uri.queryParameters["pour"].map(String.init) ?? "", after: after,
                for: verified.signer)
            return Response.json(PliList.write(ids))
        }
        router.get("/v1/plis/:id") { request, context in
            let verified = try await gate.peer(request, limit: 0)
            guard let id = PliID(context.parameters.get("id") ?? "") else {
                throw Refusal(.invalide, "L'identifiant du pli n'est pas un UUIDv4 en minuscules.")
            }
            return try await RequestGate.pli {
                try courrier.waitingPli(id, for: verified.signer, willRead: $0)
            }
        }
        router.put("/v1/plis/:id") { request, context in
            try await putPli(request, id: context.parameters.get("id") ?? "")
        }
        router.get(RouterPath(Routes.receipts)) { request, _ in
            let verified = try await gate.peer(request, limit: 0)
            let query = request.uri.queryParameters
            guard let after = query["apres"].map({ Int64($0) }) ?? 0, after >= 0 else {
                throw Refusal(.invalide, "« apres » n'est pas un rang.")
            }
            let page = try courrier.purgeReceipts(
                pour: query["pour"].map(String.init) ?? "", after: after, for: verified.signer)
            return Response.json(ReceiptList.write(page.notes, next: page.next))
        }
        router.put("/v1/accuses/**") { request, context in
            try await putReceipt(request, path: context.parameters.getCatchAll().map(String.init))
        }
        addLog(to: router)
        return router
    }

    private func addLog(to router: Router<BasicRequestContext>) {
        // c2sp.org/tlog-witness: the checkpoint authenticates itself.
        router.post(RouterPath(Routes.addCheckpoint)) { request, _ in
            let (body, lease) = try await gate.unsignedBody(request, limit: Limits.act)
            let answer = try await RequestGate.store {
                try withExtendedLifetime(lease) { try courrier.addCheckpoint(body) }
            }
            return Response(
                status: .init(code: answer.status), bytes: answer.body, type: answer.type)
        }
        router.get(RouterPath(Routes.witnessedPoint)) { request, _ in
            let verified = try await gate.peer(request, limit: 0)
            return Response(
                status: .ok, bytes: try courrier.witnessedPoint(of: verified.signer),
                type: "text/plain; charset=utf-8")
        }
        router.get(RouterPath(Routes.coherence)) { request, _ in
            _ = try await gate.peer(request, limit: 0)
            guard let first = request.uri.queryParameters["de"].flatMap({ Decimal.read($0) }),
                let second = request.uri.queryParameters["a"].flatMap({ Decimal.read($0) })
            else { throw Refusal(.invalide, "« de » et « a » sont des tailles du journal.") }
            let proof = try courrier.consistency(from: first, to: second)
            return Response(
                status: .ok, bytes: Array(ProofLines.write(proof).utf8), type: "text/plain")
        }
        router.put(RouterPath(Routes.epochs)) { request, _ in
            let verified = try await gate.peer(request, limit: Limits.act)
            let isNew = try await RequestGate.store {
                try courrier.receive(epoch: verified.body, from: verified.signer)
            }
            return Response(status: isNew ? .created : .ok)
        }
    }

    private func putPli(_ request: Request, id: String) async throws -> Response {
        let verified = try await gate.peer(request, limit: Limits.pli)
        guard let id = PliID(id) else {
            try courrier.refused(
                .reception, by: verified.signer.structure.key(.service), detail: .formatInvalide)
            throw Refusal(.invalide, "L'identifiant du pli n'est pas un UUIDv4 en minuscules.")
        }
        let result = try await RequestGate.store(pli: verified.body.count) {
            try courrier.receive(pli: verified.body, id: id, from: verified.signer)
        }
        return .act(result.receipt, status: Self.status(of: result.outcome))
    }

    private static func status(of outcome: Courrier.Received.Outcome) -> HTTPResponse.Status {
        switch outcome {
        case .new: .created
        case .known: .ok
        case .refused: .unprocessableContent
        }
    }

    private func putReceipt(_ request: Request, path: [String]) async throws -> Response {
        let verified = try await gate.peer(request, limit: Limits.act)
        // The signature and the peer are checked again on the receipt itself; the path must agree.
        guard path.count >= 4,
            let acte = try? Acte(.accuse, verified.body),
            acte.object["de"]?.string == path[0], acte.object["id"]?.string == path[1],
            acte.object["statut"]?.string == path[2],
            let par = acte.object["par"]?.string.flatMap({ KeyName($0) }),
            [par.local, par.description, par.description.replacing("/", with: "%2F")]
                .contains(path[3...].joined(separator: "/"))
        else {
            try courrier.refused(
                .accuse, by: verified.signer.structure.key(.service), detail: .formatInvalide)
            throw Refusal(.invalide, "L'accusé ne correspond pas à l'adresse de la demande.")
        }
        let isNew = try await RequestGate.store {
            try courrier.receive(receipt: verified.body, from: verified.signer)
        }
        return Response(status: isNew ? .created : .ok)
    }
}
