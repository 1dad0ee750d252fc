import BureauAccess
import LiaisonBase
import LiaisonSchema
import Synchronization
import Testing

@testable import agir_liaison_frontal

@Suite("Frontal : ce qui passe d'un navigateur à un bureau")
struct FrontRelayTests {
    @Test("un navigateur ne dit rien à la place du frontal ; ses cookies d'entrée y restent")
    func forwarded() throws {
        let street = try Street()
        let session = try street.admit().session
        let request = FrontRequest(
            method: "POST", target: "/ab12/envoyer?x=1", host: "bureau.agir38.example",
            fields: [
                FrontField("Cookie", "__Host-entree=aa; bureau=bb; __Host-navigateur=cc"),
                FrontField("Cookie", "__Host-entree=dd"),
                FrontField("Liaison-Agent", "agir38.example/denis.exemple"),
                FrontField("LIAISON-SESSION", "faux"), FrontField("Connection", "close, X-Saut"),
                FrontField("X-Saut", "1"), FrontField("Transfer-Encoding", "chunked"),
                FrontField("X-Forwarded-For", "203.0.113.9"), FrontField("Expect", "100-continue"),
                FrontField("Content-Type", "application/x-www-form-urlencoded"),
                FrontField("Content-Length", "3"),
            ])
        let forwarded = FrontRelay.forwarded(request, session)
        #expect(forwarded.method == "POST" && forwarded.target == "/ab12/envoyer?x=1")
        #expect(forwarded.host == "bureau.agir38.example")
        #expect(
            forwarded.fields == [
                FrontField("Cookie", "bureau=bb"),
                FrontField("Content-Type", "application/x-www-form-urlencoded"),
                FrontField("Content-Length", "3"), FrontField("Liaison-Session", session.id),
                FrontField("Liaison-Agent", "agir38.example/claire.exemple"),
                FrontField("Liaison-Echecs", "0"),
            ])
    }

    @Test("la fin qu'un bureau dit reste au frontal, et il n'en pose pas les cookies")
    func returned() {
        let fields = [
            FrontField("Content-Type", "text/html"),
            FrontField("Set-Cookie", "bureau=x; Path=/ab12/"),
            FrontField("Set-Cookie", "__Host-entree=volee; Path=/"),
            FrontField("Transfer-Encoding", "chunked"), FrontField("Liaison-Autre", "1"),
        ]
        let kept = [fields[0], fields[1]]
        #expect(FrontRelay.returned(fields).fields == kept)
        #expect(!FrontRelay.returned(fields).isOver)
        let (ended, isOver) = FrontRelay.returned(fields + [FrontField("liaison-fin", "oui")])
        #expect(ended == kept && isOver)
    }

    @Test("la première page est sous le chemin du bureau, et nulle part ailleurs")
    func firstPage() {
        let bits = String(repeating: "0a", count: 16)
        func page(_ text: String) -> String? { FrontRelay.firstPage(Array(text.utf8)) }
        for path in ["/\(bits)/", "/\(bits)/entree/\(bits)"] { #expect(page(path) == path) }
        for wrong in [
            "", "/", "//\(bits)/", "https://ailleurs.example/\(bits)", "/\(bits)/\r\nSet-Cookie: a",
            "/\(bits)/?a", "/\(bits)/..é", "/\(bits)/" + String(repeating: "a", count: 200),
        ] {
            #expect(page(wrong) == nil, "\(wrong)")
        }
    }

    @Test("qui tient beaucoup de connexions n'en prend à personne ; un mandataire les a toutes")
    func connections() {
        let places = NetworkPlace(proxies: ["127.0.0.1"])
        func holder(_ address: String) -> String? {
            places.holder(of: address)
        }
        #expect(holder("127.0.0.1") == nil)
        #expect(holder("2001:db8::1") == holder("2001:db8::2"))
        let (one, other) = (holder("203.0.113.9"), holder("203.0.113.10"))
        #expect(one != nil && one != other)
        let count = ConnectionCount()
        let held = (0..<100).compactMap { _ in count.begin(from: one, close: {}) }
        #expect(held.count == ConnectionCount.mostFromOne)
        #expect(count.begin(from: other, close: {}) != nil)
        count.end(held[0])
        count.end(held[0])
        #expect(count.begin(from: one, close: {}) != nil)
        #expect(count.begin(from: one, close: {}) == nil)
        let more = (0..<2_000).compactMap { _ in count.begin(from: nil, close: {}) }
        #expect(more.count == 2_000)
    }

    private final class Closed: Sendable {
        private let state = Mutex<[Int]>([])
        var numbers: [Int] { state.withLock { $0 } }
        func add(_ number: Int) { state.withLock { $0.append(number) } }
    }

    @Test("qui a mille endroits n'enferme personne dehors : la plus ancienne sans session cède")
    func crowd() throws {
        let count = ConnectionCount()
        let closed = Closed()
        let held = try (0..<ConnectionCount.most).map { number in
            let one = count.begin(from: "\(number)", close: { closed.add(number) })
            return try #require(one)
        }
        // Hers has a session: it stays, though it is the oldest.
        count.know(held[0])
        let elsewhere = count.begin(from: "ailleurs") {}
        let next = try #require(elsewhere)
        #expect(closed.numbers == [1])
        count.end(held[1])
        count.end(held[2])
        #expect(count.begin(from: "1", close: {}) != nil)
        #expect(closed.numbers == [1])
        // Where all are known there is no room.
        for one in held { count.know(one) }
        count.know(next)
        let second = count.begin(from: "2") {}
        let last = try #require(second)
        count.know(last)
        #expect(count.begin(from: "3", close: {}) == nil)
        count.end(last)
        #expect(count.begin(from: "3", close: {}) != nil)
    }
}
