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
            replays.judge(signer: key, nonce: nonce, created: created, now: now)
        }
        #expect(judge("1", created: now) == .fresh)
        #expect(judge("1", created: now) == .replayed)
        #expect(judge("1", created: now, key: "b") == .fresh)
        #expect(judge("2", created: now - 300) == .fresh)
        #expect(judge("3", created: now - 301) == .clock(now))
        #expect(judge("4", created: now + 300) == .ahead)
        #expect(judge("9", created: now + 1) == .fresh)
        #expect(judge("5", created: now + 301) == .clock(now))
        #expect(judge("6", created: .min) == .clock(now))
        #expect(judge("6", created: .max) == .clock(now))
        let young = ReplayGuard(start: now, elapsed: { 0 })
        #expect(
            young.judge(signer: "a", nonce: "7", created: now, now: now) == .clock(now + 2))
        #expect(young.judge(signer: "a", nonce: "8", created: now + 2, now: now) == .ahead)
    }

    @Test(
        "tant qu'une demande est dans la fenêtre, sa copie est refusée, même quand la mémoire déborde"
    )
    func memory() {
        let replays = ReplayGuard(start: 0, perSigner: 10, elapsed: { 0 })
        for nonce in 0..<10 {
            #expect(
                replays.judge(signer: "a", nonce: "\(nonce)", created: 1_000, now: 1_000) == .fresh)
        }
        #expect(replays.judge(signer: "a", nonce: "x", created: 1_000, now: 1_000) == .tooMany)
        #expect(replays.judge(signer: "a", nonce: "3", created: 1_000, now: 1_300) == .replayed)
        #expect(replays.judge(signer: "b", nonce: "x", created: 1_000, now: 1_000) == .fresh)
        // Out of the window they are forgotten, and too old to come again.
        #expect(replays.judge(signer: "a", nonce: "x", created: 1_301, now: 1_301) == .fresh)
        #expect(replays.judge(signer: "a", nonce: "3", created: 1_000, now: 1_301) == .clock(1_301))
    }

    @Test(
        "l'horloge reculée en marche : servi aussitôt, à l'heure que le service dit, et rien ne se rejoue",
        arguments: [301, 86_400, 900_000_000] as [Int64])
    func setBack(by seconds: Int64) {
        let start: Int64 = 1_795_000_000
        let elapsed = Mutex<Int64>(0)
        let replays = ReplayGuard(start: start, elapsed: { elapsed.withLock { $0 } })
        func judge(_ nonce: String, created: Int64, wall: Int64) -> ReplayGuard.Verdict {
            replays.judge(signer: "a", nonce: nonce, created: created, now: wall)
        }
        elapsed.withLock { $0 = 100 }
        #expect(judge("1", created: start + 100, wall: start + 100) == .fresh)
        elapsed.withLock { $0 = 110 }
        let wall = start + 110 - seconds
        // Whoever has the same wrong time is told which one counts here.
        #expect(judge("2", created: wall, wall: wall) == .clock(start + 110))
        #expect(judge("2", created: start + 110, wall: wall) == .ahead)
        #expect(judge("1", created: start + 100, wall: wall) == .replayed)
        // Whoever has the right one is served.
        #expect(judge("3", created: start + 111, wall: wall) == .ahead)
        // What was seen is forgotten with its window, and is then too old.
        elapsed.withLock { $0 = 500 }
        #expect(judge("1", created: start + 100, wall: wall + 390) == .clock(start + 500))
    }

    @Test(
        "une demande datée d'avance et prise n'est plus prise après un redémarrage, à quelque seconde que ce soit",
        arguments: 0...310 as ClosedRange<Int64>)
    func restarted(after seconds: Int64) {
        let start: Int64 = 1_795_000_000
        for offset in [-300, -2, -1, 0, 1, 2, 200, 300] as [Int64] {
            let before = ReplayGuard(start: start - 1_000, elapsed: { 0 })
            let created = start + offset
            let verdict = before.judge(signer: "a", nonce: "1", created: created, now: start)
            let noted = verdict == .ahead ? ["a": created] : [:]
            let after = ReplayGuard(start: start, noted: noted, elapsed: { 0 })
            let wall = start + seconds
            func judge(_ nonce: String, _ created: Int64, _ signer: String = "a")
                -> ReplayGuard.Verdict
            { after.judge(signer: signer, nonce: nonce, created: created, now: wall) }
            guard case .clock(let told) = judge("1", created) else {
                Issue.record("\(offset)")
                return
            }
            // Whoever is told the time is taken with it, in the first second but for what came furthest ahead.
            #expect(told > created && told >= wall)
            if offset < 300 || seconds > 0 {
                #expect([.fresh, .ahead].contains(judge("2", told)), "\(offset)")
            }
            // Another signer waits for nobody.
            #expect([.fresh, .ahead].contains(judge("3", max(wall, start + 2), "b")))
        }
    }

    @Test("un redémarrage après un recul de l'horloge : servi à l'heure d'avant, rien ne se rejoue")
    func restartedSetBack() {
        let old: Int64 = 1_795_000_000
        let wall = old - 86_400
        let after = ReplayGuard(start: wall, noted: ["a": old, "b": old + 300], elapsed: { 0 })
        func judge(_ created: Int64) -> ReplayGuard.Verdict {
            after.judge(signer: "a", nonce: "\(created)", created: created, now: wall)
        }
        #expect(judge(wall) == .clock(old + 1))
        #expect(judge(old) == .clock(old + 1))
        #expect(judge(old + 1) == .ahead)
    }

    @Test("un signataire qui remplit sa table n'arrête que lui")
    func crowd() {
        let replays = ReplayGuard(start: 0, perSigner: 1_000, elapsed: { 0 })
        func judge(_ signer: String, _ nonce: Int) -> ReplayGuard.Verdict {
            replays.judge(signer: signer, nonce: "\(nonce)", created: 1_000, now: 1_000)
        }
        for nonce in 0..<1_000 { #expect(judge("b.example/service", nonce) == .fresh) }
        #expect(judge("b.example/service", 1_000) == .tooMany)
        #expect(judge("c.example/service", 0) == .fresh)
        #expect(judge("a.example/lea", 0) == .fresh)
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
