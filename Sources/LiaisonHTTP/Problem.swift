internal import LiaisonBase

/// A problem document (RFC 9457), in French, with a stable `type`.
public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    public static let mediaType = "application/problem+json"
    static let typePrefix = "urn:agir-liaison:probleme:"
    /// The values of a problem document: six members, and a few roles.
    private static let mostNodes = 256

    /// What follows the prefix of `type`: `conflit`, `interdit`…
    public let code: String
    public let status: Int
    public let title: String
    /// What to do next.
    public let detail: String?
    /// The server's time in seconds since 1970, for a client whose clock is off.
    public let heure: Int64?
    /// The roles of which one is needed.
    public let roles: [String]

    public init(
        code: String, status: Int, title: String, detail: String? = nil, heure: Int64? = nil,
        roles: [String] = []
    ) {
        self.code = code
        self.status = status
        self.title = title
        self.detail = detail
        self.heure = heure
        self.roles = roles
    }

    public var bytes: [UInt8] {
        var object = JSONObject()
        object["type"] = .string(Self.typePrefix + code)
        object["title"] = .string(title)
        object["status"] = .integer(Int64(status))
        object["detail"] = detail.map { .string($0) }
        object["heure"] = heure.map { .integer($0) }
        if !roles.isEmpty { object["roles"] = .array(roles.map { .string($0) }) }
        return Array(JSONValue.object(object).text.utf8)
    }

    /// Reads what a daemon answered; what is not a problem document becomes one of its status alone.
    public init(status: Int, body: [UInt8]) {
        let object = (try? JSONValue.parse(body, nodes: Self.mostNodes))?.object
        let type = object?["type"]?.string ?? ""
        self.init(
            code: type.hasPrefix(Self.typePrefix)
                ? String(type.dropFirst(Self.typePrefix.count)) : "inconnu",
            status: status,
            title: Self.visible(object?["title"]?.string) ?? "Le service a répondu \(status).",
            detail: Self.visible(object?["detail"]?.string), heure: object?["heure"]?.integer,
            roles: object?["roles"]?.array?.compactMap(\.string) ?? [])
    }

    public var description: String { [title, detail].compactMap(\.self).joined(separator: " ") }

    /// A stranger's text on its way to a terminal.
    private static func visible(_ text: String?) -> String? {
        text.map { VisibleText.line($0, limit: 500) }
    }
}
