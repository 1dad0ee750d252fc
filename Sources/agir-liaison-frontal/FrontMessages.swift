/// A field of a message. Names compare whatever their case.
struct FrontField: Sendable, Equatable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    func isNamed(_ other: String) -> Bool { name.lowercased() == other.lowercased() }
}

/// A request as it came, without its body.
struct FrontRequest: Sendable, Equatable {
    var method: String
    /// Path and query, as they came.
    var target: String
    /// What `Host` says; nil: none.
    var host: String?
    var fields: [FrontField] = []

    func values(_ name: String) -> [String] {
        fields.filter { $0.isNamed(name) }.map(\.value)
    }

    /// The target without its query.
    var path: String { String(target.prefix { $0 != "?" }) }

    /// Whether its body, if any, has the length that it says, as each of a browser's has.
    var hasPlainBody: Bool {
        guard values("transfer-encoding").isEmpty else { return false }
        let lengths = values("content-length")
        guard method != "POST" else { return lengths.count == 1 }
        return lengths.allSatisfy { $0 == "0" }
    }

    /// Whether its path begins with a plain word, or is «/».
    var hasPlainFolder: Bool {
        path.utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") }.allSatisfy { byte in
            (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte)
        }
    }

    /// The value of a cookie; nil for none, and for two of that name.
    func cookie(_ name: String) -> String? {
        let found = values("cookie").flatMap { $0.split(separator: ";") }
            .map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("\(name)=") }
        guard found.count == 1, let only = found.first else { return nil }
        return String(only.dropFirst(name.utf8.count + 1))
    }
}

/// An answer of the front's own.
struct FrontAnswer: Sendable, Equatable {
    var status: Int
    var fields: [FrontField] = []
    var body: [UInt8] = []

    func values(_ name: String) -> [String] {
        fields.filter { $0.isNamed(name) }.map(\.value)
    }
}
