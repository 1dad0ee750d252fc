import Foundation
import LiaisonAgent
import LiaisonCrypto
import TestSupport
import Testing

/// What asks the keeping process, against one that a test plays; `phrase-et-secours.txt` has the true one.
@Suite("L'identité gardée ouverte") struct KeeperTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var keeper: Keeper { Keeper(path: "\(folder.path)/s") }

    /// Answers one client, then stops listening.
    ///
    /// - Returns: what it was asked, once it was.
    private func plays(_ answer: [UInt8]) throws -> AsyncStream<UInt8> {
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: keeper.path.utf8) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0 && listen(listener, 1) == 0)
        let (asked, said) = AsyncStream.makeStream(of: UInt8.self)
        // A thread of its own: what asks waits on one of those that tests share.
        Thread.detachNewThread {
            let client = accept(listener, nil, nil)
            defer {
                close(client)
                close(listener)
                said.finish()
            }
            var word: UInt8 = 0
            guard recv(client, &word, 1, 0) == 1 else { return }
            said.yield(word)
            _ = answer.withUnsafeBytes {
                send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        }
        return asked
    }

    @Test("ce qui est gardé se rend, sans phrase")
    func given() async throws {
        let identity = try AgentIdentity.generate(.hybrid)
        let asked = try plays(identity.fileBytes())
        #expect(try keeper.identity()?.signing.publicKey == identity.signing.publicKey)
        #expect(await asked.first { _ in true } == UInt8(ascii: "O"))
    }

    @Test("personne ne garde rien : la phrase est à demander")
    func nobody() throws {
        #expect(try keeper.identity() == nil)
        #expect(!keeper.lock())
        try Data().write(to: URL(filePath: keeper.path))
        #expect(try keeper.identity() == nil)
    }

    @Test("ce qui n'est pas une identité, ou n'en finit pas, n'en est pas une")
    func junk() async throws {
        for answer in [Array("bonjour".utf8), [UInt8](repeating: 0x41, count: 100_000)] {
            let asked = try plays(answer)
            #expect(throws: CryptoError.self) { try keeper.identity() }
            _ = await asked.first { _ in true }
            try FileManager.default.removeItem(atPath: keeper.path)
        }
        let asked = try plays([])
        #expect(try keeper.identity() == nil)
        _ = await asked.first { _ in true }
    }

    @Test("verrouiller attend que le gardien ait oublié")
    func locking() async throws {
        let asked = try plays([])
        #expect(keeper.lock())
        #expect(await asked.first { _ in true } == UInt8(ascii: "V"))
    }
}
