import LiaisonBase

/// What a log says of itself: its origin, size and root (c2sp.org/tlog-checkpoint), without
/// extension lines (formats.md, «Traceability log»).
public struct Checkpoint: Sendable, Hashable {
    /// Of a size, so that it stays an exact JSON number.
    static let largest = UInt64(JSONValue.largestInteger)

    /// The name of the log's key.
    public let origin: String
    /// The longest note of a checkpoint, in bytes, that is kept as a witness's or a log's word: its text
    /// and one signature take a tenth of it (formats.md, «Traceability log»).
    public static let noteLimit = 4_096
    /// In records.
    public let size: UInt64
    /// 32 bytes.
    public let root: [UInt8]

    public init(origin: String, size: UInt64, root: [UInt8]) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a note.
    ///
    /// - Throws: `.note` for anything but three lines: origin, decimal size, base64 root.
    public init(text: String) throws(CryptoError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, VerifierKey.isName(String(lines[0])),
            let size = Decimal.read(lines[1]), size <= Self.largest,
            let root = Base64.decode(lines[2]), root.count == 32
        else { throw CryptoError(.note, "Un point de contrôle est mal formé.") }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    public var text: String { "\(origin)\n\(size)\n\(Base64.encode(root))\n" }

    /// A note of this checkpoint, signed by the log's key under its origin.
    public func signed(by key: SigningKey) throws(CryptoError) -> SignedNote {
        var note = try SignedNote(text: text)
        try note.sign(key, as: origin)
        return note
    }
}

/// Decimal numbers as c2sp.org writes them: no sign, no leading zero.
public enum Decimal {
    public static func read(_ text: some StringProtocol) -> UInt64? {
        let digits = text.utf8
        guard (1...20).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }),
            digits.count == 1 || digits.first != 48
        else { return nil }
        return UInt64(text)
    }
}

/// Timestamped cosignatures (c2sp.org/tlog-cosignature, «cosignature/v1»): 8 bytes of time, then the
/// Ed25519 signature of a head, that time and the checkpoint's text.
extension SignedNote {
    /// Adds the cosignature of a witness.
    ///
    /// - Parameter time: POSIX seconds.
    public mutating func cosign(
        _ key: SigningKey, as name: String, at time: UInt64
    ) throws(CryptoError) {
        let verifier = try key.verifierKey(name: name, type: .cosignature)
        let signature = key.sign(Self.cosigned(text, at: time))
        add(
            Signature(name: name, keyID: verifier.id, bytes: Self.bigEndian(time) + signature))
    }

    /// When a witness cosigned, in POSIX seconds; the latest, if it did so more than once.
    ///
    /// - Throws: `.signature` when its cosignature is missing, or any under its name and id fails.
    public func cosignatureTime(by key: VerifierKey) throws(CryptoError) -> UInt64 {
        let own = signatures.filter { $0.name == key.name && $0.keyID == key.id }
        var latest: UInt64?
        for signature in own {
            guard key.type == .cosignature, signature.bytes.count == 72 else { throw wrong(key) }
            let time = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard
                time <= UInt64(JSONValue.largestInteger),
                key.verifies(
                    Array(signature.bytes.dropFirst(8)), of: Self.cosigned(text, at: time))
            else { throw wrong(key) }
            latest = max(latest ?? 0, time)
        }
        guard let latest else {
            throw CryptoError(.signature, "La cosignature de \(key.name) manque.")
        }
        return latest
    }

    /// The one line to keep of what a witness answered over this text: its latest cosignature, however
    /// often it repeats it, whatever else it sends along (c2sp.org/tlog-witness).
    ///
    /// - Throws: `.note` for malformed lines or too many, `.signature` as `cosignatureTime`.
    public func cosignature(
        by key: VerifierKey, among lines: some Collection<UInt8>
    ) throws(CryptoError) -> (line: String, time: UInt64) {
        var note = filtered { _ in false }
        try note.add(lines: lines)
        let time = try note.cosignatureTime(by: key)
        let latest = note.filtered {
            $0.name == key.name && $0.keyID == key.id
                && $0.bytes.starts(with: Self.bigEndian(time))
        }
        return (latest.keeping([key]).signatureLines, time)
    }

    private func wrong(_ key: VerifierKey) -> CryptoError {
        CryptoError(.signature, "La cosignature de \(key.name) est fausse.")
    }

    private static func cosigned(_ text: String, at time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }

    private static func bigEndian(_ value: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
    }
}
