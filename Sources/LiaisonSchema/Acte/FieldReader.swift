internal import LiaisonBase
internal import LiaisonCrypto

/// Reads the members of an act into types that cannot be wrong. Those that the page does not name are
/// refused where it is closed (slips, manifests, messages), and left alone where a later version may add
/// some (formats.md, «Evolution»).
struct FieldReader {
    let object: JSONObject
    /// What the reader is in, for the messages: «la carte», «l'accusé».
    let context: String

    init(_ object: JSONObject, in context: String, keys: Set<String>) throws(SchemaError) {
        self.object = object
        self.context = context
        if let unknown = object.unknownKeys(besides: keys).first {
            throw SchemaError(
                .unknownKey, "Clé inconnue dans \(context) : « \(printable(unknown)) ».")
        }
    }

    /// Of an act whose signature covers its bytes: what a later version added stays in them, unread.
    init(tolerant object: JSONObject, in context: String) {
        self.object = object
        self.context = context
    }

    func wrong(_ key: String) -> SchemaError {
        SchemaError(.value, "Valeur absente ou invalide dans \(context) : « \(key) ».")
    }

    func value<Value>(
        _ key: String, _ read: (JSONValue) throws(SchemaError) -> Value?
    ) throws(SchemaError) -> Value {
        guard let found = object[key], let value = try read(found) else { throw wrong(key) }
        return value
    }

    func optional<Value>(
        _ key: String, _ read: (JSONValue) throws(SchemaError) -> Value?
    ) throws(SchemaError) -> Value? {
        guard object[key] != nil else { return nil }
        return try value(key, read)
    }

    func list<Value>(
        _ key: String, limit: Int, _ read: (JSONValue) throws(SchemaError) -> Value?
    ) throws(SchemaError) -> [Value] {
        guard let values = object[key]?.array, values.count <= limit else { throw wrong(key) }
        var result: [Value] = []
        for found in values {
            guard let value = try read(found) else { throw wrong(key) }
            result.append(value)
        }
        return result
    }

    /// One line of text of at most `limit` bytes without control characters, not empty.
    func line(_ key: String, limit: Int = 500) throws(SchemaError) -> String {
        try value(key) { Self.line($0, limit: limit) }
    }

    func optionalLine(_ key: String, limit: Int = 500) throws(SchemaError) -> String? {
        try optional(key) { Self.line($0, limit: limit) }
    }

    func instant(_ key: String) throws(SchemaError) -> Instant {
        try value(key) { $0.string.flatMap { Instant($0) } }
    }

    func date(_ key: String) throws(SchemaError) -> CalendarDate {
        try value(key) { $0.string.flatMap { CalendarDate($0) } }
    }

    func structure(_ key: String) throws(SchemaError) -> StructureName {
        try value(key) { $0.string.flatMap { StructureName($0) } }
    }

    func id(_ key: String) throws(SchemaError) -> PliID {
        try value(key) { $0.string.flatMap { PliID($0) } }
    }

    /// 64 lower-case hexadecimal digits.
    func digest(_ key: String) throws(SchemaError) -> String {
        try value(key, Self.digest)
    }

    /// An integer from 0 to `limit`.
    func count(_ key: String, limit: Int64) throws(SchemaError) -> Int {
        try value(key) { value in
            value.integer.flatMap { (0...limit).contains($0) ? Int($0) : nil }
        }
    }

    /// A vkey under the name that its place demands.
    func key(
        _ key: String, name: KeyName, type: VerifierKey.SignatureType = .ed25519
    ) throws(SchemaError) -> VerifierKey {
        try value(key) { value throws(SchemaError) in
            guard let text = value.string else { return nil }
            let key = try crypto { () throws(CryptoError) in try VerifierKey(text) }
            guard key.name == name.description, key.type == type else {
                throw SchemaError(
                    .mismatch, "Une clé de \(context) ne porte pas le nom de son propriétaire.")
            }
            return key
        }
    }

    /// A code of a list that a later version may lengthen: lower-case letters, digits and hyphens, at most
    /// 40 bytes.
    static func code(_ value: JSONValue) -> String? {
        guard let text = value.string, (1...40).contains(text.utf8.count),
            text.utf8.allSatisfy({
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
            })
        else { return nil }
        return text
    }

    static func digest(_ value: JSONValue) -> String? {
        guard let text = value.string, text.utf8.count == 64, Hex.decode(text) != nil else {
            return nil
        }
        return text
    }

    static func line(_ value: JSONValue, limit: Int) -> String? {
        guard let text = value.string, !text.isEmpty, text.utf8.count <= limit else { return nil }
        // Nearly every line is plain ASCII: the tables of Unicode need not be asked.
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        if isPlain { return text }
        return text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            ? nil : text
    }
}

/// Text from a stranger, made safe for a message: ASCII, at most 60 characters.
func printable(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.prefix(60).map { (0x20..<0x7F).contains($0.value) ? $0 : "?" }))
}
