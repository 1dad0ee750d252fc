import LiaisonBase
import Testing

@testable import LiaisonCrypto

/// Shares that nobody could have sealed with: a header failure, for whom the stanza was not made too
/// (c2sp.org/age).
@Suite("Parts impossibles des destinataires age")
struct AgeShareTests {
    /// Where the share's X25519 point ends: alone, or last in X-Wing's encapsulation.
    private static let kinds: [(AgeIdentity.Kind, type: String)] = [
        (.x25519, X25519.stanzaType), (.hybrid, Hybrid.stanzaType),
    ]

    /// The points of order 1, 2, 4 and 8, canonical and not (RFC 7748, section 6.1).
    private static let lowOrder: [[UInt8]] = {
        let last: [UInt8] = [UInt8](repeating: 0xFF, count: 30) + [0x7F]
        let zero = [UInt8](repeating: 0, count: 31)
        let eighth = [
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        ].compactMap(Hex.decode)
        let low = [[0] + zero, [1] + zero, [0xEC] + last, [0xED] + last, [0xEE] + last] + eighth
        // The highest bit does not count (RFC 7748, section 5).
        return low + low.map { $0.dropLast() + [$0[31] | 0x80] }
    }()

    private struct Sealed {
        let identity: AgeIdentity
        let fileKey: [UInt8]
        let stanza: AgeStanza
        let type: String

        init(_ kind: AgeIdentity.Kind, _ type: String) throws {
            identity = try .generate(kind)
            fileKey = Sodium.randomBytes(16)
            stanza = try identity.recipient.wrap(fileKey: fileKey)
            self.type = type
        }

        var share: [UInt8] { Base64.decode(stanza.arguments[1], padded: false) ?? [] }

        func open(_ arguments: [String], body: [UInt8]? = nil) throws -> [UInt8]? {
            try identity.unwrap(AgeStanza(arguments: arguments, body: body ?? stanza.body))
        }

        func open(share: [UInt8]) throws -> [UInt8]? {
            try open([type, Base64.encode(share, padded: false)])
        }
    }

    @Test("la part est un point d'ordre petit")
    func order() throws {
        #expect(Self.lowOrder.count == 14 && Self.lowOrder.allSatisfy { $0.count == 32 })
        for (kind, type) in Self.kinds {
            let sealed = try Sealed(kind, type)
            #expect(try sealed.open(share: sealed.share) == sealed.fileKey)
            for point in Self.lowOrder {
                #expect(throws: CryptoError(.header, ""), "\(type) \(point)") {
                    try sealed.open(share: sealed.share.dropLast(32) + point)
                }
            }
        }
    }

    @Test("la part n'a pas sa longueur, ou n'est pas du Base64 sans remplissage")
    func length() throws {
        for (kind, type) in Self.kinds {
            let sealed = try Sealed(kind, type)
            let share = sealed.share
            for wrong in [
                [], Array(share.dropLast()), share + [0], Array(share.dropFirst()), share + share,
            ] {
                #expect(throws: CryptoError(.header, "")) { try sealed.open(share: wrong) }
            }
            let text = sealed.stanza.arguments[1]
            for wrong in [
                [type], [type, text, text], [type, text + "="], [type, String(text.dropLast())],
                [type, String(text.dropLast()) + "-"],
            ] {
                #expect(throws: CryptoError(.header, "")) { try sealed.open(wrong) }
            }
            for body in [[], Array(sealed.stanza.body.dropLast()), sealed.stanza.body + [0]] {
                #expect(throws: CryptoError(.header, "")) {
                    try sealed.open(sealed.stanza.arguments, body: body)
                }
            }
        }
    }

    @Test("une autre part possible est pour quelqu'un d'autre, et non un en-tête abîmé")
    func other() throws {
        for (kind, type) in Self.kinds {
            let sealed = try Sealed(kind, type)
            let (mine, other) = (sealed.share, try Sealed(kind, type).share)
            #expect(try sealed.open(share: other) == nil)
            #expect(try sealed.open(share: mine.dropLast(32) + other.suffix(32)) == nil)
            // ML-KEM rejects in silence: any ciphertext of its size gives some secret (FIPS 203).
            guard kind == .hybrid else { continue }
            #expect(try sealed.open(share: [mine[0] ^ 1] + mine.dropFirst()) == nil)
        }
    }

    @Test("rien ne se scelle pour un point d'ordre petit")
    func sealing() throws {
        let hybrid = try AgeIdentity.generate(.hybrid).recipient.publicKey
        for point in Self.lowOrder {
            for recipient in [
                AgeRecipient(x25519: point), AgeRecipient(hybrid: hybrid.dropLast(32) + point),
            ] {
                #expect(throws: CryptoError(.encoding, "")) { try Age.seal([7], to: [recipient]) }
            }
        }
    }
}
