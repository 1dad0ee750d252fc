internal import Glibc

/// Where a request comes from, as far as limits go: an IPv4 address, or the /64 of an IPv6 one. What a request says
/// of itself counts only when a proxy that the administrator named hands it on.
public struct NetworkPlace: Sendable {
    private let proxies: Set<[UInt8]>
    /// Proxies behind one another, at most.
    private static let hops = 16

    /// - Parameter proxies: network addresses; what is none is left out.
    public init(proxies: [String]) {
        self.proxies = Set(proxies.compactMap { Self.bytes(of: $0) })
    }

    /// Whose a connection is, as far as their number goes.
    ///
    /// - Parameter remote: the other end's address, as text.
    /// - Returns: nil for a named proxy, whose connections are everybody's.
    public func holder(of remote: String?) -> String? {
        let address = remote.flatMap { Self.bytes(of: $0) }
        if let address, proxies.contains(address) { return nil }
        return Self.text(address)
    }

    /// - Parameters:
    ///   - remote: the other end's address, as text.
    ///   - forwarded: the values of `X-Forwarded-For`, in their order.
    public func place(from remote: String?, forwarded: [String]) -> String {
        var found = remote.flatMap { Self.bytes(of: $0) }
        if let peer = found, proxies.contains(peer) {
            // From the last one on: whoever is before a stranger's word is the stranger's word.
            let named = forwarded.flatMap { $0.split(separator: ",") }
            for text in named.suffix(Self.hops).reversed() {
                guard let bytes = Self.bytes(of: String(text.filter { $0 != " " })) else { break }
                found = bytes
                guard proxies.contains(bytes) else { break }
            }
        }
        return Self.text(found)
    }

    /// Whoever has a network has 2^64 addresses.
    private static func text(_ address: [UInt8]?) -> String {
        guard let address else { return "?" }
        return Hex.encode(address.count == 4 ? address : Array(address.prefix(8)))
    }

    /// 4 bytes, or 16; an IPv4 address in an IPv6 one is an IPv4 address. Nil for what is no IP address.
    public static func bytes(of text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            guard inet_pton(family, text, &bytes) == 1 else { continue }
            let isMapped =
                count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 }
                && bytes[10...11].allSatisfy { $0 == 0xFF }
            return isMapped ? Array(bytes.suffix(4)) : bytes
        }
        return nil
    }
}
