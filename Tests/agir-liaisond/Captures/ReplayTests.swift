import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import NIOCore
import TestSupport
import Testing

@testable import agir_liaisond

/// A partner that stayed at version 0.1 asks; this version answers as that one did.
@Suite("Échanges captés de la version 0.1 : ce qu'elle demande")
struct ReplayTests {
    private let capture: Capture
    private let a: House
    private let b: House

    init() throws {
        capture = try Capture()
        (a, b) = try capture.pair()
        let sent = try Capture.files.read("plis/depot-de-b.pli")
        _ = try b.desks.mail.deposit(sent, by: b.agent("referent"))
    }

    private func replay() async throws -> [(
        exchange: Capture.Exchange, answer: SignedClient.Answer
    )] {
        let gate = RequestGate(
            desks: b.desks,
            replays: ReplayGuard(
                start: capture.horloge.now.seconds - 1_000, elapsed: { 0 }),
            now: { [capture] in capture.horloge.now })
        let exchanges = try Capture.exchanges()
        let router = PeerRoutes(desks: b.desks, gate: gate).router()
        let answers = try await LiveServer(router: router).answers(
            exchanges.map { exchange in
                .init(
                    method: try #require(HTTPRequest.Method(exchange.method)),
                    path: exchange.path, fields: exchange.fields, body: exchange.body)
            })
        return zip(exchanges, answers).map { ($0, $1) }
    }

    @Test("chaque demande a la réponse d'alors, accusés compris, à l'octet près")
    func answers() async throws {
        let answers = try await replay()
        #expect(answers.count == 25)
        for (exchange, answer) in answers {
            let what = "ligne \(exchange.line) : \(exchange.method) \(exchange.path)"
            #expect(answer.status == exchange.status, "\(what)")
            let body = answer.body
            guard let problem = exchange.problem else {
                #expect(body == exchange.answer ?? [], "\(what)")
                continue
            }
            #expect(try JSONValue.parse(body).object?["type"]?.string == problem, "\(what)")
        }
        #expect(try b.inbox().count == 8)
        #expect(try b.statut(answered, pour: a) == "ouvert")
    }

    private var answered: PliID {
        get throws {
            try Pli(Capture.files.read("plis/depot-de-b.pli")).slip.id
        }
    }
}
