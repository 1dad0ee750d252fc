internal import LiaisonBase
internal import LiaisonSchema

/// Why what is kept of the hosted agents can't be used, in French.
public enum RegisterError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A file that this program did not write so.
    case damaged(String)
    /// No such agent here.
    case unknown

    public var description: String {
        switch self {
        case .damaged(let what): "Ce qui est gardé d'\(what) est abîmé ; prévenez l'administrateur."
        case .unknown: "Aucun agent de ce nom n'est hébergé ici."
        }
    }
}

/// Reads the members of one of our own files, strictly.
struct RegisterFields {
    let object: JSONObject

    /// Nil when a key is none of these.
    init?(_ object: JSONObject, keys: Set<String>) {
        guard object.unknownKeys(besides: keys).isEmpty else { return nil }
        self.object = object
    }

    func agent(_ key: String) -> KeyName? { object[key]?.string.flatMap { KeyName(agent: $0) } }
    func instant(_ key: String) -> Instant? { object[key]?.string.flatMap { Instant($0) } }
    func bytes(_ key: String) -> [UInt8]? { object[key]?.string.flatMap { Base64.decode($0) } }

    /// 32 bytes in hexadecimal.
    func digest(_ key: String) -> [UInt8]? { Self.digest(object[key]) }

    static func digest(_ value: JSONValue?) -> [UInt8]? {
        value?.string.flatMap { Hex.decode($0) }.flatMap { $0.count == 32 ? $0 : nil }
    }
}
