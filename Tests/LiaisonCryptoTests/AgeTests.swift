import Foundation
import LiaisonBase
import ProgramSupport
import Testing

@testable import LiaisonCrypto

@Suite("Fichiers scellés age")
struct AgeTests {
    private static let chunk = AgeStream.chunkLength

    private static func content(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    @Test(
        "ce qui est scellé s'ouvre, aux bords des blocs aussi",
        arguments: [
            0, 1, 15, 16, chunk - 1, chunk, chunk + 1, 2 * chunk - 1, 2 * chunk, 3 * chunk + 7,
        ]
    )
    func roundTrip(count: Int) throws {
        let identity = try AgeIdentity.generate(.x25519)
        let content = Self.content(count)
        let sealed = try Age.seal(content, to: [identity.recipient])
        #expect(try Age.open(sealed, with: [identity]) == content)
    }

    @Test("un scellé au milieu d'un message se dit : de BEGIN à END ; rien n'en est deviné")
    func surrounded() throws {
        let identity = try AgeIdentity.generate(.x25519)
        let sealed = try Age.seal(Self.content(40), to: [identity.recipient])
        let armored = String(decoding: try Age.armored(sealed), as: UTF8.self)
        #expect(try Age.dearmored(Array("\n  \n\(armored)\n".utf8)) == sealed)
        let quoted = armored.split(separator: "\n").map { "> \($0)\n" }.joined()
        for text in [
            "Bonjour,\n\n\(armored)", "\u{FEFF}\(armored)", quoted,
            "\(armored)\nCordialement,\nClaire",
            String(repeating: "Message transféré\n", count: 1_000) + armored,
        ] {
            let error = #expect(throws: CryptoError.self) { try Age.dearmored(Array(text.utf8)) }
            #expect(error?.code == .armor)
            #expect(error?.hint.contains("BEGIN") == true && error?.hint.contains("END") == true)
        }
        // A file that only speaks of it is none, and a sealed one is never searched.
        let other = Array("Bonjour".utf8)
        #expect(try Age.dearmored(other) == other)
        #expect(try Age.dearmored(sealed + Array(armored.utf8)) == sealed + Array(armored.utf8))
    }

    @Test("un fichier coupé à n'importe quel octet ne s'ouvre pas")
    func truncation() throws {
        let identity = try AgeIdentity.generate(.x25519)
        let sealed = try Age.seal(Self.content(40), to: [identity.recipient])
        for count in 0..<sealed.count {
            #expect(throws: CryptoError.self) {
                try Age.open(sealed.prefix(count), with: [identity])
            }
        }
        // A cut between two chunks leaves only whole, authentic chunks: the final flag is what tells.
        let long = try Age.seal(Self.content(2 * Self.chunk + 1), to: [identity.recipient])
        #expect(throws: CryptoError(.payload, "")) {
            try Age.open(long.dropLast(1 + ChaCha.tagLength), with: [identity])
        }
    }

    @Test("un octet changé n'importe où est vu")
    func flips() throws {
        let identity = try AgeIdentity.generate(.x25519)
        let sealed = try Age.seal(Self.content(40), to: [identity.recipient])
        for index in sealed.indices {
            var bytes = sealed
            bytes[index] ^= 0x01
            #expect(throws: CryptoError.self) { try Age.open(bytes, with: [identity]) }
        }
    }

    @Test("des blocs échangés, répétés ou suivis d'autre chose sont vus")
    func chunks() throws {
        let identity = try AgeIdentity.generate(.x25519)
        let sealed = try Age.seal(Self.content(3 * Self.chunk), to: [identity.recipient])
        let length = Self.chunk + ChaCha.tagLength
        let head = Array(sealed.dropLast(3 * length))
        let parts = (0..<3).map { Array(sealed[(head.count + $0 * length)...].prefix(length)) }
        for order in [[1, 0, 2], [0, 0, 1, 2], [0, 1, 2, 2], [0, 2], [2]] {
            #expect(throws: CryptoError(.payload, "")) {
                try Age.open(head + order.flatMap { parts[$0] }, with: [identity])
            }
        }
        #expect(
            try Age.open(head + parts.flatMap(\.self), with: [identity]).count == 3 * Self.chunk)
        #expect(throws: CryptoError(.payload, "")) { try Age.open(sealed + [0], with: [identity]) }
    }

    @Test("chaque destinataire ouvre, un autre non")
    func recipients() throws {
        let identities = try (0..<3).map { _ in try AgeIdentity.generate(.x25519) }
        let sealed = try Age.seal([7], to: identities.map(\.recipient))
        for identity in identities { #expect(try Age.open(sealed, with: [identity]) == [7]) }
        let stranger = try AgeIdentity.generate(.x25519)
        #expect(throws: CryptoError(.noMatch, "")) { try Age.open(sealed, with: [stranger]) }
        #expect(try Age.open(sealed, with: [stranger, identities[1]]) == [7])
        #expect(throws: CryptoError(.encoding, "")) { try Age.seal([7], to: []) }
    }

    @Test("une source qui donne un octet à la fois convient")
    func dribble() throws {
        let identity = try AgeIdentity.generate(.x25519)
        let content = Self.content(Self.chunk + 3)
        var rest = try Age.seal(content, to: [identity.recipient])[...]
        var opened: [UInt8] = []
        let source: ByteSource = { buffer in
            guard let byte = rest.popFirst() else { return 0 }
            buffer[0] = byte
            return 1
        }
        try Age.open(with: [identity], from: source) { opened += $0 }
        #expect(opened == content)
    }

    @Test("une phrase secrète ouvre, une autre non, et l'effort est borné avant le calcul")
    func passphrase() throws {
        func phrase(_ text: String) throws -> SecretBytes {
            var bytes = Array(text.utf8)
            return try SecretBytes(taking: &bytes)
        }
        var sealed: [UInt8] = []
        try Age.seal(
            passphrase: phrase("correct"), workFactor: 10, from: Age.source([1, 2])
        ) { sealed += $0 }
        #expect(try Age.lock(from: Age.source(sealed)) == .passphrase)
        func open(_ bytes: [UInt8], _ text: String, limit: Int = 20) throws -> [UInt8] {
            var opened: [UInt8] = []
            try Age.open(passphrase: phrase(text), limit: limit, from: Age.source(bytes)) {
                opened += $0
            }
            return opened
        }
        #expect(try open(sealed, "correct") == [1, 2])
        #expect(throws: CryptoError(.passphrase, "")) { try open(sealed, "Correct") }
        #expect(throws: CryptoError(.workFactor, "")) { try open(sealed, "correct", limit: 9) }
        let identity = try AgeIdentity.generate(.x25519)
        #expect(throws: CryptoError(.noMatch, "")) { try Age.open(sealed, with: [identity]) }
        let other = try Age.seal([1], to: [identity.recipient])
        #expect(throws: CryptoError(.noMatch, "")) { try open(other, "correct") }
    }

    @Test("un en-tête sans fin est refusé avant de remplir la mémoire")
    func endless() throws {
        let identity = try AgeIdentity.generate(.x25519)
        var asked = 0
        #expect(throws: CryptoError(.header, "")) {
            let source: ByteSource = { buffer in
                asked += buffer.count
                for index in buffer.indices { buffer[index] = UInt8(ascii: "a") }
                return buffer.count
            }
            try Age.open(with: [identity], from: source) { _ in }
        }
        #expect(asked <= AgeHeader.limit + 8_192)
    }

    @Test("l'outil age courant ouvre ce que nous scellons, et nous ouvrons ce qu'il scelle")
    func stock() throws {
        let age = "/usr/bin/age"
        guard FileManager.default.isExecutableFile(atPath: age) else {
            print("AVERTISSEMENT : pas de \(age) ; l'essai avec l'outil courant n'est pas fait.")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let identity = try AgentIdentity.generate(.x25519)
        let key = folder.appending(path: "cle")
        try Data(identity.fileBytes()).write(to: key)
        for count in [0, 100, Self.chunk, Self.chunk + 1] {
            let content = Self.content(count)
            let sealed = folder.appending(path: "scelle-\(count)")
            try Data(Age.seal(content, to: [identity.age.recipient])).write(to: sealed)
            #expect(try Self.run(age, "-d", "-i", key.path(), sealed.path()) == content)
            let plain = folder.appending(path: "clair-\(count)")
            try Data(content).write(to: plain)
            let theirs = try Self.run(age, "-r", identity.age.recipient.description, plain.path())
            #expect(try Age.open(theirs, with: [identity.age]) == content)
        }
    }

    private static func run(_ program: String, _ arguments: String...) throws -> [UInt8] {
        let (ending, output) = try Program.run(program, arguments)
        try #require(ending == .exit(0))
        return output
    }
}
