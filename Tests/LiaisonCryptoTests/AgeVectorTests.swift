import Foundation
import LiaisonBase
import ProgramSupport
import Testing

@testable import LiaisonCrypto

/// The published vectors of the age format (C2SP/CCTV), from the folder that `AGE_TESTKIT` names.
@Suite("Vecteurs publiés d'age")
struct AgeVectorTests {
    struct Vector {
        var expect = ""
        var payload: String?
        var identities: [String] = []
        var passphrases: [String] = []
        var isArmored = false
        var file: [UInt8] = []
    }

    private static let folder =
        ProcessInfo.processInfo.environment["AGE_TESTKIT"]
        ?? URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../shared/age-testkit"
        ).standardized.path()

    private static let names =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

    private static func read(_ name: String) throws -> Vector {
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
        var vector = Vector()
        var rest = bytes[...]
        var isCompressed = false
        while let end = rest.firstIndex(of: 0x0A), end > rest.startIndex {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            let colon = try #require(line.firstIndex(of: ":"))
            let value = String(line[line.index(colon, offsetBy: 2)...])
            switch line[..<colon] {
            case "expect": vector.expect = value
            case "payload": vector.payload = value
            case "identity": vector.identities.append(value)
            case "passphrase": vector.passphrases.append(value)
            case "armored": vector.isArmored = value == "yes"
            case "compressed": isCompressed = value == "zlib"
            case "file key", "comment": break
            default: Issue.record("clé inconnue dans \(name) : \(line[..<colon])")
            }
        }
        vector.file = Array(rest.dropFirst())
        if isCompressed { vector.file = try inflate(vector.file) }
        return vector
    }

    /// Decompresses a zlib stream (RFC 1950) with Debian's gzip, which knows the same deflate data
    /// under another frame. gzip misses its own trailer, so the Adler-32 is checked here.
    private static func inflate(_ zlib: [UInt8]) throws -> [UInt8] {
        let frame: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        let input = frame + zlib.dropFirst(2).dropLast(4) + [UInt8](repeating: 0, count: 8)
        let inflated = try Program.run("/bin/gzip", ["-dc"], input: input).output
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in inflated {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        let sum = zlib.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        try #require(high << 16 | low == sum)
        return inflated
    }

    @Test("le dossier des vecteurs est là et rempli, ou son absence est dite")
    func present() {
        guard FileManager.default.fileExists(atPath: Self.folder) else {
            print(
                "AVERTISSEMENT : pas de dossier \(Self.folder), les vecteurs age ne sont pas vérifiés."
            )
            return
        }
        #expect(Self.names.count >= 110)
        print("\(Self.names.count) vecteurs age vérifiés.")
    }

    @Test("chaque vecteur s'ouvre, ou échoue de la façon attendue", arguments: names)
    func vector(name: String) throws {
        let vector = try Self.read(name)
        var plaintext: [UInt8] = []
        var kind = "success"
        let file = Age.source(vector.file)
        let source = vector.isArmored ? Age.dearmored(file) : file
        do {
            if let passphrase = vector.passphrases.first {
                var bytes = Array(passphrase.utf8)
                try Age.open(
                    passphrase: SecretBytes(taking: &bytes), limit: Age.WorkFactorLimit.own,
                    from: source
                ) { plaintext += $0 }
            } else {
                let identities = try vector.identities.map { try AgeIdentity(text: $0) }
                try Age.open(with: identities, from: source) { plaintext += $0 }
            }
        } catch let error as CryptoError {
            kind = Self.kind(of: error.code)
        }
        #expect(kind == vector.expect)
        // Every byte let out is hashed, before a failure too.
        let released = Hex.encode(Hash.sha256(plaintext))
        let nothing = Hex.encode(Hash.sha256([]))
        #expect(released == vector.payload ?? nothing)
    }

    private static func kind(of code: CryptoError.Code) -> String {
        switch code {
        case .armor: "armor failure"
        case .header, .workFactor, .tooLarge: "header failure"
        case .headerMAC: "HMAC failure"
        case .noMatch, .passphrase: "no match"
        case .payload: "payload failure"
        default: code.rawValue
        }
    }
}
