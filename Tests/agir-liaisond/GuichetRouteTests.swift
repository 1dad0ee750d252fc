import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import NIOCore
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Ce que le navigateur d'un partenaire demande au guichet")
struct GuichetRouteTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House
    private let name = String(repeating: "a", count: 64)
    private let proof = [UInt8](repeating: 7, count: 32)
    private static let content = Array("aaaa.bbbb.cccc.dddd.eeee".utf8)

    init() throws {
        (a, b) = try House.pair(horloge)
        let pli = try a.pli(to: b)
        let agent = try a.agent("referent")
        _ = try a.desks.mail.deposit(pli.bytes, by: agent, road: .init(.guichet))
        let nom = try #require(GuichetName(name))
        _ = try a.desks.guichets.prepare(
            GuichetPreparation(
                pour: b.structure, subject: .envoi(pli.slip.id), fin: horloge.now + 86_400,
                preuve: Hex.encode(Hash.sha256(proof)),
                cle: Array("age-encryption.org/v1\ncle".utf8)), as: nom, by: agent)
        _ = try a.desks.guichets.publish(Self.content, as: nom, by: agent)
    }

    private func ask(
        _ desks: Desks? = nil, _ all: [LiveServer<PeerContext>.Asked]
    ) async throws -> [SignedClient.Answer] {
        let desks = desks ?? a.desks
        let gate = RequestGate(
            desks: desks, replays: ReplayGuard(start: horloge.now.seconds - 1_000, elapsed: { 0 }),
            now: { horloge.now })
        return try await LiveServer(router: PeerRoutes(desks: desks, gate: gate).router())
            .answers(all)
    }

    private func get(_ path: String) -> LiveServer<PeerContext>.Asked {
        .init(method: .get, path: path, fields: HTTPFields(), body: [])
    }

    private func opening(_ proof: [UInt8], of name: String) -> LiveServer<PeerContext>.Asked {
        .init(
            method: .post, path: "/guichet/v1/\(name)/ouvertures", fields: HTTPFields(),
            body: Array(#"{"preuve":"\#(Base64.encode(proof))"}"#.utf8))
    }

    private func reply(
        _ id: PliID, _ bytes: [UInt8], proof: [UInt8]? = nil, type: String = "application/jose"
    ) throws -> LiveServer<PeerContext>.Asked {
        var fields = HTTPFields()
        fields[.contentType] = type
        let field = try #require(HTTPField.Name("Guichet-Preuve"))
        if let proof { fields[field] = Base64.encode(proof) }
        return .init(
            method: .put, path: "/guichet/v1/\(name)/reponses/\(id)", fields: fields, body: bytes)
    }

    @Test("la page, son style, son script ; d'un lien réécrit, la même page ; rien d'autre")
    func page() async throws {
        let answers = try await ask(
            nil,
            [
                get("/guichet"), get("/guichet%23abc"), get("/guichet%2523abc"),
                get("/guichet/style.css"), get("/guichet/script.js"), get("/guichetier"),
                get("/guichet/autre"),
            ])
        #expect(answers.map(\.status) == [200, 200, 200, 200, 200, 404, 404])
        #expect(answers[1].body == answers[0].body && answers[2].body == answers[0].body)
        let text = String(decoding: answers[0].body, as: UTF8.self)
        #expect(text.contains("guichet.example") && text.contains("Maison a.example"))
        #expect(answers[4].body.starts(with: "const MOTS=".utf8))
    }

    @Test(
        "le contenu à qui a le nom ; l'ouverture à qui a la preuve ; une adresse mal écrite, rien")
    func content() async throws {
        let unknown = String(repeating: "b", count: 64)
        let answers = try await ask(
            nil,
            [
                get("/guichet/v1/\(name)"), get("/guichet/v1/\(unknown)"),
                get("/guichet/v1/\(name.uppercased())"), get("/guichet/v1/x"),
                opening(proof, of: name), opening(proof, of: unknown),
                opening([UInt8](repeating: 8, count: 32), of: name),
                .init(
                    method: .post, path: "/guichet/v1/\(name)/ouvertures", fields: HTTPFields(),
                    body: Array("{}".utf8)),
                .init(
                    method: .post, path: "/guichet/v1/\(name)/ouvertures", fields: HTTPFields(),
                    body: [UInt8](repeating: 0x20, count: 2_000)),
            ])
        #expect(answers.map(\.status) == [200, 404, 404, 404, 204, 404, 403, 403, 413])
        #expect(answers[0].body == Self.content)
        #expect(answers[1].body == answers[2].body && answers[1].body == answers[3].body)
    }

    @Test("une réponse : 201 puis 200, la même heure ; sans preuve 403, d'autres octets 409")
    func answers() async throws {
        let (id, bytes) = (PliID.random(), Array("ffff..gggg.hhhh.iiii".utf8))
        let large = [UInt8](repeating: UInt8(ascii: "a"), count: GuichetReply.sealedLimit + 1)
        let answers = try await ask(
            nil,
            [
                reply(id, bytes), reply(id, bytes, proof: [UInt8](repeating: 1, count: 32)),
                reply(id, bytes, proof: proof, type: "text/plain"),
                reply(id, bytes, proof: proof), reply(id, bytes, proof: proof),
                reply(id, Array("a.b.c.d.e".utf8), proof: proof),
                reply(.random(), large, proof: proof),
                .init(
                    method: .put, path: "/guichet/v1/\(name)/reponses/pas-un-id",
                    fields: HTTPFields(), body: bytes),
            ])
        #expect(answers.map(\.status) == [403, 403, 400, 201, 200, 409, 413, 400])
        #expect(answers[3].body == answers[4].body)
        let recu = try JSONValue.parse(answers[3].body).object?["recu"]?.string
        #expect(recu == horloge.now.description)
    }

    @Test("la place d'un guichet se compte par adresse : qui lit lentement ne la ferme pas")
    func slow() async throws {
        let gate = RequestGate(
            desks: a.desks,
            replays: ReplayGuard(start: horloge.now.seconds - 1_000, elapsed: { 0 }),
            now: { horloge.now })
        func statuses(
            whileFull account: String, _ asked: [LiveServer<PeerContext>.Asked]
        ) async throws -> [Int] {
            let lease = try gate.budget.take(RequestBudget.oneKey, for: account)
            let answers = try await LiveServer(
                router: PeerRoutes(desks: a.desks, gate: gate).router()
            ).answers(asked)
            withExtendedLifetime(lease) {}
            return answers.map(\.status)
        }
        func answer() throws -> LiveServer<PeerContext>.Asked {
            try reply(.random(), Array("a.b.c.d.e".utf8), proof: proof)
        }
        for account in ["guichet/\(name)", "guichet/\(name)/c6336407"] {
            #expect(try await statuses(whileFull: account, [answer()]) == [201])
        }
        // Its own place, filled by who has the name alone: nothing that has the proof is refused.
        let own = "guichet/\(name)/7f000001"
        #expect(
            try await statuses(whileFull: own, [opening(proof, of: name), answer()])
                == [204, 201])
        #expect(try await statuses(whileFull: own + "/preuve", [answer()]) == [429])
        // Nor does a crowd that reads the page slowly keep it from the next.
        #expect(
            try await statuses(whileFull: "guichet/", [get("/guichet"), get("/guichet/script.js")])
                == [200, 200])
    }

    @Test("sans « guichet.adresse », aucune de ces adresses n'existe")
    func off() async throws {
        let off = Desks(
            store: a.store, keys: a.desks.office.keys, folder: a.folder,
            guichets: GuichetSettings(), now: { horloge.now })
        let answers = try await ask(off, [get("/guichet"), get("/guichet/v1/\(name)")])
        #expect(answers.map(\.status) == [404, 404])
    }
}
