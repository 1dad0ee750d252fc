import LiaisonBase
import LiaisonSchema

extension JSONValue {
    /// An age file in base64; nil leaves the key out.
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
