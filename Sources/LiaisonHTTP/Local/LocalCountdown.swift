public import LiaisonCrypto

/// A clock of an incident that runs, for every agent: no person is named.
public struct LocalCountdown: LocalAnswer, Equatable {
    public let object: JSONObject

    public init(_ value: JSONValue) throws { object = try LocalFields(value, "echeances").object }
    public var value: JSONValue { .object(object) }
}
