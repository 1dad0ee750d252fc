/// Where a structure's daemon answers: `https://hôte[:port]`, or `http://` on a loopback address
/// only (cli.md, «The daemon»). No path, no query, no user.
public struct PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// As written, without a final slash.
    public let text: String
    public let host: String
    public let port: Int
    public let isTLS: Bool

    public init?(_ text: String) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        let isTLS = trimmed.hasPrefix("https://")
        guard isTLS || trimmed.hasPrefix("http://"), trimmed.utf8.count <= 300 else { return nil }
        let authority = trimmed.dropFirst(isTLS ? 8 : 7)
        var host = authority
        var port = isTLS ? 443 : 80
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            let digits = authority[authority.index(after: colon)...]
            guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
                (1...65_535).contains(number)
            else { return nil }
            port = number
            host = authority[..<colon]
        }
        guard Self.isHost(host) else { return nil }
        guard isTLS || Self.isLoopback(String(host)) else { return nil }
        self.text = trimmed
        self.host = String(host)
        self.port = port
        self.isTLS = isTLS
    }

    public static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "[::1]" || host == "::1"
            || host.hasPrefix("127.")
                && host.split(separator: ".", omittingEmptySubsequences: false).count == 4
                && host.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
    }

    public var description: String { text }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            return host.dropFirst().dropLast().utf8.allSatisfy {
                (48...57).contains($0) || (97...102).contains($0) || $0 == UInt8(ascii: ":")
            }
        }
        return !host.isEmpty
            && host.utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0) || (65...90).contains($0)
                    || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }
    }
}
