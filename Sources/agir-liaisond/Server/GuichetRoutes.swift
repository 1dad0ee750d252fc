import GuichetPage
import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import NIOCore

/// What a partner's browser asks (guichet.md, «Routes»): the page, the same bytes for everybody, then what a
/// link names. Nobody signs; whoever asks for what is not there goes at the strangers' pace, whoever knows a
/// name never.
struct GuichetRoutes: Sendable {
    let desks: Desks
    let gate: RequestGate
    let visitors: NetworkPlace
    let adresse: PeerAddress

    private static let script = GuichetPage.script(words: Phrase.words)
    /// Whose account the page's own bytes go to.
    private static let account = "guichet/"

    func add(to router: Router<PeerContext>) {
        router.get("/guichet") { _, _ in try page() }
        // A link rewritten on its way: what was behind `#` came with the path, and is said to nobody.
        router.get("/guichet{reste}") { request, context in
            let rest = RequestParameters(request, context)[.reste] ?? ""
            guard rest.hasPrefix("%23") || rest.hasPrefix("%2523") else {
                throw HTTPError(.notFound)
            }
            return try page()
        }
        router.get("/guichet/style.css") { _, _ in
            Self.fixed(GuichetPage.style, "text/css; charset=utf-8")
        }
        router.get("/guichet/script.js") { _, _ in
            Self.fixed(Self.script, "text/javascript; charset=utf-8")
        }
        router.get("/guichet/v1/:nom") { request, context in
            try await visit(request, context) { asked in
                try await gate.visited(request, account: asked.account) { _, willRead in
                    Response(
                        status: .ok,
                        bytes: try desks.guichets.content(
                            of: asked.name, for: asked.visitor, willRead: willRead),
                        type: "application/jose")
                }
            }
        }
        router.post("/guichet/v1/:nom/ouvertures") { request, context in
            try await visit(request, context) { asked in
                try await gate.visited(
                    request, account: asked.account, limit: GuichetRequests.limit
                ) { body, _ in
                    try desks.guichets.opened(
                        asked.name, proof: GuichetRequests.proof(of: body), by: asked.visitor)
                    return Response(status: .noContent)
                }
            }
        }
        router.put("/guichet/v1/:nom/reponses/:id") { request, context in
            try await visit(request, context) { asked in
                try await answer(request, asked)
            }
        }
    }

    /// A request that names a guichet.
    private struct Asked: Sendable {
        let name: GuichetName
        let visitor: GuichetDesk.Visitor
        let parameters: RequestParameters

        /// What is taken for it counts for this guichet alone, and for where it is asked from: who reads slowly
        /// what somebody else's link gives shuts nobody out.
        var account: String { "guichet/\(name)/\(visitor.place)" }
        /// The same of what comes with the right proof: who has the name alone takes nothing of it.
        var provenAccount: String { account + "/preuve" }
    }

    private func visit(
        _ request: Request, _ context: PeerContext,
        _ work: (Asked) async throws -> Response
    ) async throws -> Response {
        let forwarded = HTTPField.Name("X-Forwarded-For").map { request.headers[values: $0] } ?? []
        let visitor = GuichetDesk.Visitor(
            place: visitors.place(from: context.remote?.ipAddress, forwarded: forwarded))
        let parameters = RequestParameters(request, context)
        do {
            let name = try desks.guichets.name(parameters[.nom], from: visitor)
            return try await work(Asked(name: name, visitor: visitor, parameters: parameters))
        } catch let refusal as Refusal
            where refusal.code == .introuvable || refusal.code == .interdit
        {
            try gate.budget.countStranger()
            throw refusal
        }
    }

    /// The proof first: no stranger makes us hold a large body.
    private func answer(_ request: Request, _ asked: Asked) async throws -> Response {
        let field = HTTPField.Name("Guichet-Preuve").map { request.headers[values: $0] } ?? []
        let proof = field.count == 1 ? Base64.decode(field[0]) ?? [] : []
        let id = try asked.parameters.pliID(.id)
        _ = try await Workers.run {
            try desks.guichets.requireProof(proof, of: asked.name, from: asked.visitor)
        }
        guard request.headers[.contentType] == "application/jose" else {
            throw Refusal(.invalide, "Une réponse est de type « application/jose ».")
        }
        return try await gate.visited(
            request, account: asked.provenAccount, limit: GuichetReply.sealedLimit
        ) { body, _ in
            let received = try desks.guichets.receive(
                body, id: id, of: asked.name, proof: proof, from: asked.visitor)
            return Response(
                status: received.isNew ? .created : .ok,
                bytes: GuichetRequests.received(received.recu), type: "application/json")
        }
    }

    private func page() throws -> Response {
        let card = try desks.office.ownCard().carte
        return Self.fixed(
            GuichetPage(
                libelle: card.libelle, contact: card.dpo?.reach, host: adresse.host
            ).page, "text/html; charset=utf-8")
    }

    /// The same for everybody, and refused to nobody: what a connection may hold of it is little, and the
    /// listener bounds the connections.
    private static func fixed(_ bytes: [UInt8], _ type: String) -> Response {
        Asker.current?.identify(account, isCertain: true)
        return Response(status: .ok, bytes: bytes, type: type)
    }
}

/// What every answer of a guichet says to the browser, refusals included: nothing from elsewhere, nothing
/// kept, nothing told to others.
struct GuichetHeaders<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.uri.path.hasPrefix("/guichet") else { return response }
        for (name, value) in GuichetPage.policy {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }
}
