public import LiaisonSchema
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Whose a certificate says that it is, and who vouches for it, in their DER (RFC 5280, section 4.1).
struct CertificateNames: Equatable {
    let issuer: ArraySlice<UInt8>
    let subject: ArraySlice<UInt8>

    /// Nil for what is no certificate.
    init?(_ der: [UInt8]) {
        guard let certificate = Self.element(der[...]), let body = Self.element(certificate.content)
        else { return nil }
        var rest = body.content
        var fields: [ArraySlice<UInt8>] = []
        while fields.count < 5, let next = Self.element(rest) {
            // The version, when it is said.
            if !(fields.isEmpty && next.tag == 0xA0) { fields.append(next.whole) }
            rest = next.rest
        }
        guard fields.count == 5 else { return nil }
        (issuer, subject) = (fields[2], fields[4])
    }

    private typealias Bytes = ArraySlice<UInt8>

    private static func element(
        _ bytes: Bytes
    ) -> (tag: UInt8, whole: Bytes, content: Bytes, rest: Bytes)? {
        guard bytes.count >= 2, let tag = bytes.first else { return nil }
        var (length, head) = (Int(bytes[bytes.startIndex + 1]), 2)
        if length >= 0x80 {
            let count = length & 0x7F
            guard (1...4).contains(count), bytes.count >= 2 + count else { return nil }
            length = bytes.dropFirst(2).prefix(count).reduce(0) { $0 << 8 | Int($1) }
            head += count
        }
        guard length <= bytes.count - head else { return nil }
        return (
            tag, bytes.prefix(head + length), bytes.dropFirst(head).prefix(length),
            bytes.dropFirst(head + length)
        )
    }
}

extension PeerTrouble {
    /// What an error of an exchange means.
    init(_ error: any Error) {
        switch error {
        case let error as Exchange.NoConnection: self = Self.connecting(error.cause)
        case is Exchange.TooSlow, is CancellationError: self = .delai
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .nom
        case NIOSSLError.handshakeFailed: self = .certificatInconnu
        default: self = .reponseIllisible
        }
    }

    private static func connecting(_ error: any Error) -> PeerTrouble {
        if case ChannelError.connectTimeout = error { return .delai }
        guard let error = error as? NIOConnectionError else { return .refuse }
        return error.connectionErrors.isEmpty ? .dns : .refuse
    }

    /// What is wrong with the certificates of who could not be verified, its own first.
    ///
    /// - Parameter now: seconds since 1970.
    init(certificates: [NIOSSLCertificate], now: Int64) {
        let isCurrent = certificates.allSatisfy {
            (Int64($0.notValidBefore)...max(Int64($0.notValidBefore), Int64($0.notValidAfter)))
                .contains(now)
        }
        let names = certificates.compactMap { try? CertificateNames($0.toDERBytes()) }
        guard let own = names.first, names.count == certificates.count else {
            self = .reponseIllisible
            return
        }
        let isLinked = zip(names, names.dropFirst()).allSatisfy { $0.issuer == $1.subject }
        if !isCurrent {
            self = .certificatExpire
        } else if own.issuer == own.subject || isLinked && names.count > 1 {
            self = .certificatInconnu
        } else {
            self = .chaineIncomplete
        }
    }
}

extension SignedClient {
    /// Why nobody vouches for who answers there: its certificates are looked at, on a connection of their own on
    /// which nothing is said.
    public func certificateTrouble() async -> PeerTrouble {
        let seen = Seen()
        let exchange = Exchange(
            endpoint: endpoint, trust: trust, method: "GET", target: "/", fields: [], body: [],
            limit: 0, inspect: { chain in seen.chain.withLock { $0 = chain } })
        _ = try? await exchange.start(seconds: 10).get()
        return PeerTrouble(certificates: seen.chain.withLock { $0 }, now: now().seconds)
    }

    private final class Seen: Sendable {
        let chain = Mutex<[NIOSSLCertificate]>([])
    }
}
