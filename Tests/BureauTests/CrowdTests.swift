import Glibc
import HTTPTypes
import LiaisonBase
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import TestSupport
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

    @Test("la page d'entrée ne s'écrit que dans un dossier à soi seul")
    func runtime() throws {
        let folder = try TemporaryFolder()
        let own = "\(folder.path)/run"
        try PrivateFile.makeFolder(own)
        #expect(Entrance.isOwn(own))
        for mode: mode_t in [0o755, 0o1777, 0o710] {
            #expect(chmod(own, mode) == 0)
            #expect(!Entrance.isOwn(own))
        }
        #expect(!Entrance.isOwn("\(folder.path)/absent"))
        try PrivateFile.write([UInt8](), to: "\(folder.path)/fichier")
        #expect(!Entrance.isOwn("\(folder.path)/fichier"))
    }
}
