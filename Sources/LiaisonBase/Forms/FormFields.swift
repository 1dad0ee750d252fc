/// What a browser sent of a form: names and texts in their order (WHATWG HTML, «Constructing the entry
/// list»). Lines of a text end with a line feed, whatever the browser writes.
public struct FormFields: Sendable, Equatable {
    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Fields of a form.
    public static let most = 1_000
    /// Bytes of all names and texts together, as they are sent.
    public static let bytes = 512 * 1_024

    public private(set) var fields: [Field]

    public init(_ fields: [Field] = []) { self.fields = fields }

    /// Adds one.
    ///
    /// - Throws: `.tooLarge` when there are `most` of them.
    public mutating func append(name: String, value: String) throws(FormRefusal) {
        guard fields.count < Self.most else { throw .tooLarge }
        fields.append(
            Field(
                name: name,
                value: value.replacing(scalars: ["\r": ""])))
    }

    /// The text of the only field of that name; nil when there is none, or several: a name that stands
    /// twice is nobody's answer.
    public subscript(name: String) -> String? {
        let values = all(name)
        return values.count == 1 ? values[0] : nil
    }

    /// The texts of the fields of that name: boxes that were ticked.
    public func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// The same without the fields of these names.
    public func without(_ names: Set<String>) -> FormFields {
        FormFields(fields.filter { !names.contains($0.name) })
    }
}

/// Why what a browser sent is no form that is read here.
public enum FormRefusal: Error, Equatable, Sendable {
    case malformed
    case tooLarge
}
