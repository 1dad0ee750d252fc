import BureauAccess
import HTTPTypes
import Hummingbird
import LiaisonAgent
import NIOCore

/// What only the front says, before the gate: of which session a request is, and where a new one begins. The
/// socket is the front's alone; what it does not say so is refused.
struct HostedGate: RouterMiddleware {
    let hosting: Hosting
    let desk: Desk

    func handle(
        _ request: Request, context: BureauContext,
        next: (Request, BureauContext) async throws -> Response
    ) async throws -> Response {
        let fields = request.headers
        let said = FrontWord { name in HTTPField.Name(name).map { fields[values: $0] } ?? [] }
        guard let word = said else { throw Refused(.elsewhere) }
        if request.head.path == FrontWord.opening {
            guard request.head.method == .post else { throw Refused(.method) }
            return opening(word, at: request.head.authority)
        }
        // What a page asks by itself is no gesture of hers: it keeps nothing open.
        let path = request.head.path
        let isByItself = desk.place.isDress(path) || desk.place.isWatch(path)
        switch isByItself ? hosting.looked(word) : hosting.asked(word) {
        case .open?: break
        case .closed?: desk.vault.lock()
        case .over?:
            desk.endSession(visit: false)
            return Self.over()
        case nil: return Self.over()
        }
        do {
            return try await next(request, context)
        } catch let refused as Refused where [.cookie, .start, .host].contains(refused.code) {
            guard refused.code == .cookie, isStranded(request) else {
                return Refusals.bare(refused, next: "Revenez à la page d'entrée de vos bureaux.")
            }
            // She could neither go on nor leave before the ten hours are over: she comes in again.
            hosting.finish()
            desk.endSession(visit: true)
            return Self.over()
        }
    }

    /// Whether her browser goes to a page without the cookie that its start gave: it went astray with that answer.
    private func isStranded(_ request: Request) -> Bool {
        let modes = HTTPField.Name("Sec-Fetch-Mode").map { request.headers[values: $0] } ?? []
        return request.head.method == .get && !desk.start.isAwaited
            && modes.allSatisfy { $0 == "navigate" }
    }

    private func opening(_ word: FrontWord, at authority: String?) -> Response {
        guard let authority else { return Self.over() }
        switch hosting.opening(word) {
        case .refused: return Self.over()
        // The answer that had the start may have gone astray, or came after its minute.
        case .goesOn where desk.start.isAwaited: return Self.place(start())
        case .goesOn: return Self.place(desk.place.path(of: ""))
        case .begins:
            // The cookie and the forms of the session before die here, not when the new one is taken.
            desk.endSession(visit: true)
            desk.place.hears(at: authority)
            return Self.place(start())
        }
    }

    private func start() -> String { desk.place.path(of: Start.page + desk.start.draw()) }

    private static func place(_ path: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: path)))
    }

    private static func over() -> Response {
        var response = Refusals.bare(Refused(.session))
        if let end = HTTPField.Name(FrontWord.end) { response.headers[end] = "oui" }
        return response
    }
}

extension Desk {
    /// Of a session that is over: nothing of it is there for the next one, what was being opened included.
    ///
    /// - Parameter visit: whether its cookie and its forms end too.
    func endSession(visit isOver: Bool) {
        vault.end()
        locked.forget()
        welcome.beginning = nil
        if isOver { _ = visit.begin() }
    }

    /// Hosted: the log has each entrance, once, before anything is shown. Wrong phrases that were tried before are
    /// told on the next page.
    ///
    /// - Throws: what keeps the daemon from it; the identity is closed again.
    func enter() async throws {
        let wrong = try await agent.perform { WrongPhrases.count($0.folder) }.result
        if let hosting {
            if wrong > 0 { hosting.isToTell() }
            if let word = hosting.untold {
                do {
                    _ = try await agent.run {
                        try $0.tellEntrance(afterWrongCodes: word.failures > 0 || wrong > 0)
                    }
                } catch {
                    vault.lock()
                    throw error
                }
                hosting.wasTold(word)
            }
            hosting.opened()
        }
        guard wrong > 0 else { return }
        vault.wrongPhrases = wrong
        _ = try await agent.perform { WrongPhrases.forget($0.folder) }
    }
}
