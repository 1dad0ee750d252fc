internal import Glibc

/// Who may open what an agent keeps to itself.
public enum FileMode {
    /// A file or folder that other users of the machine could open.
    public struct Narrowed: Equatable, Sendable {
        public let path: String
        /// Whether they can't any more; false where its mode is somebody else's to change.
        public let isRepaired: Bool

        public init(path: String, isRepaired: Bool) {
            self.path = path
            self.isRepaired = isRepaired
        }
    }

    /// Takes from group and others all that they may do with a regular file or a folder of this user.
    ///
    /// - Returns: nil when they could do nothing, or there is neither.
    public static func narrow(_ path: String) -> Narrowed? {
        // Not to wait for the other end of a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 != 0,
            [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
        else { return nil }
        // What is somebody else's may be meant for several, and an administrator could change it unawares.
        let isRepaired =
            status.st_uid == geteuid() && fchmod(descriptor, status.st_mode & 0o700) == 0
        return Narrowed(path: path, isRepaired: isRepaired)
    }

    /// Whether a folder lies there, and no link to one.
    ///
    /// - Parameter isPrivate: whether it must be this user's, and closed to all others: a shared one (`/tmp`)
    ///   shows them what lies in it.
    public static func isFolder(_ path: String, isPrivate: Bool = false) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return !isPrivate || status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }
}
