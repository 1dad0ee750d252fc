import LiaisonCrypto
import LiaisonSchema
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import LiaisonHTTP

@Suite("Ce que les réponses d'un partenaire peuvent prendre")
struct AnswerLimitTests {
    /// What a partner's daemon sends, and what is heard of it.
    private func heard(_ bytes: [[UInt8]], limit: Int) throws -> SignedClient.Answer {
        let channel = EmbeddedChannel()
        let promise = channel.eventLoop.makePromise(of: SignedClient.Answer.self)
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        try channel.pipeline.syncOperations.addHandler(
            AnswerHandler(
                request: (
                    HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"), []
                ), limit: limit, answer: promise))
        try channel.connect(to: .init(unixDomainSocketPath: "/x")).wait()
        for bytes in bytes where channel.isActive {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        }
        promise.fail(Cut())
        return try promise.futureResult.wait()
    }

    @Test("un grand corps part entier, par morceaux", arguments: [0, 1, 262_144, 1_000_000])
    func body(size: Int) throws {
        let channel = EmbeddedChannel()
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 251) }
        let head = HTTPRequestHead(
            version: .http1_1, method: .PUT, uri: "/", headers: ["content-length": "\(size)"])
        let promise = channel.eventLoop.makePromise(of: SignedClient.Answer.self)
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        try channel.pipeline.syncOperations.addHandler(
            AnswerHandler(request: (head, body), limit: 0, answer: promise))
        try channel.connect(to: .init(unixDomainSocketPath: "/x")).wait()
        var sent: [[UInt8]] = []
        while let piece = try channel.readOutbound(as: ByteBuffer.self) {
            sent.append(Array(piece.readableBytesView))
        }
        let all = Array(sent.joined())
        #expect(all.suffix(size).elementsEqual(body))
        #expect(sent.allSatisfy { $0.count <= 262_144 })
        promise.fail(Cut())
    }

    private struct Cut: Error {}

    private static func answer(_ status: Int, _ size: Int, announced: Int? = nil) -> [[UInt8]] {
        let head = "HTTP/1.1 \(status) x\r\ncontent-length: \(announced ?? size)\r\n\r\n"
        return [Array(head.utf8)] + chunks(size)
    }

    /// In pieces of 16 KiB at most, as they come from a socket.
    private static func chunks(_ size: Int) -> [[UInt8]] {
        stride(from: 0, to: size, by: 16_384).map {
            [UInt8](repeating: 0x7B, count: min(16_384, size - $0))
        }
    }

    @Test(
        "chaque route a sa limite, un problème la sienne, et l'octet de trop ferme",
        arguments: [
            (200, Limits.act, Limits.act, true), (200, Limits.act + 1, Limits.act, false),
            (422, Limits.act, Limits.act, true), (401, Limits.problem, Limits.act, true),
            (401, Limits.problem + 1, Limits.act, false), (401, 64 << 20, Limits.pli, false),
            (500, Limits.problem, Limits.pli, true), (404, 200, Limits.proof, true),
            (200, Limits.pli, Limits.pli, true), (201, Limits.pliPage + 1, Limits.pliPage, false),
            (409, Limits.proof + 1, Limits.proof, false),
        ])
    func limits(_ status: Int, _ size: Int, _ limit: Int, _ isHeard: Bool) throws {
        if isHeard {
            let answer = try heard(Self.answer(status, size), limit: limit)
            #expect(answer.status == status && answer.body.count == size)
        } else {
            #expect(throws: SignedClient.TooLarge.self) {
                try heard(Self.answer(status, size), limit: limit)
            }
        }
    }

    @Test("sans longueur annoncée, la même limite ; en miettes, moins encore")
    func chunked() throws {
        let head = Array("HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n".utf8)
        func body(_ sizes: [Int]) -> [[UInt8]] {
            sizes.map {
                Array("\(String($0, radix: 16))\r\n".utf8) + Array(repeating: 0x20, count: $0)
                    + [0x0D, 0x0A]
            }
        }
        let end = [Array("0\r\n\r\n".utf8)]
        let whole = try heard([head] + body([1_000, 24]) + end, limit: 1_024)
        #expect(whole.body.count == 1_024)
        #expect(throws: SignedClient.TooLarge.self) {
            try heard([head] + body([1_000, 25]) + end, limit: 1_024)
        }
        // Pieces of an honest network, then a byte at a time.
        let pieces = try heard(
            [head] + body(Array(repeating: 256, count: 4_000)) + end, limit: Limits.pli)
        #expect(pieces.body.count == 1_024_000)
        #expect(throws: SignedClient.TooLarge.self) {
            try heard([head] + body(Array(repeating: 1, count: 2_000)) + end, limit: Limits.pli)
        }
    }

    @Test("un problème de cent mille valeurs n'est qu'un statut")
    func nodes() {
        let body = Array(#"{"heure":7,"x":[\#(String(repeating: "0,", count: 30_000))0]}"#.utf8)
        #expect(body.count <= Limits.problem)
        #expect(Problem(status: 401, body: body).heure == nil)
        #expect(Problem(status: 401, body: Array(#"{"heure":7}"#.utf8)).heure == 7)
    }

    @Test("une page de plis de plus de valeurs qu'elle n'en nomme n'en est pas une")
    func page() {
        let id = PliID.random()
        #expect(PliList.read(Array(#"{"plis":["\#(id)"]}"#.utf8)) == [id])
        let many = String(repeating: "[],", count: 3_000)
        #expect(PliList.read(Array(#"{"plis":["\#(id)"],"x":[\#(many)0]}"#.utf8)) == nil)
    }
}
