import LiaisonBase
import LiaisonSchema

/// Values of an answer as JSON; nil leaves the key out.
extension JSONValue {
    static func text(_ value: (any CustomStringConvertible)?) -> JSONValue? {
        value.map { .string($0.description) }
    }

    static func texts(_ values: [any CustomStringConvertible]) -> JSONValue {
        .array(values.map { .string($0.description) })
    }

    static func code<Code: RawRepresentable>(_ value: Code?) -> JSONValue?
    where Code.RawValue == String { value.map { .string($0.rawValue) } }

    static func count(_ value: Int?) -> JSONValue? { value.map { .integer(Int64($0)) } }

    static func sealed(_ value: SealedText?) -> JSONValue? {
        value.map { .string(Base64.encode($0.age)) }
    }
}

extension LocalRead {
    /// An age file in base64.
    static func sealed(_ value: JSONValue) -> SealedText? {
        bytes(value).flatMap { try? SealedText(age: $0) }
    }
}

extension LocalFields {
    /// A step as it was entered, read by the strict reader of its facts, without the members that say when
    /// and by whom.
    func step<Fact>(
        without keys: Set<String>, renaming renamed: (from: String, to: String)? = nil,
        _ read: (JSONObject) throws(SchemaError) -> Fact
    ) throws -> Fact {
        let members = object.members.filter { !keys.contains($0.key) }
            .map {
                ($0.key == renamed?.from ? renamed?.to ?? "" : $0.key, JSONValue?.some($0.value))
            }
        do {
            return try read(JSONObject(members))
        } catch {
            throw wrong("étape")
        }
    }
}
