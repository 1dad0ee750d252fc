public import LiaisonBase

/// A list of base64 texts: acts, signed notes, which their reader verifies.
public struct ByteTexts: LocalAnswer, Equatable {
    public let texts: [[UInt8]]

    public init(_ texts: [[UInt8]]) { self.texts = texts }

    public init(_ value: JSONValue) throws {
        guard let values = value.array else { throw LocalUnreadable("liste") }
        texts = try values.map { value in
            guard let bytes = LocalRead.bytes(value) else { throw LocalUnreadable("base64") }
            return bytes
        }
    }

    public var value: JSONValue { .array(texts.map { .string(Base64.encode($0)) }) }
}
