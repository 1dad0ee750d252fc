internal import Glibc
internal import Synchronization

/// Text for the person or program that called: unbuffered, whole.
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes all of it, however slow the reader is. What can't be written is remembered: `check` says so.
    public func write(_ text: String) {
        write(Array(text.utf8))
    }

    public func write(_ bytes: [UInt8]) {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var wanted = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
                continue
            }
            guard count > 0 else {
                let reason = errno
                guard self == .output else { return }
                return Self.failure.withLock { $0 = $0 ?? reason }
            }
            left = left.dropFirst(count)
        }
    }

    /// What befell the first write on standard output that failed. One for the process, as the descriptor
    /// is: a command that went through all the same did not give what it was asked for.
    private static let failure = Mutex<Int32?>(nil)

    /// - Throws: `.output` once a write on standard output failed, and from then on.
    public static func check() throws(FileError) {
        guard let reason = failure.withLock({ $0 }) else { return }
        let why =
            switch reason {
            case ENOSPC, EDQUOT: "le disque est plein"
            case EPIPE: "plus personne ne la lit"
            case EBADF: "elle est fermée"
            default: "erreur système \(reason)"
            }
        throw FileError(
            .output, "La sortie n'a pas pu être écrite en entier : \(why).",
            hint: "Ce qui en est sorti est incomplet : ne vous y fiez pas.")
    }

    /// Holds the places of the standard streams that the caller closed: a file opened later would take
    /// one, and what is printed would go into it. A write on a place so held fails.
    public static func hold() {
        while true {
            let descriptor = open("/dev/null", O_RDONLY)
            guard (0...2).contains(descriptor) else {
                if descriptor > 2 { close(descriptor) }
                return
            }
        }
    }
}
