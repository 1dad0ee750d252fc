/// Where and why a JSON text is refused. Lines and columns count from 1, columns in bytes.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        case notUTF8, truncated, unexpected, duplicateKey, tooDeep, tooMany, badString, badNumber,
            trailing
    }

    public let code: Code
    public let line: Int
    public let column: Int

    /// A French sentence without the offending text, which may be personal data.
    public var description: String {
        let what =
            switch code {
            case .notUTF8: "le texte n'est pas en UTF-8"
            case .truncated: "le texte s'arrête trop tôt"
            case .unexpected: "un signe n'est pas à sa place"
            case .duplicateKey: "une clé est donnée deux fois"
            case .tooDeep: "trop de niveaux imbriqués"
            case .tooMany: "trop de valeurs"
            case .badString: "une chaîne de caractères est mal écrite"
            case .badNumber: "un nombre est mal écrit"
            case .trailing: "du texte suit la fin du document"
            }
        return "JSON illisible, ligne \(line), colonne \(column) : \(what)"
    }
}

extension JSONValue {
    /// Reads one JSON text (RFC 8259) strictly: UTF-8 without byte-order mark, no duplicate key at
    /// any depth, nothing after the value, at most `depth` nested arrays and objects.
    ///
    /// The caller bounds the size before it takes memory.
    ///
    /// - Parameter nodes: the most values, nested ones and all: each takes some hundred bytes of memory,
    ///   and two bytes write one.
    public static func parse(
        _ bytes: some Sequence<UInt8>, depth: Int = 32, nodes: Int = JSONValue.mostNodes
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: Array(bytes), left: nodes)
        return try parser.document(depth: depth)
    }
}

struct JSONParser {
    let bytes: [UInt8]
    /// Values that may still come.
    var left: Int
    var at = 0

    init(bytes: [UInt8], left: Int) {
        self.bytes = bytes
        self.left = left
    }

    mutating func document(depth: Int) throws(JSONError) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw error(.notUTF8) }
        skipSpace()
        let value = try value(depth: depth)
        skipSpace()
        guard at == bytes.count else { throw error(.trailing) }
        return value
    }

    func error(_ code: JSONError.Code) -> JSONError {
        var line = 1
        var column = 1
        for byte in bytes.prefix(at) {
            if byte == 0x0A {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return JSONError(code: code, line: line, column: column)
    }

    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            at += 1
        }
    }

    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard let next else { throw error(.truncated) }
        guard next == byte else { throw error(.unexpected) }
        at += 1
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard let next else { throw error(.truncated) }
        guard left > 0 else { throw error(.tooMany) }
        left -= 1
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw error(.unexpected)
        }
    }

    private mutating func word(
        _ text: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        let count = text.utf8CodeUnitCount
        guard at + count <= bytes.count else { throw error(.truncated) }
        for offset in 0..<count where bytes[at + offset] != text.utf8Start[offset] {
            throw error(.unexpected)
        }
        at += count
        return value
    }

    private static let few = 24

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        guard depth > 0 else { throw error(.tooDeep) }
        try expect(UInt8(ascii: "{"))
        var members: [JSONObject.Member] = []
        // A few are compared one by one: a set of them costs more than all else.
        var seen = Set<[UInt8]>()
        skipSpace()
        if next == UInt8(ascii: "}") {
            at += 1
            return JSONObject()
        }
        while true {
            skipSpace()
            let start = at
            let key = try string()
            let isNew =
                if members.count < Self.few {
                    !members.contains { $0.key.utf8.elementsEqual(key.utf8) }
                } else {
                    seen.insert(Array(key.utf8)).inserted
                }
            guard isNew else {
                at = start
                throw error(.duplicateKey)
            }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            members.append(.init(key: key, value: try value(depth: depth - 1)))
            if members.count == Self.few { seen = Set(members.map { Array($0.key.utf8) }) }
            skipSpace()
            guard next != UInt8(ascii: "}") else { break }
            try expect(UInt8(ascii: ","))
        }
        at += 1
        return JSONObject(unique: members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth > 0 else { throw error(.tooDeep) }
        try expect(UInt8(ascii: "["))
        var values: [JSONValue] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            at += 1
            return values
        }
        while true {
            skipSpace()
            values.append(try value(depth: depth - 1))
            skipSpace()
            guard next != UInt8(ascii: "]") else { break }
            try expect(UInt8(ascii: ","))
        }
        at += 1
        return values
    }

    mutating func string() throws(JSONError) -> String {
        try expect(UInt8(ascii: "\""))
        // Nearly all are taken as they stand.
        let start = at
        while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
        {
            at += 1
        }
        var text = bytes[start..<at]
        while true {
            guard let byte = next else { throw error(.truncated) }
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                at += 1
                try escape(into: &text)
            case 0..<0x20:
                throw error(.badString)
            default:
                text.append(byte)
                at += 1
            }
        }
    }

    private mutating func escape(into text: inout ArraySlice<UInt8>) throws(JSONError) {
        guard let byte = next else { throw error(.truncated) }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try escapedScalar()
            text.append(contentsOf: Array(String(Character(scalar)).utf8))
        default: throw error(.badString)
        }
    }

    /// Lone surrogates are refused: they have no UTF-8 form (RFC 8785 section 3.2.2.2).
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let high = try hexUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high) else { throw error(.badString) }
        try expect(UInt8(ascii: "\\"))
        try expect(UInt8(ascii: "u"))
        let low = try hexUnit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw error(.badString) }
        return scalar
    }

    private mutating func hexUnit() throws(JSONError) -> UInt32 {
        guard at + 4 <= bytes.count else { throw error(.truncated) }
        var unit: UInt32 = 0
        for byte in bytes[at..<at + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error(.badString)
            }
            unit = unit << 4 | UInt32(digit)
        }
        at += 4
        return unit
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        let leading = next
        let whole = digits()
        guard whole > 0, whole == 1 || leading != UInt8(ascii: "0") else { throw error(.badNumber) }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            isInteger = false
            at += 1
            guard digits() > 0 else { throw error(.badNumber) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isInteger = false
            at += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { throw error(.badNumber) }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isInteger, text != "-0", let value = Int64(text),
            value.magnitude <= UInt64(JSONValue.largestInteger)
        {
            return .integer(value)
        }
        return .decimal(text)
    }

    private mutating func digits() -> Int {
        let start = at
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
        return at - start
    }
}
