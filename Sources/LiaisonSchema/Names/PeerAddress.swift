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
            guard let number = decimal(Array(digits.utf8)[...]), String(number) == digits,
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
            || host.hasPrefix("127.") && isIPv4(host)
    }

    public var description: String { text }

    /// Host and port as a `Host` field has them.
    public var authority: String { "\(host):\(port)" }

    /// The host without the brackets of an IPv6 address.
    public var bareHost: String {
        host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }

    private static func isIPv4(_ host: String) -> Bool {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4
            && octets.allSatisfy { octet in
                decimal(Array(octet.utf8)[...]).map { $0 <= 255 && String($0) == octet } ?? false
            }
    }

    /// A DNS name of any case, an IPv4 address, or what looks like an IPv6 address in brackets.
    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let digits = host.dropFirst().dropLast().lowercased()
            return (2...39).contains(digits.utf8.count) && digits.contains(":")
                && !digits.contains(":::")
                && digits.utf8.contains { $0 != UInt8(ascii: ":") }
                && digits.split(separator: ":").allSatisfy { group in
                    group.utf8.count <= 4
                        && group.utf8.allSatisfy {
                            (48...57).contains($0) || (97...102).contains($0)
                        }
                }
        }
        return host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                StructureName.isLabel($0.lowercased()[...])
            }
    }
}
