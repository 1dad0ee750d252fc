import BureauAccess
import LiaisonSchema

/// What passes between a browser and a bureau (bureau-heberge.md, «The front»): the front's own cookies stay
/// with the front, and what it tells a bureau nobody else can say.
enum FrontRelay {
    /// Fields of one connection, which no relay hands on (RFC 9110, section 7.6.1); and those that say where a
    /// request came from, which a bureau has no use for.
    private static let dropped: Set = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "expect",
        "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
    ]
    /// How fields begin that the front and a bureau tell each other.
    private static let own = FrontWord.prefix.lowercased()
    /// Cookies that a bureau may neither see nor set.
    private static let ownCookies = "__Host-"

    /// - Returns: the request as the bureau of that session gets it.
    static func forwarded(_ request: FrontRequest, _ session: Entrance.Session) -> FrontRequest {
        var forwarded = request
        // A field that `Connection` names is of the connection too.
        let named = Set(
            request.values("connection").flatMap { $0.split(separator: ",") }
                .map { $0.filter { $0 != " " }.lowercased() })
        forwarded.fields = request.fields.compactMap { field in
            let name = field.name.lowercased()
            guard !dropped.contains(name), !named.contains(name), !name.hasPrefix(own) else {
                return nil
            }
            guard name == "cookie" else { return field }
            let kept = field.value.split(separator: ";").map { $0.drop { $0 == " " } }
                .filter { !$0.hasPrefix(ownCookies) }
            return kept.isEmpty ? nil : FrontField(field.name, kept.joined(separator: "; "))
        }
        forwarded.fields += told(of: session)
        return forwarded
    }

    /// The request by which the front asks a bureau for its first page.
    static func opening(_ session: Entrance.Session, host: String) -> FrontRequest {
        FrontRequest(
            method: "POST", target: FrontWord.opening, host: host,
            fields: told(of: session) + [FrontField("Content-Length", "0")])
    }

    /// What a bureau is told of the session.
    private static func told(of session: Entrance.Session) -> [FrontField] {
        FrontWord(session).fields.map { FrontField($0.name, $0.value) }
    }

    /// - Returns: the fields of a bureau's answer as the browser gets them, and whether the session is over.
    static func returned(_ fields: [FrontField]) -> (fields: [FrontField], isOver: Bool) {
        let kept = fields.filter { field in
            let name = field.name.lowercased()
            let isOwnCookie =
                name == "set-cookie" && field.value.drop { $0 == " " }.hasPrefix(ownCookies)
            return !dropped.contains(name) && !name.hasPrefix(own) && !isOwnCookie
        }
        return (kept, fields.contains { $0.isNamed(FrontWord.end) })
    }

    /// The path of a bureau's first page, from its answer: below its own 128 random bits, and nothing that a
    /// browser could take for another place; nil for anything else.
    static func firstPage(_ body: [UInt8]) -> String? {
        guard (34...200).contains(body.count), body[0] == UInt8(ascii: "/"),
            body[1] != UInt8(ascii: "/"),
            body.allSatisfy({ byte in
                (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte)
                    || "/-_".utf8.contains(byte)
            })
        else { return nil }
        return String(decoding: body, as: UTF8.self)
    }
}
