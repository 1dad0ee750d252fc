/// A JSON text, as strict as formats.md wants it: members keep their order, and no object
/// holds the same key twice.
///
/// Foundation's decoder keeps the last of two equal keys and forgets the order; an act is
/// verified as received, so what is read must be exactly what was signed.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// An integer of magnitude below 2^53 (RFC 8785 section 3.2.2.3, as limited by formats.md).
    case integer(Int64)
    /// Any other JSON number, as written. Nothing this project signs holds one.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The largest integer magnitude a JSON document may hold here: 2^53 - 1.
    public static let largestInteger: Int64 = (1 << 53) - 1

    /// The values of a document of which nothing else is known: more than any of ours has.
    public static let mostNodes = 1_000_000

    public var string: String? {
        if case .string(let value) = self { return value }
        return nil
    }

    public var integer: Int64? {
        if case .integer(let value) = self { return value }
        return nil
    }

    public var bool: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    public var array: [JSONValue]? {
        if case .array(let value) = self { return value }
        return nil
    }

    public var object: JSONObject? {
        if case .object(let value) = self { return value }
        return nil
    }
}

/// The members of a JSON object, in their order, keys unique.
public struct JSONObject: Sendable, Equatable {
    public struct Member: Sendable, Equatable {
        public var key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public private(set) var members: [Member]

    public init() {
        members = []
    }

    /// Members with a nil value are left out: an absent key is omitted, never null (formats.md).
    public init(_ pairs: [(String, JSONValue?)]) {
        self.init()
        for (key, value) in pairs {
            if let value { self[key] = value }
        }
    }

    /// For the parser, which has seen to it that no key comes twice.
    init(unique members: [Member]) {
        self.members = members
    }

    public var keys: [String] { members.map(\.key) }
    public var isEmpty: Bool { members.isEmpty }

    /// Keys are equal when their bytes are: Swift's own string equality takes canonically
    /// equivalent texts for the same, which is not what another reader of the format does.
    public subscript(key: String) -> JSONValue? {
        get { members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value }
        set {
            let index = members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The keys that are not in a closed list: the formats refuse them.
    public func unknownKeys(besides known: Set<String>) -> [String] {
        keys.filter { !known.contains($0) }
    }
}
