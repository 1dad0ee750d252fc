/// The lines before a part's content (RFC 7578, section 4.2): whose field it is, and whether it is a file.
struct MultipartHead {
    let name: String
    /// Nil for a text.
    let filename: String?

    /// - Throws: `.malformed` without exactly one disposition of a form.
    init(_ bytes: ArraySlice<UInt8>) throws(FormRefusal) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        var found: [String: String]?
        // A line end is two scalars and one Character.
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            guard line[..<colon].lowercased() == "content-disposition" else { continue }
            guard found == nil, let parameters = Self.parameters(line[colon...].dropFirst()) else {
                throw .malformed
            }
            found = parameters
        }
        guard let name = found?["name"] else { throw .malformed }
        self.name = name
        filename = found?["filename"]
    }

    /// The parameters of `form-data`; a browser writes each in quotes, where a quote is `%22`. What else it
    /// may write beside them (`filename*`) is not for forms (RFC 7578, section 4.2).
    private static func parameters(_ value: Substring) -> [String: String]? {
        var rest = value.drop { $0 == " " }
        guard rest.lowercased().hasPrefix("form-data") else { return nil }
        rest = rest.dropFirst("form-data".count)
        var parameters: [String: String] = [:]
        while true {
            rest = rest.drop { $0 == " " }
            guard rest.first == ";" else { break }
            rest = rest.dropFirst().drop { $0 == " " }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = rest[..<equals].lowercased()
            rest = rest[equals...].dropFirst()
            guard rest.first == "\"" else { return nil }
            rest = rest.dropFirst()
            guard let quote = rest.unicodeScalars.firstIndex(of: "\"") else { return nil }
            guard parameters[name] == nil else { return nil }
            parameters[name] = unescaped(rest[..<quote])
            rest = Substring(rest.unicodeScalars[quote...].dropFirst())
        }
        return rest.isEmpty ? parameters : nil
    }

    private static func unescaped(_ text: Substring) -> String {
        String(text).replacing("%22", with: "\"").replacing("%0D", with: "")
            .replacing("%0A", with: " ")
    }
}
