internal import LiaisonBase
public import LiaisonCrypto

/// A person's pseudonym in the log: `<version>:` and the hexadecimal of a BLAKE2b keyed by that version
/// of the structure's index key (formats.md, «Traceability log»). Who holds the key can guess the ten
/// digits; the daemon does not.
public struct PersonIndex: Sendable, Hashable, CustomStringConvertible {
    public let version: Int
    /// 16 bytes.
    public let digest: [UInt8]

    /// - Parameter key: 32 bytes.
    public init(of number: AGDREFNumber, version: Int, key: SecretBytes) {
        self.version = version
        digest = Hash.blake2b(Array(number.padded.utf8), key: key, length: 16)
    }

    public init?(_ text: String) {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 2, let version = Decimal.read(fields[0]),
            (1...1_000_000).contains(version),
            let digest = Hex.decode(String(fields[1])), digest.count == 16,
            Hex.encode(digest) == fields[1]
        else { return nil }
        self.version = Int(version)
        self.digest = digest
    }

    public var description: String { "\(version):\(Hex.encode(digest))" }
}
