import Glibc
internal import LiaisonBase
package import LiaisonCrypto

/// Keeps an opened identity for a while, so that a passphrase is typed once a morning and not once a
/// command: a small process that holds it in locked memory behind a 0600 socket of the user's runtime
/// folder, and gives it to that same user only (cli.md, `agent deverrouiller`).
package struct Keeper {
    package static let minutes = 1...720
    private static let give = UInt8(ascii: "O")
    private static let forget = UInt8(ascii: "V")
    private static let contentLimit = 64 * 1_024

    /// The socket's path: one for each agent's folder.
    package let path: String

    /// - Throws: exit 78 where the session has no runtime folder, or it is relative or too deep.
    package init(_ folder: AgentFolder) throws {
        guard let runtime = try FolderPlace.runtime(AgentSettings.variable) else {
            throw AgentError(
                .configuration, "XDG_RUNTIME_DIR n'est pas défini : rien où garder l'identité.",
                next: "Ouvrez une session sur cette machine, ou donnez la phrase à chaque fois.")
        }
        guard let real = realpath(folder.path, nil) else {
            throw AgentError(.noInput, "Le dossier \(folder.path) n'existe pas.")
        }
        defer { free(real) }
        let digest = Hex.encode(Hash.sha256(String(cString: real).utf8).prefix(8))
        path = "\(runtime)/agir-liaison-\(digest).sock"
        guard path.utf8.count <= 107 else {
            throw AgentError(.configuration, "Le chemin du socket dépasse 107 octets.")
        }
    }

    /// - Parameter path: at most 107 bytes.
    package init(path: String) { self.path = path }

    // MARK: Asking

    /// The identity that is kept; nil when none is.
    package func identity() throws -> AgentIdentity? {
        guard let socket = connected() else { return nil }
        defer { close(socket) }
        var request = Self.give
        guard Glibc.send(socket, &request, 1, Int32(MSG_NOSIGNAL)) == 1 else { return nil }
        var content: [UInt8] = []
        defer { Sodium.wipe(&content) }
        var piece = [UInt8](repeating: 0, count: 4_096)
        defer { Sodium.wipe(&piece) }
        // Never grown: a copy left behind would not be wiped.
        content.reserveCapacity(Self.contentLimit)
        while content.count <= Self.contentLimit - piece.count {
            let count = recv(socket, &piece, piece.count, 0)
            guard count > 0 else { break }
            content += piece[..<count]
        }
        return content.isEmpty ? nil : try AgentIdentity(fileBytes: content)
    }

    /// Wipes what is kept; whether something was.
    package func lock() -> Bool {
        guard let socket = connected() else { return false }
        defer { close(socket) }
        var request = Self.forget
        guard Glibc.send(socket, &request, 1, Int32(MSG_NOSIGNAL)) == 1 else { return false }
        // The process closes once it has forgotten.
        var answer: UInt8 = 0
        return recv(socket, &answer, 1, 0) == 0
    }

    private func connected() -> Int32? {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        let status = Self.withAddress(path) { connect(socket, $0, $1) }
        guard status == 0, Self.peerUID(socket) == geteuid() else {
            close(socket)
            return nil
        }
        Self.bound(socket, seconds: 5)
        return socket
    }

    // MARK: Keeping

    /// Starts the keeping process and hands it the identity through a pipe, never as an argument.
    ///
    /// - Parameter keeping: the words that start this program as that process, for a socket and seconds.
    func start(
        _ identity: AgentIdentity, seconds: Int, keeping: (String, Int) -> [String]
    ) throws {
        _ = lock()
        let failure = AgentError(
            .configuration, "L'identité n'a pas pu être gardée dans \(path).",
            next: "Vérifiez que le dossier XDG_RUNTIME_DIR est à vous.")
        var (input, output): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard pipe(&input) == 0, pipe(&output) == 0 else { throw failure }
        for end in input + output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(output[0]) }
        // It leaves the session by itself: who leads a group could not.
        let process = ChildProcess(
            "/proc/self/exe", keeping(path, seconds), environment: nil,
            descriptors: [input[0], output[1], nil], leadsGroup: false)
        close(input[0])
        close(output[1])
        var content = identity.fileBytes()
        defer { Sodium.wipe(&content) }
        signal(SIGPIPE, SIG_IGN)
        let written =
            process == nil ? -1 : Glibc.write(input[1], content, content.count)
        close(input[1])
        var answer: UInt8 = 0
        guard written == content.count, read(output[0], &answer, 1) == 1 else { throw failure }
    }

    /// The keeping process: holds what standard input gave until the time is over or it is told to
    /// forget.
    package static func keep(at path: String, seconds: Int) throws {
        // Out of the terminal's session: closing the window does not end it.
        setsid()
        // Straight into locked memory: no copy is left elsewhere.
        var length = 0
        let secret = try SecretBytes(count: contentLimit) { memory in
            while length < contentLimit {
                let count = read(STDIN_FILENO, memory + length, contentLimit - length)
                guard count > 0 else { return }
                length += count
            }
        }
        guard length > 0 else { throw AgentError(.data, "Il n'y a pas d'identité à garder.") }
        let deadline = boottime() + seconds
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        PrivateFile.remove(path)
        umask(0o177)
        guard listener >= 0, withAddress(path, { bind(listener, $0, $1) }) == 0,
            listen(listener, 8) == 0
        else { throw AgentError(.configuration, "Le socket \(path) ne peut pas être ouvert.") }
        defer { PrivateFile.remove(path) }
        StandardStream.output.write("o")
        close(STDOUT_FILENO)
        while true {
            let left = deadline - boottime()
            guard left > 0 else { return }
            var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            // Woken each minute: a machine that slept counts its sleep.
            guard poll(&waiting, 1, Int32(min(left, 60) * 1_000)) > 0 else { continue }
            let client = accept(listener, nil, nil)
            guard client >= 0 else { continue }
            guard serve(client, secret, length) else {
                PrivateFile.remove(path)
                withExtendedLifetime(secret) {}
                close(client)
                return
            }
            close(client)
        }
    }

    /// Whether to go on.
    private static func serve(
        _ client: Int32, _ secret: SecretBytes, _ length: Int
    ) -> Bool {
        bound(client, seconds: 2)
        var request: UInt8 = 0
        guard peerUID(client) == geteuid(), recv(client, &request, 1, 0) == 1 else { return true }
        if request == give {
            secret.withBytes {
                _ = Glibc.send(client, $0.baseAddress, length, Int32(MSG_NOSIGNAL))
            }
        }
        return request != forget
    }

    /// Seconds since boot, sleep included.
    private static func boottime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return time.tv_sec
    }

    private static func bound(_ socket: Int32, seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    /// `ucred` is not importable from Glibc: three 32-bit integers, pid, uid, gid.
    private static func peerUID(_ socket: Int32) -> uid_t? {
        var credentials: (Int32, UInt32, UInt32) = (0, 0, 0)
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0
            ? credentials.1 : nil
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
