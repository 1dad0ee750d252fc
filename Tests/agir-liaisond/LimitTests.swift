import HTTPTypes
import Hummingbird
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Ce qu'un listener laisse prendre à ses clients")
struct LimitTests {
    @Test("une foule de connexions ferme la plus ancienne qui ne sert pas, jamais celle qu'on sert")
    func crowd() throws {
        let connections = ConnectionGuard(limit: 3)
        let channels = try (0..<3).map { _ in
            let channel = EmbeddedChannel(handler: connections.handler())
            try channel.connect(to: .init(unixDomainSocketPath: "/x")).wait()
            return channel
        }
        try channels[0].writeInbound(Self.head)
        let fourth = EmbeddedChannel(handler: connections.handler())
        for channel in channels { channel.embeddedEventLoop.run() }
        #expect(channels.map(\.isActive) == [true, false, true])
        // The first one is answered: it is idle now, and younger than the third.
        try channels[0].writeOutbound(HTTPResponsePart.end(nil))
        let fifth = EmbeddedChannel(handler: connections.handler())
        for channel in channels { channel.embeddedEventLoop.run() }
        #expect(channels.map(\.isActive) == [true, false, false])
        withExtendedLifetime((fourth, fifth)) {}
    }

    private static var head: HTTPRequestPart {
        .head(HTTPRequest(method: .put, scheme: nil, authority: nil, path: "/"))
    }

    @Test("un corps qui goutte est coupé, un corps lent mais régulier ne l'est pas")
    func pace() throws {
        for (bytes, survives) in [(ConnectionGuard.pace, true), (ConnectionGuard.pace - 1, false)] {
            let channel = EmbeddedChannel(handler: ConnectionGuard().handler())
            try channel.connect(to: .init(unixDomainSocketPath: "/x")).wait()
            try channel.writeInbound(Self.head)
            for _ in 0..<5 where channel.isActive {
                try channel.writeInbound(
                    HTTPRequestPart.body(ByteBuffer(repeating: 0, count: bytes)))
                channel.embeddedEventLoop.advanceTime(by: ConnectionGuard.look)
            }
            #expect(channel.isActive == survives)
            if survives {
                try channel.writeInbound(HTTPRequestPart.end(nil))
                channel.embeddedEventLoop.advanceTime(by: .minutes(1))
                #expect(channel.isActive)
            }
        }
    }

    @Test("qui demande sans attendre les réponses, ou ne les lit pas, est coupé")
    func deaf() throws {
        let eager = EmbeddedChannel(handler: ConnectionGuard().handler())
        try eager.connect(to: .init(unixDomainSocketPath: "/x")).wait()
        for _ in 0..<ConnectionGuard.pipelined {
            try eager.writeInbound(Self.head)
            try eager.writeInbound(HTTPRequestPart.end(nil))
        }
        #expect(eager.isActive)
        try eager.writeOutbound(HTTPResponsePart.end(nil))
        try eager.writeInbound(Self.head)
        #expect(eager.isActive)
        try eager.writeInbound(Self.head)
        #expect(!eager.isActive)

        for hears in [true, false] {
            let channel = EmbeddedChannel(handler: ConnectionGuard().handler())
            try channel.connect(to: .init(unixDomainSocketPath: "/x")).wait()
            channel.isWritable = false
            channel.pipeline.fireChannelWritabilityChanged()
            channel.embeddedEventLoop.advanceTime(by: .seconds(29))
            if hears {
                channel.isWritable = true
                channel.pipeline.fireChannelWritabilityChanged()
            }
            channel.embeddedEventLoop.advanceTime(by: .seconds(29))
            #expect(channel.isActive == hears)
        }
    }

    @Test("un corps sans fin est coupé")
    func endless() throws {
        let channel = EmbeddedChannel(handler: ConnectionGuard().handler())
        try channel.connect(to: .init(unixDomainSocketPath: "/x")).wait()
        try channel.writeInbound(Self.head)
        var sent = 0
        while channel.isActive, sent < 2 * ConnectionGuard.bodyLimit {
            try channel.writeInbound(
                HTTPRequestPart.body(ByteBuffer(repeating: 0, count: 1_024 * 1_024)))
            _ = try channel.readInbound(as: HTTPRequestPart.self)
            sent += 1_024 * 1_024
        }
        #expect(sent <= ConnectionGuard.bodyLimit + 1_024 * 1_024)
    }

    @Test(
        "la mémoire des corps : une part à chaque clé, une petite à tous les inconnus, rendue ensuite"
    )
    func budget() throws {
        let horloge = TestClock()
        let budget = RequestBudget(now: { horloge.now })
        func isRefused(_ bytes: Int, _ key: String?) -> Bool {
            (try? budget.take(bytes, for: key)) == nil
        }
        var leases = [try budget.take(RequestBudget.oneKey, for: "a")]
        #expect(isRefused(1, "a"))
        #expect(!isRefused(Limits.pli, "b"))
        #expect(isRefused(RequestBudget.strangers + 1, nil))
        leases += [try budget.take(RequestBudget.strangers, for: nil)]
        #expect(isRefused(1, nil))
        for key in ["b", "c", "d"] {
            leases.append(try budget.take(RequestBudget.oneKey, for: key))
        }
        #expect(isRefused(Limits.pli, "e"))
        leases.removeAll()
        #expect(!isRefused(Limits.pli, "a") && !isRefused(RequestBudget.strangers, nil))
    }

    /// What was written so far.
    private final class Suivi: Sendable {
        let pieces = Mutex<[Int]>([])
    }

    /// Takes what is written, piece by piece.
    private struct TextReader: ResponseBodyWriter {
        let each: @Sendable (Int) -> Void
        func write(_ buffer: ByteBuffer) async throws { each(buffer.readableBytes) }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    @Test(
        "une réponse est au compte de qui la demande jusqu'à ce qu'elle soit écrite, une petite toujours donnée"
    )
    func answers() async throws {
        let horloge = TestClock()
        let budget = RequestBudget(now: { horloge.now })
        let routes = AnswerMiddleware<BasicRequestContext>(budget: budget)
        @Sendable func answer(
            _ bytes: Int, to key: String?, isShared: Bool = false
        ) async throws -> Response {
            try await routes.handle(
                Request(
                    head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/"),
                    body: .init(buffer: ByteBuffer())),
                context: BasicRequestContext(
                    source: .init(channel: EmbeddedChannel(), logger: Logger(label: "essai")))
            ) { _, _ in
                if let key { Asker.current?.identify(key, isShared: isShared) }
                return Response(status: .ok, bytes: Array(repeating: 1, count: bytes), type: "x/y")
            }
        }
        var held = [try await answer(Limits.pli, to: "a")]
        #expect(held[0].headers[.contentLength] == "\(Limits.pli)")
        let refusal = await #expect(throws: Refusal.self) { try await answer(Limits.pli, to: "a") }
        #expect(refusal?.code == .tropDeDemandes)
        // What is done is told, and the others have their own.
        held.append(try await answer(RequestBudget.smallAnswer, to: "a"))
        held.append(try await answer(Limits.pli, to: "b"))
        await #expect(throws: Refusal.self) {
            try await answer(RequestBudget.strangers + 1, to: nil)
        }
        // What many read at once is theirs together: each has a piece of it, however full.
        held.append(try await answer(Limits.pli, to: "b", isShared: true))
        #expect(throws: Refusal.self) {
            try budget.take(RequestBudget.oneKey - Limits.pli, for: "b")
        }
        // Counted as long as a piece is left, whoever reads slowly.
        let suivi = Suivi()
        try await held.removeFirst().body.write(
            TextReader { bytes in
                // Refused as long as a piece is left.
                guard (try? budget.take(Limits.pli, for: "a")) == nil else { return }
                suivi.pieces.withLock { $0.append(bytes) }
            })
        let pieces = suivi.pieces.withLock { $0 }
        #expect(pieces.count > 500 && pieces.allSatisfy { $0 <= 64 * 1_024 })
        #expect(pieces.reduce(0, +) == Limits.pli)
        // The small one is counted too.
        _ = try await answer(RequestBudget.oneKey - RequestBudget.smallAnswer, to: "a")
        await #expect(throws: Refusal.self) { try await answer(RequestBudget.oneKey, to: "a") }
        withExtendedLifetime(held) {}
    }

    @Test("des demandes que personne de connu ne signe : tant à la fois, puis tant à la seconde")
    func strangers() throws {
        let horloge = TestClock()
        let budget = RequestBudget(now: { horloge.now })
        func admitted() -> Int64 {
            var count: Int64 = 0
            while (try? budget.countStranger()) != nil { count += 1 }
            return count
        }
        let (perSecond, burst) = RequestBudget.strangersPace
        #expect(admitted() == burst)
        horloge.advance(2)
        #expect(admitted() == 2 * perSecond)
        horloge.advance(1_000_000)
        #expect(admitted() == burst)
        // A clock that is set back does not shut them out.
        horloge.advance(-86_400)
        #expect(admitted() == 0)
        horloge.advance(1)
        #expect(admitted() == perSecond)
    }
}
