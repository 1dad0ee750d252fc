import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import agir_liaison_bureau

@Suite("Une machine partagée : qui d'autre y est n'enferme personne dehors, et ne lit pas l'entrée")
struct CrowdTests {
    @Test(
        "une foule ferme la connexion la plus ancienne qui ne demande rien, jamais celle qu'on sert"
    )
    func crowd() throws {
        let crowd = Crowd(most: 3)
        let channels = try (0..<3).map { _ in
            let channel = EmbeddedChannel(handler: crowd.handler())
            try channel.connect(to: .init(unixDomainSocketPath: "/x")).wait()
            return channel
        }
        let head = HTTPRequestPart.head(
            HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/"))
        try channels[0].writeInbound(head)
        let fourth = EmbeddedChannel(handler: crowd.handler())
        for channel in channels { channel.embeddedEventLoop.run() }
        #expect(channels.map(\.isActive) == [true, false, true])
        // The first one is answered: it is idle now, and younger than the third.
        try channels[0].writeOutbound(HTTPResponsePart.end(nil))
        let fifth = EmbeddedChannel(handler: crowd.handler())
        for channel in channels { channel.embeddedEventLoop.run() }
        #expect(channels.map(\.isActive) == [true, false, false])
        withExtendedLifetime((fourth, fifth)) {}
    }
}
