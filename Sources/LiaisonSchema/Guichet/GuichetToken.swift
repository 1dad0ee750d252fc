import LiaisonBase
public import LiaisonCrypto

/// What a guichet's link carries after `#`: 16 random bytes in base64url, 22 characters (guichet.md, «The
/// two secrets»). It counts as known to whoever handles the mail, and is kept from logs all the same.
public struct GuichetToken: Sendable, CustomStringConvertible, CustomReflectable {
    /// Bytes.
    static let length = 16
    private let secret: SecretBytes

    /// A fresh one.
    ///
    /// - Throws: `.form` when no guarded memory can be had.
    public init() throws(SchemaError) {
        var text = Array(Base64.encodeURL(Sodium.randomBytes(Self.length)).utf8)
        secret = try crypto { () throws(CryptoError) in try SecretBytes(taking: &text) }
    }

    /// Nil for what is not the one text of 16 bytes, and when no guarded memory can be had.
    public init?(_ text: String) {
        guard Base64.decodeURL(text.utf8)?.count == Self.length else { return nil }
        var bytes = Array(text.utf8)
        guard let secret = try? SecretBytes(taking: &bytes) else { return nil }
        self.secret = secret
    }

    /// For the link, which is shown once.
    public var text: String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }

    public var name: GuichetName {
        GuichetName(
            digest: secret.withBytes { Hash.sha256(Array("agir-liaison/guichet/v1\n".utf8) + $0) })
    }

    /// What the content is sealed under.
    ///
    /// - Parameter phrase: the words, joined by one space.
    /// - Throws: `.form` when no guarded memory can be had.
    public func password(phrase: SecretBytes) throws(SchemaError) -> SecretBytes {
        try crypto { () throws(CryptoError) in
            try SecretBytes(count: phrase.count + 1 + secret.count) { memory in
                phrase.withBytes { memory.update(from: $0) }
                memory[phrase.count] = UInt8(ascii: ".")
                secret.withBytes { (memory + phrase.count + 1).update(from: $0) }
            }
        }
    }

    public var description: String { "«secret»" }
    public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

extension UnsafeMutablePointer<UInt8> {
    fileprivate func update(from bytes: UnsafeRawBufferPointer) {
        if let start = bytes.baseAddress {
            UnsafeMutableRawPointer(self).copyMemory(from: start, byteCount: bytes.count)
        }
    }
}

/// All that the daemon knows of a guichet's link.
public struct GuichetName: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let text: String

    public init?(_ text: String) {
        guard FieldReader.digest(.string(text)) != nil else { return nil }
        self.text = text
    }

    fileprivate init(digest: [UInt8]) {
        text = Hex.encode(digest)
    }

    public var description: String { text }
}
