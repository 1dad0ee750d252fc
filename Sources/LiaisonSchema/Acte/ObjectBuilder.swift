internal import LiaisonBase

/// Writing the members of an act, in the order of the page; a nil value leaves its key out.
extension JSONObject {
    mutating func put(_ key: String, _ value: (any CustomStringConvertible)?) {
        self[key] = value.map { .string($0.description) }
    }

    mutating func put(_ key: String, integer: Int) {
        self[key] = .integer(Int64(integer))
    }

    mutating func put(_ key: String, texts: [any CustomStringConvertible]) {
        self[key] = .array(texts.map { .string($0.description) })
    }

    mutating func put(_ key: String, objects: [JSONObject]) {
        self[key] = .array(objects.map { .object($0) })
    }
}
