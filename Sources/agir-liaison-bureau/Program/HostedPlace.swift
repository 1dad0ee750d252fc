import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto

/// What systemd gives to the bureau of a hosted agent (bureau-heberge.md, «The process»): her folder, the secret
/// of the machine under which what her phrase opens lies, and the socket on which the front asks.
struct HostedPlace: Sendable {
    let path: String
    let store: HostSealedFolder
    let socket: Int32

    /// - Parameter name: of the unit's instance.
    /// - Throws: exit 78 when its unit did not start it; what keeps the secret or the folder from being read.
    init(_ name: String) throws {
        guard let path = AgentSettings.variable("STATE_DIRECTORY"),
            let secrets = AgentSettings.variable("CREDENTIALS_DIRECTORY"),
            let socket = Self.inherited()
        else {
            throw AgentError(
                .configuration, "Un bureau hébergé est lancé par son unité.",
                next: "Lancez agir-liaison-bureau@NOM.socket : voyez administrateur.md.")
        }
        self.path = path
        self.socket = socket
        store = HostSealedFolder(
            DiskFolder(path), host: try HostKey(file: "\(secrets)/hote.cle"), owner: name)
        _ = try store.guardFiles()
    }

    /// The first socket that systemd opened for us (sd_listen_fds(3)): the unit has one.
    private static func inherited() -> Int32? {
        guard AgentSettings.variable("LISTEN_PID") == String(getpid()),
            let count = AgentSettings.variable("LISTEN_FDS").flatMap({ Int32($0) }), count == 1
        else { return nil }
        _ = fcntl(3, F_SETFD, FD_CLOEXEC)
        return 3
    }
}
