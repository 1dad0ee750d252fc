import Glibc
import HTTPTypes
import Hummingbird
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import NIOCore

/// Who may claim a fresh daemon (formats.md, «Peer protocol»): uid 0, the daemon's own uid, or
/// whoever holds the one-time code in the state folder.
struct ClaimCode: Sendable {
    let path: String

    /// Makes the code while the daemon is unclaimed; removes it otherwise.
    init(folder: String, isClaimed: Bool) throws {
        path = "\(folder)/code-prise"
        if isClaimed {
            PrivateFile.remove(path)
        } else if !PrivateFile.exists(path) {
            try PrivateFile.write(Array("\(RecoveryCode.generate())\n".utf8), to: path)
        }
    }

    func admits(_ request: Request, channel: any Channel) async throws -> Bool {
        if let uid = await Self.peerUID(channel), uid == 0 || uid == getuid() { return true }
        guard let name = HTTPField.Name(FieldNames.claimCode),
            let typed = request.headers[name].flatMap(RecoveryCode.normalize),
            let stored = try? PrivateFile.read(path, limit: 100)
        else { return false }
        return Sodium.equal(Array("\(typed)\n".utf8), stored)
    }

    /// It serves once.
    func used() {
        PrivateFile.remove(path)
    }

    /// The uid at the other end of a Unix socket; nil for any other connection. `ucred` is not importable from Glibc: three 32-bit
    /// integers, pid, uid, gid.
    static func peerUID(_ channel: any Channel) async -> UInt32? {
        guard case .unixDomainSocket? = channel.localAddress,
            let provider = channel as? any SocketOptionProvider
        else { return nil }
        let credentials: (Int32, UInt32, UInt32)? = try? await provider.unsafeGetSocketOption(
            level: .init(SOL_SOCKET), name: .init(SO_PEERCRED)
        ).get()
        return credentials?.1
    }
}
