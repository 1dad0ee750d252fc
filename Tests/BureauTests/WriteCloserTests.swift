import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import agir_liaison_bureau

@Suite("Ce qu'un formulaire envoie ne reste pas dans la mémoire de sa connexion")
struct WriteCloserTests {
    private static let answer = HTTPResponsePart.head(HTTPResponse(status: .ok))

    /// A connection as the bureau has it on loopback, on which a request came; not to its end.
    private func connection(_ method: HTTPRequest.Method) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handlers: Bureau.handlers(Crowd(most: 3)))
        try channel.connect(to: .init(unixDomainSocketPath: "/x")).wait()
        let head = HTTPRequest(method: method, scheme: nil, authority: nil, path: "/")
        try channel.writeInbound(HTTPRequestPart.head(head))
        return channel
    }

    /// Whether it stays open behind an answer that is whole, and what that says of it.
    private func answer(_ channel: EmbeddedChannel) throws -> (isOpen: Bool, said: String?) {
        try channel.writeOutbound(Self.answer)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.run()
        guard case .head(let head) = try channel.readOutbound(as: HTTPResponsePart.self) else {
            return (channel.isActive, nil)
        }
        return (channel.isActive, head.headerFields[.connection])
    }

    @Test("une écriture finit sa connexion une fois répondue, et le dit ; une lecture la garde")
    func writes() throws {
        let reading = try connection(.get)
        try reading.writeInbound(HTTPRequestPart.end(nil))
        let read = try answer(reading)
        #expect(read.isOpen && read.said == nil)
        // On the same connection, as a browser does.
        try reading.writeInbound(
            HTTPRequestPart.head(
                HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/")))
        try reading.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "phrase=une+phrase")))
        try reading.writeInbound(HTTPRequestPart.end(nil))
        #expect(reading.isActive)
        while try reading.readOutbound(as: HTTPResponsePart.self) != nil {}
        let wrote = try answer(reading)
        #expect(!wrote.isOpen && wrote.said == "close")
    }

    @Test("répondue avant d'être toute lue, elle ne finit qu'ensuite : la réponse n'est pas perdue")
    func early() throws {
        let channel = try connection(.post)
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "a=")))
        let refused = try answer(channel)
        #expect(refused.isOpen && refused.said == "close")
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "b")))
        #expect(channel.isActive)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.run()
        #expect(!channel.isActive)
    }
}
