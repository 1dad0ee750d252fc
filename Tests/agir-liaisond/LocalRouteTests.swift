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
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Ce que les agents peuvent demander")
struct LocalRouteTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func demande(
        _ local: String, _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8] = []
    ) throws -> PeerRequest {
        let key = try #require(a.identities[local]).signing
        return PeerRequest(
            method: method, path: path, body: body, pour: "a.example",
            created: horloge.now.seconds, key: key,
            keyID: try key.verifierKey(name: a.name(local).description).keyID)
    }

    private func ask(_ demandes: [PeerRequest]) async throws -> [(status: Int, body: [UInt8])] {
        let gate = RequestGate(
            desks: a.desks,
            replays: ReplayGuard(
                start: horloge.now.seconds - 1_000, elapsed: { 0 }),
            now: { horloge.now })
        let routes = LocalRoutes(
            desks: a.desks, gate: gate,
            claimCode: try ClaimCode(folder: a.folder, isClaimed: true),
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() },
            started: horloge.now, witnesses: .init())
        return try await PeerRequest.ask(demandes, routes.router())
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

    @Test("identifier se demande à l'adresse du pli, par qui peut l'ouvrir")
    func identification() async throws {
        let pli = try b.pli(to: a).countersigned(by: b.desks.office.keys.service)
        _ = try a.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: b.card().carte)
        let path = Routes.localIdentification(de: b.structure, id: pli.slip.id)
        let answers = try await ask([
            demande("referent", .get, path), demande("dpo", .get, path),
        ])
        #expect(answers.map(\.status) == [200, 403])
        #expect(try Pli(answers[0].body).age == pli.age)
    }

    @Test("un pli refusé dit pourquoi, dans la boîte et dans son suivi")
    func refusal() async throws {
        let pli = try a.pli(to: b)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        let receipt = try Accuse(
            de: a.structure, id: pli.slip.id, pour: b.structure, sha256: pli.slip.sha256,
            statut: .refuse, le: horloge.now, par: b.structure.key(.service), motif: .objetInconnu
        ).signed(by: b.desks.office.keys.service).bytes
        _ = try a.desks.mail.receive(receipt: receipt, from: b.card().carte)
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
        let nom = try #require(GuichetName(String(repeating: "a", count: 64)))
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
            (.get, Routes.localGuichets, ["referent", "dpo"]),
            (.get, Routes.localGuichet(nom), ["referent", "dpo"]),
            (.put, Routes.localGuichetContent(nom), ["referent"]),
            (.get, Routes.localGuichetKey(nom), ["referent"]),
            (.get, Routes.localGuichetAnswer(nom, id), ["referent"]),
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
        for _ in 0..<2 { try a.desks.office.alarm(.horloge) }
        let before = try a.log().count
        let newest = Int64(before) - 1
        for (local, isTold) in [("referent", false), ("dpo", true), ("admin", false)] {
            let answer = try #require(
                try await ask([demande(local, .get, Routes.localDirectory)]).first)
            let object = try JSONValue.parse(answer.body).object
            #expect(answer.status == 200)
            #expect(object?["alarmes"]?.integer == (isTold ? 2 : nil))
            #expect(object?["derniereAlarme"]?.integer == (isTold ? newest : nil))
        }
        #expect(try a.log().count == before)
    }

    @Test("un inconnu, ou la clé d'un service, n'entre pas par le socket")
    func strangers() async throws {
        var stranger = try demande("referent", .get, Routes.localBox("envoi"))
        stranger.key = try .generate()
        var service = try demande("referent", .get, Routes.localBox("envoi"))
        service.key = b.desks.office.keys.service
        service.keyID = try b.desks.office.keys.verifierKeys(of: b.structure).service.keyID
        #expect(try await ask([stranger, service]).map(\.status) == [401, 401])
    }

    /// The next card of `a`, which revokes its referent's key.
    private func revoking() throws -> SignedCarte {
        try a.card(serie: 2) { card in
            let lost = card.agents.first { $0.nom == a.name("referent") }!
            card.agents.removeAll { $0.nom == lost.nom }
            card.revocations = [
                Carte.Revocation(cle: lost.cle, depuis: horloge.now, motif: .compromission)
            ]
        }
    }

    @Test("la révocation est au nom de qui l'a publiée ; la clé révoquée qui revient, au sien")
    func revoked() async throws {
        let card = try revoking()
        let stolen = try demande("referent", .get, Routes.localBox("envoi"))
        // Anybody can write a key's id: its signature is what counts. An old request is nobody at work.
        var forged = stolen
        (forged.key, forged.nonce) = (try .generate(), Sodium.randomBytes(16))
        var old = stolen
        (old.created, old.nonce) = (stolen.created - 1_000_000, Sodium.randomBytes(16))
        let answers = try await ask([
            demande("admin", .put, Routes.localCard, card.bytes), forged, old, stolen, stolen,
        ])
        #expect(answers.map(\.status) == [201, 401, 401, 401, 401])
        let title = try JSONValue.parse(answers[3].body).object?["title"]?.string
        #expect(title == "La clé de a.example/referent est révoquée.")
        let records = try a.store.read { try $0.records(LogFilter(), count: 20) }
            .map { try LogRecord(line: $0.line ?? "") }
        func acteurs(_ acte: LogActe) -> [String] {
            records.filter { $0.acte == acte.rawValue }.map(\.acteur)
        }
        #expect(acteurs(.revocation) == ["a.example/admin"])
        // The strangers' aggregate record, then the key by its name, once: the copy is a replay.
        #expect(acteurs(.refus) == ["a.example/service", "a.example/referent"])
        #expect(records.filter { $0.acte == "alarme" }.map(\.ref) == ["a.example/referent"])
    }

    @Test("une carte sans signature de la demande se prouve elle-même, au nom du service")
    func unsignedCard() async throws {
        var unsigned = try demande("admin", .put, Routes.localCard, revoking().bytes)
        unsigned.drop = [
            FieldNames.contentDigest, FieldNames.pour, FieldNames.signatureInput,
            FieldNames.signature,
        ]
        #expect(try await ask([unsigned]).map(\.status) == [201])
        let record = try a.store.read { try $0.records(LogFilter(), count: 1) }.first
        #expect(try LogRecord(line: #require(record?.line)).acteur == "a.example/service")
    }

    @Test("reprendre un journal : le DPO seul, un motif de la liste, quelque chose à reprendre")
    func resume() async throws {
        func resume(_ local: String, _ query: String) throws -> PeerRequest {
            try demande(local, .post, Routes.localLogResume + query)
        }
        let answers = try await ask([
            resume("referent", "?motif=restauration"), resume("dpo", ""),
            resume("dpo", "?motif=parce-que"), resume("dpo", "?motif=partenaire&partenaire=X"),
            resume("dpo", "?motif=restauration"),
        ])
        #expect(answers.map(\.status) == [403, 400, 400, 400, 404])
        // A partner showed two logs under one name.
        let point = try #require(try b.desks.logbook.signCheckpoint())
        let other = try Checkpoint(
            origin: point.origin, size: point.size, root: Hash.sha256([1])
        ).signed(by: b.desks.office.keys.journal)
        for note in [point.note, other.bytes] {
            let body = Array("old 0\n\n".utf8) + note
            _ = try a.desks.logbook.addCheckpoint(body)
        }
        let stated = try await ask([
            demande("dpo", .get, Routes.localDirectory), demande("dpo", .get, Routes.localState),
            resume("dpo", "?motif=partenaire&partenaire=b.example"),
            demande("dpo", .get, Routes.localDirectory),
        ])
        #expect(stated.map(\.status) == [200, 200, 200, 200])
        let directories = try [stated[0], stated[3]].map {
            try LocalDirectory(JSONValue.parse($0.body)).suspensions.map(\.structure)
        }
        #expect(directories == [[b.structure], []])
        let state = try ServiceState(JSONValue.parse(stated[1].body))
        #expect(state.suspensions.map(\.structure) == [b.structure] && state.signed != nil)
        #expect(try ResumedLog(JSONValue.parse(stated[2].body)).epoch == nil)
    }

    @Test("reconnaître une alarme : le DPO seul, un numéro, un motif de la liste")
    func acknowledge() async throws {
        try a.desks.office.alarm(.horloge)
        let n = try a.store.read { try $0.logState() }.frontier.size - 1
        func ask(_ local: String, _ query: String) throws -> PeerRequest {
            try demande(local, .post, Routes.localAlarms + query)
        }
        let answers = try await self.ask([
            ask("referent", "?n=\(n)&motif=corrigee"), ask("dpo", "?motif=corrigee"),
            ask("dpo", "?n=-1&motif=corrigee"), ask("dpo", "?n=\(n)&motif=parce-que"),
            ask("dpo", "?n=\(n)&motif=corrigee&avant=oui"), ask("dpo", "?n=\(n)&motif=corrigee"),
        ])
        #expect(answers.map(\.status) == [403, 400, 400, 400, 200, 404])
        #expect(try AcknowledgedAlarms(JSONValue.parse(answers[4].body)).numbers == [n])
    }

    @Test("une époque se dit connue d'un administrateur, après une restauration seulement")
    func epoch() async throws {
        let answers = try await ask([
            demande("admin", .post, Routes.localEpoch),
            demande("admin", .post, Routes.localEpoch(known: 2)),
            demande("referent", .post, Routes.localEpoch(known: 2)),
            demande("dpo", .get, Routes.localLogWitnesses),
            demande("referent", .get, Routes.localLogWitnesses),
        ])
        #expect(answers.map(\.status) == [400, 409, 403, 200, 403])
        #expect(answers[3].body == Array("[]".utf8))
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
}
