import Glibc
import LiaisonBase
import NIOCore

/// Where a request comes from, as far as slowing goes: an IPv4 address, or the /64 of an IPv6 one. What a
/// request says of itself counts only when a proxy that the administrator named hands it on.
struct NetworkPlace: Sendable {
    private let proxies: Set<[UInt8]>
    /// Proxies behind one another, at most.
    private static let hops = 16

    /// - Parameter proxies: network addresses; what is none is left out.
    init(proxies: [String]) {
        self.proxies = Set(proxies.compactMap { Self.bytes(of: $0) })
    }

    /// Whose a connection is, as far as their number goes.
    ///
    /// - Returns: nil for a named proxy, whose connections are everybody's.
    func holder(of remote: SocketAddress?) -> String? {
        holder(ofBytes: remote.flatMap { Self.bytes(of: $0) })
    }

    func holder(ofBytes remote: [UInt8]?) -> String? {
        guard let remote, proxies.contains(remote) else { return Self.text(remote) }
        return nil
    }

    /// - Parameter remote: the other end of the connection.
    func place(of request: FrontRequest, from remote: SocketAddress?) -> String {
        place(of: request, fromBytes: remote.flatMap { Self.bytes(of: $0) })
    }

    func place(of request: FrontRequest, fromBytes remote: [UInt8]?) -> String {
        var found = remote
        if let peer = found, proxies.contains(peer) {
            // From the last one on: whoever is before a stranger's word is the stranger's word.
            let named = request.values("x-forwarded-for").flatMap { $0.split(separator: ",") }
            for text in named.suffix(Self.hops).reversed() {
                guard let bytes = Self.bytes(of: String(text.filter { $0 != " " })) else { break }
                found = bytes
                guard proxies.contains(bytes) else { break }
            }
        }
        return Self.text(found)
    }

    private static func text(_ address: [UInt8]?) -> String {
        guard let address else { return "?" }
        // Whoever has a network has 2^64 addresses.
        return Hex.encode(address.count == 4 ? address : Array(address.prefix(8)))
    }

    /// Nil for what is no IP address.
    static func bytes(of text: String) -> [UInt8]? {
        (try? SocketAddress(ipAddress: text, port: 0)).flatMap { bytes(of: $0) }
    }

    /// 4 bytes, or 16; an IPv4 address in an IPv6 one is an IPv4 address.
    private static func bytes(of address: SocketAddress) -> [UInt8]? {
        switch address {
        case .v4(let address): return withUnsafeBytes(of: address.address.sin_addr) { Array($0) }
        case .v6(let address):
            let bytes = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
            let isMapped =
                bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 0xFF }
            return isMapped ? Array(bytes.suffix(4)) : bytes
        case .unixDomainSocket: return nil
        }
    }
}
