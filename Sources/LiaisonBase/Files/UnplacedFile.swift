internal import Glibc

/// A file that has no name before it is whole: a death in between leaves nothing. Where the file system has
/// none such (over a network, mostly) it has one of its own meanwhile, `F.….tmp`, which a death leaves.
struct UnplacedFile {
    let descriptor: Int32
    private let name: String?

    /// `O_TMPFILE`, which Glibc's module does not show: a name of GNU's.
    private static let nameless: Int32 = 0o20_000_000 | O_DIRECTORY

    /// Opened for writing, mode 0600; nil when it can't be made, as `errno` says.
    init?(beside path: String) {
        let nameless = open(
            PrivateFile.folder(of: path), O_WRONLY | Self.nameless | O_CLOEXEC, 0o600)
        if nameless >= 0, access(Self.link(nameless), F_OK) == 0 {
            (descriptor, name) = (nameless, nil)
            return
        }
        if nameless >= 0 { close(nameless) }
        let own = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
        let named = open(own, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard named >= 0 else { return nil }
        (descriptor, name) = (named, own)
    }

    private static func link(_ descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

    /// Gives it its name, in one step.
    ///
    /// - Parameter replacing: whether another file of that name goes.
    /// - Returns: 0, or the error number; `EEXIST` when the name is taken.
    func place(at path: String, replacing: Bool) -> Int32 {
        if let name {
            // link fails when the name is taken; rename would replace it.
            let error = (replacing ? rename(name, path) : Glibc.link(name, path)) == 0 ? 0 : errno
            if !replacing || error != 0 { unlink(name) }
            return error
        }
        guard replacing else { return give(path) }
        // Only what has a name replaces another: always the same one, so that the next writer takes over what one
        // left that died between these two calls. The folder's lock goes with who holds it: none takes another's.
        let folder = open(PrivateFile.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return errno }
        defer { close(folder) }
        while flock(folder, LOCK_EX) != 0 {
            guard errno == EINTR else { return errno }
        }
        let own = "\(path).tmp"
        var error = give(own)
        if error == EEXIST {
            unlink(own)
            error = give(own)
        }
        guard error == 0 else { return error }
        error = rename(own, path) == 0 ? 0 : errno
        if error != 0 { unlink(own) }
        return error
    }

    private func give(_ name: String) -> Int32 {
        linkat(AT_FDCWD, Self.link(descriptor), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno
    }

    /// Nothing of it stays.
    func drop() {
        if let name { unlink(name) }
    }
}
