import Glibc
import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonService
import NIOCore

/// Where a request comes from, as far as limits go: an IPv4 address, or the /64 of an IPv6 one. What a
/// request says of itself counts only when a proxy that the administrator named hands it on.
struct Visitors: Sendable {
    private let proxies: Set<[UInt8]>
    /// Proxies behind one another, at most.
    private static let hops = 16

    /// - Parameter proxies: network addresses; what is none is left out.
    init(proxies: [String]) {
        self.proxies = Set(proxies.compactMap { Self.bytes(of: $0) })
    }

    func visitor(_ request: Request, from remote: SocketAddress?) -> GuichetDesk.Visitor {
        var found = remote?.ipAddress.flatMap { Self.bytes(of: $0) }
        if let peer = found, proxies.contains(peer), let name = HTTPField.Name("X-Forwarded-For") {
            // From the last one on: whoever is before a stranger's word is the stranger's word.
            let named = request.headers[values: name].flatMap { $0.split(separator: ",") }
            for text in named.suffix(Self.hops).reversed() {
                guard let bytes = Self.bytes(of: String(text.filter { $0 != " " })) else { break }
                found = bytes
                guard proxies.contains(bytes) else { break }
            }
        }
        return GuichetDesk.Visitor(place: Self.place(found))
    }

    /// Whoever has a network has 2^64 addresses.
    private static func place(_ address: [UInt8]?) -> String {
        guard let address else { return "?" }
        return Hex.encode(address.count == 4 ? address : Array(address.prefix(8)))
    }

    /// 4 bytes, or 16; an IPv4 address in an IPv6 one is an IPv4 address. Nil for what is no IP address.
    static func bytes(of text: String) -> [UInt8]? {
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
