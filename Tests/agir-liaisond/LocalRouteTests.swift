import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import Logging
import NIOCore
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Ce que les agents peuvent demander")
struct LocalRouteTests {
    private let horloge = Horloge()
    private let a: Maison
    private let b: Maison

    init() throws {
        (a, b) = try Maison.pair(horloge)
    }

    private func demande(
        _ local: String, _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8] = []
    ) throws -> Demande {
        let key = try #require(a.identities[local]).signing
        return Demande(
            method: method, path: path, body: body, pour: "a.example",
            created: horloge.now.seconds, key: key,
            keyID: try key.verifierKey(name: a.name(local).description).keyID)
    }

    private func ask(_ demandes: [Demande]) async throws -> [(status: Int, body: [UInt8])] {
        let gate = RequestGate(
            courrier: a.courrier, replays: ReplayGuard(start: horloge.now.seconds - 1_000),
            now: { horloge.now })
        let routes = LocalRoutes(
            courrier: a.courrier, gate: gate,
            claimCode: try ClaimCode(folder: a.folder, isClaimed: true),
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() },
            started: horloge.now, attest: {})
        return try await Demande.ask(demandes, routes.router())
    }

    @Test("un agent dépose, suit, liste et reprend sa fiche")
    func fiche() async throws {
        let pli = try a.pli(to: b)
        let id = pli.slip.id
        let answers = try await ask([
            demande("referent", .put, Routes.localSend, pli.bytes),
            demande("referent", .put, Routes.localSend, pli.bytes),
            demande("referent", .get, Routes.localSent(id)),
            demande("referent", .get, Routes.localBox("envoi")),
            demande("referent", .get, Routes.localPli(de: a.structure, id: id)),
            demande("referent", .get, Routes.localBox("reception")),
        ])
        #expect(answers.map(\.status) == [201, 200, 200, 200, 200, 200])
        let listed = try #require(try JSONValue.parse(answers[3].body).array?.first?.object)
        #expect(listed["id"]?.string == id.text && listed["statut"]?.string == "en-attente")
        #expect(try Pli(answers[4].body).age == pli.age)
        #expect(answers[5].body == Array("[]".utf8))
    }

    @Test("un pli refusé dit pourquoi, dans la boîte et dans son suivi")
    func refusal() async throws {
        let pli = try a.pli(to: b)
        _ = try a.courrier.deposit(pli.bytes, by: a.agent("referent"))
        let receipt = try Accuse(
            de: a.structure, id: pli.slip.id, pour: b.structure, sha256: pli.slip.sha256,
            statut: .refuse, le: horloge.now, par: b.structure.key(.service), motif: .objetInconnu
        ).signed(by: b.courrier.keys.service).bytes
        _ = try a.courrier.receive(receipt: receipt, from: b.card().carte)
        let answers = try await ask([
            demande("referent", .get, Routes.localBox("envoi")),
            demande("referent", .get, Routes.localCourse(de: a.structure, id: pli.slip.id)),
        ])
        let row = try #require(try JSONValue.parse(answers[0].body).array?.first?.object)
        #expect(row["statut"]?.string == "refuse")
        #expect(row["accuses"]?.array?.first?.object?["motif"]?.string == "objet-inconnu")
        let steps = try #require(try JSONValue.parse(answers[1].body).array)
        #expect(steps.compactMap { $0.object?["statut"]?.string } == ["depot", "refuse"])
        #expect(steps.map { $0.object?["motif"]?.string } == [nil, "objet-inconnu"])
    }

    @Test("chaque rôle ne fait que ce qui est à lui")
    func roles() async throws {
        let id = PliID.random()
        let table: [(HTTPRequest.Method, String, [String])] = [
            (.put, Routes.localSend, ["referent", "dpo"]),
            (.get, Routes.localBox("envoi"), ["referent", "dpo"]),
            (.get, Routes.localSent(id), ["referent", "dpo"]),
            (.get, Routes.localCourse(de: a.structure, id: id), ["referent", "dpo"]),
            (.get, Routes.localCards(of: a.structure), ["referent", "dpo", "admin"]),
            (.get, Routes.localPli(de: a.structure, id: id), ["referent", "dpo"]),
            (.put, Routes.localReceipts, ["referent", "dpo"]),
            (.get, Routes.localLogLeaves, ["dpo"]),
            (.put, Routes.localImport, ["referent", "dpo"]),
            (.get, Routes.localState, ["dpo", "admin"]),
            (.put, Routes.localAnnotations, ["referent", "dpo"]),
            (.put, Routes.localContacts, ["referent", "admin"]),
            (.put, Routes.localVerifications, ["referent", "admin"]),
            (.get, Routes.localDirectory, ["referent", "dpo", "admin"]),
            (.get, Routes.localRequests, ["dpo"]),
            (.get, Routes.localRequest(1), ["referent", "dpo"]),
        ]
        for (method, path, allowed) in table {
            for local in ["referent", "dpo", "admin"] {
                let answer = try #require(try await ask([demande(local, method, path)]).first)
                #expect((answer.status != 403) == allowed.contains(local), "\(local) \(path)")
                if answer.status == 403 {
                    let roles = try JSONValue.parse(answer.body).object?["roles"]?.array
                    #expect(roles?.compactMap(\.string) == allowed)
                }
            }
        }
    }

    @Test("le carnet dit les alarmes au seul dpo, et ne laisse rien au journal")
    func alarms() async throws {
        try a.courrier.alarm(.horloge)
        let before = try a.log().count
        for (local, expected) in [("referent", nil), ("dpo", 1), ("admin", nil)]
            as [(String, Int64?)]
        {
            let answer = try #require(
                try await ask([demande(local, .get, Routes.localDirectory)]).first)
            let object = try JSONValue.parse(answer.body).object
            #expect(answer.status == 200 && object?["alarmes"]?.integer == expected)
        }
        #expect(try a.log().count == before)
    }

    @Test("un inconnu, ou la clé d'un service, n'entre pas par le socket")
    func strangers() async throws {
        var stranger = try demande("referent", .get, Routes.localBox("envoi"))
        stranger.key = try .generate()
        var service = try demande("referent", .get, Routes.localBox("envoi"))
        service.key = b.courrier.keys.service
        service.keyID = try b.courrier.keys.verifierKeys(of: b.structure).service.keyID
        #expect(try await ask([stranger, service]).map(\.status) == [401, 401])
    }

    @Test("le journal se lit par pages, chaque feuille avec sa ligne")
    func log() async throws {
        let answers = try await ask([
            demande("dpo", .get, Routes.localLogLeaves + "?de=0&nombre=2"),
            demande("dpo", .get, Routes.localLogLeaves + "?de=1000000&nombre=-3"),
            demande("dpo", .get, Routes.localLogLeaves + "?de=99999999999999999999&nombre=x"),
        ])
        #expect(answers.map(\.status) == [200, 200, 200])
        let lines = String(decoding: answers[0].body, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 3)
        for line in lines.dropFirst() {
            let halves = line.split(separator: " ", maxSplits: 1)
            #expect(Base64.decode(halves[0]) == MerkleTree.leafHash(halves[1].utf8))
        }
    }

    @Test("le code de prise : fait à la première fois, retiré une fois le service pris")
    func claimCode() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/code-prise"
        _ = try ClaimCode(folder: folder.path, isClaimed: false)
        let code = try PrivateFile.read(path, limit: 100)
        #expect(RecoveryCode.normalize(String(decoding: code.dropLast(), as: UTF8.self)) != nil)
        _ = try ClaimCode(folder: folder.path, isClaimed: false)
        #expect(try PrivateFile.read(path, limit: 100) == code)
        _ = try ClaimCode(folder: folder.path, isClaimed: true)
        #expect(!PrivateFile.exists(path))
    }
}
