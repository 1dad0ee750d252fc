public import LiaisonBase
public import LiaisonCrypto

/// A signed document: a note whose text is its type and one JSON object, a line each
/// (formats.md, «Signed document»). What was received is what is verified and kept.
public struct Acte: Sendable, Equatable {
    /// By the first line that this version writes.
    public enum Kind: String, Sendable, CaseIterable {
        case carte = "agir-liaison/carte/v2"
        case agent = "agir-liaison/agent/v1"
        case verification = "agir-liaison/verification/v1"
        case fiche = "agir-liaison/fiche/v1"
        case pli = "agir-liaison/pli/v1"
        case accuse = "agir-liaison/accuse/v1"
        case epoque = "agir-liaison/epoque/v1"
        case annotation = "agir-liaison/annotation/v1"
        case purge = "agir-liaison/purge/v1"
        case violation = "agir-liaison/violation/v1"
        case contact = "agir-liaison/contact/v1"

        /// The first lines that this version reads: an act of a version before is kept as it was signed
        /// (formats.md, «Evolution»).
        public var readable: [String] {
            self == .carte ? [rawValue, Self.carteV1] : [rawValue]
        }

        fileprivate static let carteV1 = "agir-liaison/carte/v1"
    }

    /// The largest act, in bytes.
    public static let limit = SignedNote.limit
    /// The most values of its object: one in eight bytes of the largest.
    static let mostNodes = 32_768

    public let note: SignedNote
    public let object: JSONObject

    /// Reads an act of that kind. Verifies no signature: the caller knows whose it expects.
    ///
    /// - Throws: `.tooLarge` above 256 KiB, `.form`, `.type`.
    public init(_ kind: Kind, _ bytes: some Collection<UInt8>) throws(SchemaError) {
        try self.init(kind, bytes) { type in
            kind.readable.contains { type.elementsEqual($0.utf8) }
        }
    }

    /// The same of whatever first line `accepts` lets through.
    init(
        _ kind: Kind, _ bytes: some Collection<UInt8>, accepts: (ArraySlice<UInt8>) -> Bool
    ) throws(SchemaError) {
        let note = try crypto { () throws(CryptoError) in try SignedNote(bytes) }
        let lines = Array(note.text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[2].isEmpty else {
            throw SchemaError(.form, "Un acte n'a pas exactement deux lignes.")
        }
        guard accepts(lines[0]) else {
            throw SchemaError(.type, "Le document n'est pas du type attendu (\(kind.rawValue)).")
        }
        do {
            guard let object = try JSONValue.parse(lines[1], nodes: Self.mostNodes).object else {
                throw SchemaError(.form, "Un acte ne contient pas d'objet JSON.")
            }
            self.object = object
        } catch let error as JSONError {
            throw SchemaError(.form, "Un acte est illisible : \(error.description).")
        } catch let error as SchemaError {
            throw error
        } catch {
            throw SchemaError(.form, "Un acte est illisible.")
        }
        self.note = note
    }

    /// Writes a new act, signed by one key.
    public init(
        _ kind: Kind, _ object: JSONObject, key: SigningKey, name: KeyName
    ) throws(SchemaError) {
        self.object = object
        let text = Self.text(kind, object)
        note = try crypto { () throws(CryptoError) in
            var note = try SignedNote(text: text)
            try note.sign(key, as: name.description)
            return note
        }
        guard Self.length(text, name: name) <= Self.limit else {
            throw SchemaError(
                .tooLarge, "L'acte dépasse 256 Kio.",
                hint: "Une carte porte au plus une centaine d'agents.")
        }
    }

    /// The bytes of a new act signed by that name, before it is signed.
    static func length(_ kind: Kind, _ object: JSONObject, name: KeyName) -> Int {
        length(text(kind, object), name: name)
    }

    private static func length(_ text: String, name: KeyName) -> Int {
        text.utf8.count + 1 + SignedNote.signatureLength(name: name.description)
    }

    private static func text(_ kind: Kind, _ object: JSONObject) -> String {
        "\(kind.rawValue)\n\(JSONValue.object(object).text)\n"
    }

    public var bytes: [UInt8] { note.bytes }

    /// The same with those keys' signatures alone: what is kept of it.
    public func keeping(_ keys: [VerifierKey]) -> Acte {
        Acte(note: note.keeping(keys), object: object)
    }

    /// The same, signed by another key too, under that name.
    func cosigned(by key: SigningKey, as name: KeyName) throws(SchemaError) -> Acte {
        let cosigned = try crypto { () throws(CryptoError) in
            var note = self.note
            try note.sign(key, as: name.description)
            return note
        }
        return Acte(note: cosigned, object: object)
    }

    private init(note: SignedNote, object: JSONObject) {
        self.note = note
        self.object = object
    }

    /// Of a card: whether it is of the version before `capacites`.
    var isCarteV1: Bool { note.text.hasPrefix("\(Kind.carteV1)\n") }

    /// - Throws: `.signature` when `key` did not sign, or its signature fails.
    public func verify(_ key: VerifierKey) throws(SchemaError) {
        try crypto { () throws(CryptoError) in try note.verify(key) }
    }
}
