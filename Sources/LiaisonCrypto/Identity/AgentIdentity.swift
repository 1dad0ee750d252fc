/// An agent's secrets: how it opens, how it signs, and the index keys it holds.
public struct AgentIdentity: Sendable {
    public let age: AgeIdentity
    /// Those it had before, newest first: they open what was sealed to them, nothing new is.
    public let former: [AgeIdentity]
    public let signing: SigningKey
    /// Index keys by version, from 1 (formats.md, «Traceability log»): 32 bytes each.
    public var indexKeys: [Int: SecretBytes]

    public init(
        age: AgeIdentity, former: [AgeIdentity] = [], signing: SigningKey,
        indexKeys: [Int: SecretBytes] = [:]
    ) {
        self.age = age
        self.former = former
        self.signing = signing
        self.indexKeys = indexKeys
    }

    public static func generate(
        _ kind: AgeIdentity.Kind
    ) throws(CryptoError) -> AgentIdentity {
        AgentIdentity(age: try .generate(kind), signing: try .generate())
    }

    /// New keys; the private half of the ones before is kept to open with, the index keys stay.
    public func renewed(_ kind: AgeIdentity.Kind) throws(CryptoError) -> AgentIdentity {
        AgentIdentity(
            age: try .generate(kind), former: all, signing: try .generate(), indexKeys: indexKeys)
    }

    /// All it can open with, newest first.
    public var all: [AgeIdentity] { [age] + former }

    /// The lines of `identite.age` once opened. Our own keys are comments, so that stock `age -i`
    /// accepts the file (formats.md, «Files of an agent»).
    public func fileBytes() -> [UInt8] {
        var lines = ["# \(signing.secretText)"] + all.map(\.secretText)
        lines += IndexKeys.lines(indexKeys)
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Reads those lines. Unknown comments are ignored.
    ///
    /// - Throws: `.encoding` when one of the two keys is missing, or a line is not understood.
    public init(fileBytes: [UInt8]) throws(CryptoError) {
        var ages: [AgeIdentity] = []
        var signing: SigningKey?
        indexKeys = try IndexKeys.read(fileBytes)
        for line in String(decoding: fileBytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            if line.hasPrefix("# SIGN-SECRET-KEY-") {
                signing = try SigningKey(text: String(line.dropFirst(2)))
            } else if !line.hasPrefix("#") {
                ages.append(try AgeIdentity(text: String(line)))
            }
        }
        guard let age = ages.first, let signing else {
            throw CryptoError(.encoding, "Le fichier d'identité est incomplet.")
        }
        self.age = age
        former = Array(ages.dropFirst())
        self.signing = signing
    }

}

/// The lines of a file that hold index keys, by version: `# INDEX-KEY-<version>-…` (formats.md, «Files
/// of an agent»).
public enum IndexKeys {
    private static let head = "# INDEX-KEY-"

    public static func lines(_ keys: [Int: SecretBytes]) -> [String] {
        keys.sorted { $0.key < $1.key }.map { version, key in
            let text = key.withBytes {
                Bech32.encode(prefix: prefix(version), Array($0)).uppercased()
            }
            return "# \(text)"
        }
    }

    /// - Throws: `.encoding` for a line that is not understood.
    public static func read(_ bytes: [UInt8]) throws(CryptoError) -> [Int: SecretBytes] {
        var keys: [Int: SecretBytes] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        where line.hasPrefix(head) {
            guard let (found, bytes) = Bech32.decode(String(line.dropFirst(2))), bytes.count == 32,
                let version = Int(found.dropFirst("index-key-".count).dropLast()), version > 0,
                found == prefix(version)
            else { throw CryptoError(.encoding, "Une clé d'index est illisible.") }
            var key = bytes
            keys[version] = try SecretBytes(taking: &key)
        }
        return keys
    }

    private static func prefix(_ version: Int) -> String { "index-key-\(version)-" }
}
