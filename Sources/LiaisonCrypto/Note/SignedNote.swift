import LiaisonBase

/// A text and its signatures (c2sp.org/signed-note). The bytes received are the bytes verified.
public struct SignedNote: Sendable, Equatable {
    public struct Signature: Sendable, Equatable {
        public let name: String
        /// 4 bytes.
        public let keyID: [UInt8]
        public let bytes: [UInt8]
    }

    /// The largest note read, in bytes (formats.md, «Signed document»).
    public static let limit = 256 * 1_024
    /// The most signatures read: more than any act carries, few enough to check.
    public static let signatureLimit = 100

    /// Ends with a line feed.
    public let text: String
    public private(set) var signatures: [Signature]

    /// - Throws: `.note` when the text does not end with a line feed.
    public init(text: String) throws(CryptoError) {
        guard text.utf8.last == 0x0A, Self.isText(text) else { throw Self.malformed }
        self.text = text
        signatures = []
    }

    /// Reads a whole note; verifies nothing yet.
    ///
    /// - Throws: `.tooLarge` above 256 KiB, `.note` for a text that is not UTF-8, control characters
    ///   other than line feed, a missing blank line, or a malformed signature line.
    public init(_ bytes: some Collection<UInt8>) throws(CryptoError) {
        guard bytes.count <= Self.limit else {
            throw CryptoError(.tooLarge, "Un document signé dépasse 256 Kio.")
        }
        guard let note = String(validating: bytes, as: UTF8.self), Self.isText(note) else {
            throw Self.malformed
        }
        let all = Array(note.utf8)
        guard let split = Self.lastBlankLine(all) else { throw Self.malformed }
        text = String(decoding: all[..<split], as: UTF8.self)
        let lines = all[(split + 1)...].split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 2, lines.last?.isEmpty == true, lines.count - 1 <= Self.signatureLimit
        else { throw Self.malformed }
        signatures = []
        for line in lines.dropLast() { signatures.append(try Self.signature(line)) }
    }

    /// Adds the signature of `key` under its name.
    public mutating func sign(_ key: SigningKey, as name: String) throws(CryptoError) {
        let verifier = try key.verifierKey(name: name)
        signatures.append(
            Signature(name: name, keyID: verifier.id, bytes: key.sign(Array(text.utf8))))
    }

    mutating func add(_ signature: Signature) { signatures.append(signature) }

    /// Adds signature lines, as a witness answers with them (c2sp.org/tlog-witness).
    ///
    /// - Throws: `.note` for a malformed line, or too many.
    public mutating func add(lines: some Collection<UInt8>) throws(CryptoError) {
        let lines = Array(lines).split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 2, lines.last?.isEmpty == true,
            signatures.count + lines.count - 1 <= Self.signatureLimit,
            lines.allSatisfy({ String(validating: $0, as: UTF8.self).map(Self.isText) ?? false })
        else { throw Self.malformed }
        for line in lines.dropLast() { signatures.append(try Self.signature(line)) }
    }

    /// The note with those signatures alone that `isKept` keeps.
    public func filtered(_ isKept: (Signature) -> Bool) -> SignedNote {
        var note = self
        note.signatures = signatures.filter(isKept)
        return note
    }

    /// The note with one line for each of those keys, the first: what others add to a note is nobody's
    /// word, and is not kept (formats.md, «Signed document»). What is kept is not verified here.
    public func keeping(_ keys: [VerifierKey]) -> SignedNote {
        var wanted = keys
        return filtered { signature in
            guard
                let place = wanted.firstIndex(where: {
                    $0.name == signature.name && $0.id == signature.keyID
                })
            else { return false }
            let key = wanted[place]
            wanted.removeAll { $0 == key }
            return true
        }
    }

    /// The lines of the signatures, each with its line feed.
    public var signatureLines: String {
        signatures.map {
            "\u{2014} \($0.name) \(Base64.encode($0.keyID + $0.bytes))\n"
        }.joined()
    }

    /// Bytes that one Ed25519 signature by that name adds to a note: its line, with the id and the
    /// signature in 92 characters.
    public static func signatureLength(name: String) -> Int {
        "\u{2014}  \n".utf8.count + name.utf8.count + 92
    }

    public var bytes: [UInt8] {
        Array("\(text)\n\(signatureLines)".utf8)
    }

    /// Checks that `key` signed; other signers are ignored (c2sp.org/signed-note).
    ///
    /// - Throws: `.signature` when this key's signature is missing, or any under its name and id
    ///   fails.
    public func verify(_ key: VerifierKey) throws(CryptoError) {
        let own = signatures.filter { $0.name == key.name && $0.keyID == key.id }
        guard !own.isEmpty else {
            throw CryptoError(.signature, "La signature de \(key.name) manque.")
        }
        let message = Array(text.utf8)
        guard own.allSatisfy({ key.verifies($0.bytes, of: message) }) else {
            throw CryptoError(.signature, "La signature de \(key.name) est fausse.")
        }
    }

    /// Where the note that `bytes` begin with ends: the text ends at the first LF LF, the note at
    /// the next one (formats.md, «Sealed payload»). Returns the note and what follows the separator.
    ///
    /// - Throws: `.note` when no note ends within 256 KiB.
    public static func framed(
        in bytes: ArraySlice<UInt8>
    ) throws(CryptoError) -> (note: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) {
        let head = bytes.prefix(limit + 1)
        guard let textEnd = blankLine(in: head),
            let noteEnd = blankLine(in: head[(textEnd + 2)...])
        else { throw malformed }
        return (bytes[...noteEnd], bytes[(noteEnd + 2)...])
    }

    private static var malformed: CryptoError {
        CryptoError(.note, "Un document signé est mal formé.")
    }

    private static func blankLine(in bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            if bytes[index] == 0x0A, bytes[index + 1] == 0x0A { return index }
            index += 1
        }
        return nil
    }

    /// The index of the second LF of the last LF LF: the blank line before the signatures.
    private static func lastBlankLine(_ bytes: [UInt8]) -> Int? {
        var index = bytes.count - 1
        while index > 0 {
            if bytes[index] == 0x0A, bytes[index - 1] == 0x0A { return index }
            index -= 1
        }
        return nil
    }

    private static func isText(_ note: String) -> Bool {
        note.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(CryptoError) -> Signature {
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0].elementsEqual("\u{2014}".utf8) else { throw malformed }
        let name = String(decoding: fields[1], as: UTF8.self)
        guard VerifierKey.isName(name),
            let bytes = fields[2].withUnsafeBufferPointer({ Base64.decode(bytes: $0) }),
            bytes.count >= 5
        else { throw malformed }
        return Signature(
            name: name, keyID: Array(bytes.prefix(4)), bytes: Array(bytes.dropFirst(4)))
    }
}
