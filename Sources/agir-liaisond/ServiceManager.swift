import Glibc
import ServiceLifecycle
import Synchronization

/// Tells systemd how the daemon fares (sd_notify(3)): ready once every listener stands, alive twice per
/// watchdog period, stopping. Without `NOTIFY_SOCKET` it tells nobody.
final class ServiceManager: Sendable {
    private let socketPath: String?
    /// Microseconds; nil when no watchdog is asked for.
    private let watchdog: Int?
    private let awaited: Mutex<Int>
    /// The sockets that systemd opened for us, by their names (sd_listen_fds_with_names(3)).
    let inherited: [String: Int32]

    /// - Parameter listeners: how many must stand before the daemon is ready.
    init(environment: [String: String], listeners: Int) {
        socketPath = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let isForUs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        watchdog = isForUs ? environment["WATCHDOG_USEC"].flatMap { Int($0) } : nil
        awaited = Mutex(listeners)
        inherited = Self.inherited(environment)
    }

    private static func inherited(_ environment: [String: String]) -> [String: Int32] {
        guard environment["LISTEN_PID"] == String(getpid()),
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), (1...16).contains(count)
        else { return [:] }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        var sockets: [String: Int32] = [:]
        for (name, descriptor) in zip(names, 3..<3 + count) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            sockets[String(name)] = descriptor
        }
        return sockets
    }

    /// A listener stands.
    func isListening() {
        let isReady = awaited.withLock { count in
            count -= 1
            return count == 0
        }
        if isReady { send("READY=1\nSTATUS=en service") }
    }

    func isStopping() { send("STOPPING=1\nSTATUS=arrêt") }

    /// Says that the daemon is alive, until it stops. The executor that runs this is the one that
    /// serves: when it hangs, nothing is said.
    func run() async throws {
        guard let watchdog, watchdog > 0 else { return try await gracefulShutdown() }
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            send("WATCHDOG=1")
            try? await cancelWhenGracefulShutdown {
                try await Task.sleep(for: .microseconds(watchdog / 2))
            }
        }
    }

    private func send(_ state: String) {
        guard let socketPath, socketPath.utf8.count < 108 else { return }
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(socketPath.utf8)
        // A name of the abstract space is written with «@» for its NUL.
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let text = Array(state.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}

extension ServiceManager: Service {}
