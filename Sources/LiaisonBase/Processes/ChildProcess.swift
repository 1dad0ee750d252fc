internal import CProcessus
internal import Glibc

/// Another program, started with nothing of ours but what is said: descriptors, environment, no signal
/// blocked or ignored.
public struct ChildProcess: Sendable {
    /// How a process ended.
    public enum Ending: Sendable, Equatable {
        case exit(Int32)
        case signal(Int32)

        init(status: Int32) {
            let signal = status & 0x7F
            self = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
        }
    }

    private let id: pid_t
    private let leadsGroup: Bool

    /// - Parameters:
    ///   - path: absolute; nothing is looked for.
    ///   - arguments: its own name first.
    ///   - environment: `NAME=value` each; nil: ours.
    ///   - descriptors: the child's, from 0 on, nil being `/dev/null`; it has no other. Ours stay open.
    ///   - leadsGroup: whether it leads a process group of its own, which `kill` ends whole.
    /// - Returns: nil when there is no such program, or no process can be had.
    public init?(
        _ path: String, _ arguments: [String], environment: [String]?, descriptors: [Int32?],
        leadsGroup: Bool = true
    ) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Copies beyond the numbers that the child uses: none is overwritten before it was moved.
        let first = Int32(descriptors.count)
        let copies = descriptors.map { $0.map { fcntl($0, F_DUPFD_CLOEXEC, max(first, 3)) } }
        defer { for case let copy? in copies { close(copy) } }
        // Without its copy, the child would have ours of that number.
        guard !copies.contains(-1) else { return nil }
        for (number, copy) in copies.enumerated() {
            let number = Int32(number)
            if let copy {
                posix_spawn_file_actions_adddup2(&actions, copy, number)
            } else {
                posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            }
        }
        // In the child, all that are open: a list made here lacks what another thread opens meanwhile.
        guard processus_ferme_depuis(&actions, first) == 0 else { return nil }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
                | (leadsGroup ? Int16(POSIX_SPAWN_SETPGROUP) : 0))
        posix_spawnattr_setpgroup(&attributes, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        func copied(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
            texts.map { (text: String) in strdup(text) } + [nil]
        }
        let words = copied(arguments)
        let variables = copied(environment ?? [])
        defer { for text in words + variables { free(text) } }
        var process = pid_t()
        let status =
            environment == nil
            ? posix_spawn(&process, path, &actions, &attributes, words, environ)
            : posix_spawn(&process, path, &actions, &attributes, words, variables)
        guard status == 0 else { return nil }
        id = process
        self.leadsGroup = leadsGroup
    }

    /// How it ended; nil while it runs. Asked once it has ended, it is forgotten: not to be asked again.
    public func ended() -> Ending? {
        var status: Int32 = 0
        return waitpid(id, &status, WNOHANG) == id ? Ending(status: status) : nil
    }

    /// Waits for its end, and forgets it.
    public func wait() -> Ending {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 {
            guard errno == EINTR else { return .exit(255) }
        }
        return Ending(status: status)
    }

    /// Ends it at once, its group with it.
    public func kill() {
        _ = Glibc.kill(leadsGroup ? -id : id, SIGKILL)
    }
}
