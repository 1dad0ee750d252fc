public import LiaisonBase
public import LiaisonSchema

/// What a route of the local interface answers (docs/openapi.yaml): written by the daemon, read by the
/// agent, both from this one description.
public protocol LocalAnswer: Sendable {
    /// - Throws: `LocalUnreadable` for anything that is not what the route promises.
    init(_ value: JSONValue) throws
    var value: JSONValue { get }
}

/// An answer whose status is 2xx and whose body is not what its route promises: an empty list must never
/// be read into it.
public struct LocalUnreadable: Error, Equatable, Sendable {
    /// The answer and the member that is wrong, for the diagnostics: never a value, which may be a
    /// person's.
    public let place: String

    public init(_ place: String) { self.place = place }
}

extension Array: LocalAnswer where Element: LocalAnswer {
    public init(_ value: JSONValue) throws {
        guard let values = value.array else { throw LocalUnreadable("liste") }
        self = try values.map { try Element($0) }
    }

    public var value: JSONValue { .array(map(\.value)) }
}

extension SignedClient {
    /// The values of a box of a million plis.
    private static let mostNodes = 20_000_000

    /// Asks a local route and reads what it promises.
    ///
    /// - Throws: `Unreachable`, `WrongKey`, `Problem`, `LocalUnreadable`.
    public func ask<Answer: LocalAnswer>(
        _ type: Answer.Type, _ method: String, _ target: String, body: [UInt8] = [],
        seconds: Int64 = 30
    ) throws -> Answer {
        let answer = try request(method, target, body: body, seconds: seconds)
        guard let value = try? JSONValue.parse(answer.body, nodes: Self.mostNodes) else {
            throw LocalUnreadable("JSON")
        }
        return try Answer(value)
    }
}

/// Reads the members of a local answer into types that can't be wrong. A member that is absent or of
/// another type is an error; one that this version does not know is passed over, so that a newer daemon
/// serves an older agent.
public struct LocalFields {
    public let object: JSONObject
    private let what: String

    /// - Parameter what: the answer, for the diagnostics.
    public init(_ value: JSONValue, _ what: String) throws {
        guard let object = value.object else { throw LocalUnreadable(what) }
        self.object = object
        self.what = what
    }

    public func wrong(_ key: String) -> LocalUnreadable { LocalUnreadable("\(what).\(key)") }

    public func value<Value>(
        _ key: String, _ read: (JSONValue) throws -> Value?
    ) throws -> Value {
        guard let found = object[key], let value = try read(found) else { throw wrong(key) }
        return value
    }

    /// Nil for an absent member; one that is there must be right.
    public func optional<Value>(
        _ key: String, _ read: (JSONValue) throws -> Value?
    ) throws -> Value? {
        guard object[key] != nil else { return nil }
        return try value(key, read)
    }

    public func list<Value>(
        _ key: String, _ read: (JSONValue) throws -> Value?
    ) throws -> [Value] {
        try value(key) { value in
            try value.array?.map { element in
                guard let read = try read(element) else { throw wrong(key) }
                return read
            }
        }
    }

    /// Empty for an absent member.
    public func optionalList<Value>(
        _ key: String, _ read: (JSONValue) throws -> Value?
    ) throws -> [Value] {
        object[key] == nil ? [] : try list(key, read)
    }

    /// Another answer inside.
    public func answer<Answer: LocalAnswer>(_ key: String) throws -> Answer {
        try value(key) { try Answer($0) }
    }

    public func text(_ key: String) throws -> String { try value(key, LocalRead.text) }
    /// A number from 0.
    public func count(_ key: String) throws -> Int { try value(key, LocalRead.count) }
    public func instant(_ key: String) throws -> Instant { try value(key, LocalRead.instant) }
    public func date(_ key: String) throws -> CalendarDate { try value(key, LocalRead.date) }
    public func id(_ key: String) throws -> PliID { try value(key, LocalRead.id) }
    public func structure(_ key: String) throws -> StructureName {
        try value(key, LocalRead.structure)
    }
    public func keyName(_ key: String) throws -> KeyName { try value(key, LocalRead.keyName) }
    /// False for an absent member.
    public func flag(_ key: String) throws -> Bool { try optional(key) { $0.bool } ?? false }
    /// A value of a closed list.
    public func code<Code: RawRepresentable>(_ key: String) throws -> Code
    where Code.RawValue == String {
        try value(key) { $0.string.flatMap { Code(rawValue: $0) } }
    }
}

/// Reads one JSON value into a type; nil for another.
public enum LocalRead {
    public static func text(_ value: JSONValue) -> String? { value.string }
    public static func integer(_ value: JSONValue) -> Int64? { value.integer }
    public static func count(_ value: JSONValue) -> Int? {
        value.integer.flatMap { $0 >= 0 ? Int($0) : nil }
    }
    public static func instant(_ value: JSONValue) -> Instant? {
        value.string.flatMap { Instant($0) }
    }
    public static func date(_ value: JSONValue) -> CalendarDate? {
        value.string.flatMap { CalendarDate($0) }
    }
    public static func id(_ value: JSONValue) -> PliID? { value.string.flatMap { PliID($0) } }
    public static func structure(_ value: JSONValue) -> StructureName? {
        value.string.flatMap { StructureName($0) }
    }
    public static func keyName(_ value: JSONValue) -> KeyName? {
        value.string.flatMap { KeyName($0) }
    }
    /// Base64 with padding (RFC 4648, section 4).
    public static func bytes(_ value: JSONValue) -> [UInt8]? {
        value.string.flatMap { Base64.decode($0) }
    }
    public static func code<Code: RawRepresentable>(_ value: JSONValue) -> Code?
    where Code.RawValue == String { value.string.flatMap { Code(rawValue: $0) } }
}
