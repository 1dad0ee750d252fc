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

@Suite("Ce que les partenaires peuvent demander")
struct PeerRouteTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House
    private let pli: Pli

    init() throws {
        (a, b) = try House.pair(horloge)
        pli = try a.pli(to: b).countersigned(by: a.desks.office.keys.service)
    }

    private func demande(change: (inout PeerRequest) -> Void = { _ in }) throws -> PeerRequest {
        let key = a.desks.office.keys.service
        var demande = PeerRequest(
            path: "/v1/plis/\(pli.slip.id)", body: pli.bytes, created: horloge.now.seconds,
            key: key,
            keyID: try a.desks.office.keys.verifierKeys(of: a.structure).service.keyID)
        change(&demande)
        return demande
    }

    private var gate: RequestGate {
        RequestGate(
            desks: b.desks,
            replays: ReplayGuard(
                start: horloge.now.seconds - 1_000, elapsed: { 0 }),
            now: { horloge.now })
    }

    private func ask(
        _ demandes: [PeerRequest], _ gate: RequestGate? = nil
    ) async throws -> [(status: Int, body: [UInt8])] {
        try await PeerRequest.ask(
            demandes, PeerRoutes(desks: b.desks, gate: gate ?? self.gate).router())
    }

    @Test("un pli qui attend n'est lu que si le compte de qui le demande a de la place")
    func waitingAnswer() async throws {
        let waiting = try b.pli(to: a)
        _ = try b.desks.mail.deposit(waiting.bytes, by: b.agent("referent"))
        let path = "/v1/plis/\(waiting.slip.id)"
        func asked() throws -> PeerRequest {
            try demande { ($0.method, $0.path, $0.body) = (.get, path, []) }
        }
        let gate = gate
        // Another's account is none of its business.
        let others = try gate.budget.take(RequestBudget.oneKey, for: "c")
        var own: RequestBudget.Lease? = try gate.budget.take(
            RequestBudget.oneKey - 1_000, for: asked().keyID)
        #expect(try await ask([asked()], gate).map(\.status) == [429])
        own = nil
        let answers = try await ask([asked(), asked()], gate)
        #expect(answers.map(\.status) == [200, 200])
        #expect(try Pli(answers[0].body).slip.id == waiting.slip.id)
        withExtendedLifetime((others, own)) {}
    }

    @Test("le même pli deux fois : 201 puis 200, le même accusé, une ligne")
    func twice() async throws {
        let answers = try await ask([demande(), demande(), demande()])
        #expect(answers.map(\.status) == [201, 200, 200])
        #expect(answers[0].body == answers[1].body && answers[1].body == answers[2].body)
        let receipt = try Accuse(answers[0].body, addressee: b.card().carte)
        #expect(receipt.statut == .remis && receipt.id == pli.slip.id)
        #expect(try b.inbox().count == 1)
    }

    @Test("la carte et la santé se lisent sans signature")
    func bootstrap() async throws {
        let answers = try await ask([
            demande { ($0.method, $0.path, $0.body, $0.drop) = (.get, "/v1/carte", [], Self.all) },
            demande { ($0.method, $0.path, $0.body, $0.drop) = (.get, "/v1/sante", [], Self.all) },
        ])
        #expect(answers.map(\.status) == [200, 200])
        #expect(try SignedCarte(answers[0].body).carte.structure == b.structure)
    }

    private static let all = [
        FieldNames.contentDigest, FieldNames.pour, FieldNames.signatureInput, FieldNames.signature,
    ]

    /// What is wrong, the status, and the one log record that it leaves, if any.
    private func wrong() throws -> [(String, PeerRequest, Int, String?)] {
        let stranger = try SigningKey.generate()
        let referent = try #require(a.identities["referent"]).signing
        var altered = pli.bytes
        altered[altered.count - 1] ^= 1
        var cases: [(String, PeerRequest, Int, String?)] = []
        for name in Self.all {
            cases.append(
                ("sans \(name)", try demande { $0.drop = [name] }, 401, "refus:refuse:signature"))
            cases.append(
                ("deux \(name)", try demande { $0.twice = [name] }, 401, "refus:refuse:signature"))
        }
        let unknown = "refus:refuse:partenaire-inconnu"
        cases += [
            ("autre clé", try demande { $0.key = stranger }, 401, "refus:refuse:signature"),
            ("clé inconnue", try demande { $0.keyID = "c.example/service+00000000" }, 401, unknown),
            (
                "clé d'agent",
                try demande { demande in
                    demande.key = referent
                    demande.keyID = try! referent.verifierKey(name: "a.example/referent").keyID
                }, 401, unknown
            ),
            (
                "empreinte", try demande { $0.digest = ContentDigest.field(of: [1]) }, 400,
                "refus:refuse:empreinte"
            ),
            (
                "autre destinataire", try demande { $0.pour = "c.example" }, 403,
                "refus:refuse:destinataire"
            ),
            ("trop vieille", try demande { $0.created -= 301 }, 401, nil),
            ("trop jeune", try demande { $0.created += 301 }, 401, nil),
            ("pli altéré", try demande { $0.body = altered }, 400, "reception:refuse:empreinte"),
            (
                "autre chemin", try demande { $0.path = "/v1/plis/\(PliID.random())" }, 400,
                "reception:refuse:format-invalide"
            ),
            ("pas un identifiant", try demande { $0.path = "/v1/plis/../x" }, 404, nil),
            (
                "majuscules", try demande { $0.path = "/v1/plis/\(pli.slip.id.text.uppercased())" },
                400, "reception:refuse:format-invalide"
            ),
            ("vide", try demande { $0.body = [] }, 400, "reception:refuse:format-invalide"),
            (
                "accusé au lieu d'un pli",
                try demande { $0.path = "/v1/accuses/a.example/\(pli.slip.id)/remis/service" }, 400,
                "accuse:refuse:format-invalide"
            ),
            ("chemin inconnu", try demande { $0.path = "/v1/autre" }, 404, nil),
            (
                "interface locale",
                try demande {
                    ($0.method, $0.path, $0.body) = (.get, "/local/v1/boite/reception", [])
                }, 404, nil
            ),
        ]
        return cases
    }

    @Test("une demande fausse : un problème en français, un enregistrement au plus, aucune ligne")
    func refusals() async throws {
        for index in try wrong().indices {
            // Those that nobody known signed have one record an hour.
            horloge.advance(3_600)
            let (what, demande, status, record) = try wrong()[index]
            let before = try b.log().count
            let answer = try #require(try await ask([demande]).first)
            #expect(answer.status == status, "\(what)")
            let object = try #require(try JSONValue.parse(answer.body).object, "\(what)")
            #expect(object["status"] == .integer(Int64(status)), "\(what)")
            #expect(object["type"]?.string?.hasPrefix("urn:agir-liaison:probleme:") == true)
            #expect(object["title"]?.string?.isEmpty == false)
            #expect(try Array(b.log().dropFirst(before)) == [record].compactMap(\.self), "\(what)")
            #expect(try b.inbox().isEmpty, "\(what)")
        }
    }

    @Test(
        "un pli d'une version suivante : 422 et un accusé « refuse » signé, un enregistrement",
        arguments: [(1, Accuse.Motif.objetInconnu), (2, .versionInconnue)])
    func laterVersion(version: Int, motif: Accuse.Motif) async throws {
        let later = try a.laterPli(to: b, version: version)
        let path = "/v1/plis/\(later.id)"
        let before = try b.log().count
        let answers = try await ask([
            demande { ($0.path, $0.body) = (path, later.bytes) },
            demande { ($0.path, $0.body) = (path, later.bytes) },
        ])
        #expect(answers.map(\.status) == [422, 422] && answers[0].body == answers[1].body)
        let receipt = try Accuse(answers[0].body, addressee: b.card().carte)
        #expect(receipt.statut == .refuse && receipt.motif == motif && receipt.id == later.id)
        #expect(
            try Array(b.log().dropFirst(before)) == ["reception:refuse:\(motif.rawValue)"])
        #expect(try b.inbox().isEmpty)
        // What can't be answered by a receipt is a problem, as before.
        let anonymous = try a.laterPli(to: b, version: version) { $0["sha256"] = nil }
        let answer = try #require(
            try await ask([
                demande { ($0.path, $0.body) = ("/v1/plis/\(anonymous.id)", anonymous.bytes) }
            ]).first)
        #expect(answer.status == 400)
        #expect(
            try JSONValue.parse(answer.body).object?["type"]
                == .string("urn:agir-liaison:probleme:invalide"))
    }

    @Test("la même demande deux fois est un rejeu, refusé et noté")
    func replay() async throws {
        let same = try demande()
        let answers = try await ask([same, same])
        #expect(answers.map(\.status) == [201, 401])
        #expect(try b.log().suffix(2) == ["reception:fait", "refus:refuse:rejeu"])
    }

    @Test("datée d'avance, prise, puis le service redémarre : la même demande est un 401")
    func replayAfterRestart() async throws {
        let same = try demande { $0.created += 200 }
        #expect(try await ask([same]).map(\.status) == [201])
        let again = RequestGate(
            desks: b.desks,
            replays: ReplayGuard(
                start: horloge.now.seconds, noted: try b.desks.office.signedAhead(),
                elapsed: { 0 }),
            now: { horloge.now })
        horloge.advance(100)
        let answer = try #require(try await ask([same], again).first)
        #expect(answer.status == 401)
        let told = try #require(Problem(status: 401, body: answer.body).heure)
        #expect(told == same.created + 1)
        #expect(try await ask([demande { $0.created = told }], again).map(\.status) == [200])
        // Once nothing of it is ahead any more, nothing of it is kept.
        horloge.advance(1_000)
        #expect(try b.desks.office.signedAhead().isEmpty)
    }

    @Test(
        "des clés de service l'une après l'autre : les demandes comptent ensemble, et pour lui seul"
    )
    func rotated() async throws {
        let gate = RequestGate(
            desks: b.desks,
            replays: ReplayGuard(
                start: horloge.now.seconds - 1_000, perSigner: 3, elapsed: { 0 }),
            now: { horloge.now })
        let c = try House("c.example", horloge)
        try b.meet(c)
        var statuses: [Int] = []
        for serie in 2...5 {
            let key = try SigningKey.generate()
            let name = a.structure.key(.service).description
            let card = try a.card(serie: serie) { card in
                if let daemon = card.daemon {
                    card.daemon = Carte.DaemonKeys(
                        service: try! key.verifierKey(name: name), journal: daemon.journal,
                        temoin: daemon.temoin)
                }
            }
            _ = try b.desks.cards.receive(card: card.bytes)
            let list = try demande {
                ($0.method, $0.path, $0.body) = (.get, "/v1/temoin/point", [])
                $0.key = key
                $0.keyID = try! key.verifierKey(name: name).keyID
            }
            statuses += try await ask([list], gate).map(\.status)
        }
        #expect(statuses == [404, 404, 404, 429])
        let other = try c.desks.office.keys.verifierKeys(of: c.structure).service.keyID
        let asked = try demande {
            ($0.method, $0.path, $0.body) = (.get, "/v1/temoin/point", [])
            ($0.key, $0.keyID) = (c.desks.office.keys.service, other)
        }
        #expect(try await ask([asked], gate).map(\.status) == [404])
    }

    @Test("un pli trop grand est refusé avant d'être gardé en mémoire")
    func large() async throws {
        let body = [UInt8](repeating: 0, count: Limits.pli + 1)
        let answers = try await ask([demande { $0.body = body }])
        #expect(answers.map(\.status) == [413])
        #expect(try b.inbox().isEmpty)
    }

    @Test("un accusé n'est pris qu'à son adresse, de son signataire")
    func receipts() async throws {
        // b sent to a; a's referent opened: the receipt comes back to b.
        let sent = try b.pli(to: a)
        _ = try b.desks.mail.deposit(sent.bytes, by: b.agent("referent"))
        let note = try a.opening(of: sent.slip)
        let path = "/v1/accuses/b.example/\(sent.slip.id)/ouvert"
        func put(_ suffix: String, _ body: [UInt8]) throws -> PeerRequest {
            try demande { ($0.path, $0.body) = (path + suffix, body) }
        }
        let answers = try await ask([
            put("/service", note), put("/admin", note), put("", note), put("/referent/x", note),
            put("/referent", note + [0x0A]), put("/referent", note), put("/referent", note),
            put("/a.example%2Freferent", note),
        ])
        #expect(answers.map(\.status) == [400, 400, 400, 400, 400, 201, 200, 200])
        #expect(try b.statut(sent.slip.id, pour: a) == "ouvert")
    }
}
