import LiaisonBase
import LiaisonSchema
import Synchronization
import Testing

@testable import LiaisonHTTP

@Suite("Rejeu, problèmes et adresses")
struct GuardTests {
    @Test("une demande ne passe qu'une fois, dans sa fenêtre, faite après le démarrage")
    func window() {
        let start: Int64 = 1_000
        let now = start + 1_000
        let replays = ReplayGuard(start: start, elapsed: { 0 })
        func judge(_ nonce: String, created: Int64, key: String = "a") -> ReplayGuard.Verdict {
            replays.judge(keyID: key, nonce: nonce, created: created, now: now)
        }
        #expect(judge("1", created: now) == .fresh)
        #expect(judge("1", created: now) == .replayed)
        #expect(judge("1", created: now, key: "b") == .fresh)
        #expect(judge("2", created: now - 300) == .fresh)
        #expect(judge("3", created: now - 301) == .clock(now))
        #expect(judge("4", created: now + 300) == .fresh)
        #expect(judge("5", created: now + 301) == .clock(now))
        #expect(judge("6", created: .min) == .clock(now))
        #expect(judge("6", created: .max) == .clock(now))
        let young = ReplayGuard(start: now, elapsed: { 0 })
        #expect(
            young.judge(keyID: "a", nonce: "7", created: now, now: now) == .clock(now + 1))
        #expect(young.judge(keyID: "a", nonce: "8", created: now + 1, now: now) == .fresh)
    }

    @Test(
        "tant qu'une demande est dans la fenêtre, sa copie est refusée, même quand la mémoire déborde"
    )
    func memory() {
        let replays = ReplayGuard(start: 0, perKey: 10, elapsed: { 0 })
        for nonce in 0..<10 {
            #expect(
                replays.judge(keyID: "a", nonce: "\(nonce)", created: 1_000, now: 1_000) == .fresh)
        }
        #expect(replays.judge(keyID: "a", nonce: "x", created: 1_000, now: 1_000) == .tooMany)
        #expect(replays.judge(keyID: "a", nonce: "3", created: 1_000, now: 1_300) == .replayed)
        #expect(replays.judge(keyID: "b", nonce: "x", created: 1_000, now: 1_000) == .fresh)
        // Out of the window they are forgotten, and too old to come again.
        #expect(replays.judge(keyID: "a", nonce: "x", created: 1_301, now: 1_301) == .fresh)
        #expect(replays.judge(keyID: "a", nonce: "3", created: 1_000, now: 1_301) == .clock(1_301))
    }

    @Test(
        "l'horloge reculée en marche : servi aussitôt, à l'heure que le service dit, et rien ne se rejoue",
        arguments: [301, 86_400, 900_000_000] as [Int64])
    func setBack(by seconds: Int64) {
        let (start, elapsed): (Int64, Mutex<Int64>) = (1_795_000_000, Mutex(0))
        let replays = ReplayGuard(start: start, elapsed: { elapsed.withLock { $0 } })
        func judge(_ nonce: String, created: Int64, wall: Int64) -> ReplayGuard.Verdict {
            replays.judge(keyID: "a", nonce: nonce, created: created, now: wall)
        }
        elapsed.withLock { $0 = 100 }
        #expect(judge("1", created: start + 100, wall: start + 100) == .fresh)
        elapsed.withLock { $0 = 110 }
        let wall = start + 110 - seconds
        // Whoever has the same wrong time is told which one counts here.
        #expect(judge("2", created: wall, wall: wall) == .clock(start + 110))
        #expect(judge("2", created: start + 110, wall: wall) == .fresh)
        #expect(judge("1", created: start + 100, wall: wall) == .replayed)
        // Whoever has the right one is served.
        #expect(judge("3", created: start + 111, wall: wall) == .fresh)
        // What was seen is forgotten with its window, and is then too old.
        elapsed.withLock { $0 = 500 }
        #expect(judge("1", created: start + 100, wall: wall + 390) == .clock(start + 500))
    }

    @Test("un problème se relit ; ce qui n'en est pas un garde son statut")
    func problems() throws {
        let problem = Problem(
            code: "interdit", status: 403, title: "Il faut le rôle dpo.", detail: "Demandez-le.",
            heure: 5, roles: ["dpo"])
        #expect(Problem(status: 403, body: problem.bytes) == problem)
        let object = try #require(JSONValue.parse(problem.bytes).object)
        #expect(object["type"]?.string == "urn:agir-liaison:probleme:interdit")
        #expect(object["status"] == .integer(403))
        for body in ["", "[]", "<html>", "{\"type\":1}", "{\"title\":\"a\",\"title\":\"b\"}"] {
            let read = Problem(status: 502, body: Array(body.utf8))
            #expect(read.code == "inconnu" && read.status == 502 && read.title.contains("502"))
        }
        let escape = Problem(status: 400, body: Array(#"{"title":"a\u001b[2Jb\u202ec"}"#.utf8))
        #expect(escape.title == "a‹U+001B›[2Jb‹U+202E›c")
        let long = Problem(
            status: 400, body: Array(#"{"title":"\#(String(repeating: "é", count: 9_000))"}"#.utf8))
        #expect(long.title == String(repeating: "é", count: 500) + "…")
    }

    @Test("les adresses d'un service : un socket absolu, ou un pair admis")
    func endpoints() {
        let good = [
            "unix:/run/x.sock", "https://a.example", "https://a.example:8443",
            "http://127.0.0.1:8080",
        ]
        for text in good { #expect(SignedClient.Endpoint(text)?.description == text) }
        let wrong = [
            "", "unix:", "unix:relatif", "unix:/" + String(repeating: "x", count: 107),
            "http://a.example", "ftp://a.example", "https://a.example/chemin",
            "https://u@a.example",
            "/run/x.sock", "https://a.example:0", "https://a.example:65536",
            "http://127.0.0.1.example",
        ]
        for text in wrong { #expect(SignedClient.Endpoint(text) == nil, "\(text)") }
    }
}
