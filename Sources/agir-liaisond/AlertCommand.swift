import Glibc
import LiaisonService

/// The program by which the administrator has people warned: mail, SMS. It is given the kind of incident,
/// its number, who is to be told, the part of the time that is over in percent, and the deadline: nothing
/// of a person.
struct AlertCommand: Sendable {
    let path: String

    /// Seconds that it may take.
    private static let limit = 30

    @Sendable func run(_ arguments: [String]) async -> AlertFailure? {
        guard let process = spawn(arguments) else { return .absent }
        // Looked at often at first: most are over at once.
        for pause in [20, 50, 100, 200, 500] + Array(repeating: 1_000, count: Self.limit) {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process {
                // The code of an exit, or the signal that ended it.
                let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : status & 0x7F
                return code == 0 ? nil : .status(code)
            }
            try? await Task.sleep(for: .milliseconds(pause))
            if Task.isCancelled { break }
        }
        kill(-process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return Task.isCancelled ? .stopped : .timeout
    }

    /// In a group of its own, with no descriptor of ours and a bare environment.
    private func spawn(_ arguments: [String]) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        // None of our files and sockets goes on to it.
        for descriptor in 3..<min(Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))), 65_536) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
            texts.map { (text: String) in strdup(text) } + [nil]
        }
        let words = copies([path] + arguments)
        let environment = copies([
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
        ])
        defer { for text in words + environment { free(text) } }
        var process = pid_t()
        guard posix_spawn(&process, path, &actions, &attributes, words, environment) == 0 else {
            return nil
        }
        return process
    }
}
