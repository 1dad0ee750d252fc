import Glibc
internal import LiaisonBase
package import LiaisonSchema

/// How files are named in what the agent's folder remembers.
package enum FilePath {
    /// The absolute path, through no link; a file that is not there yet is named in its folder.
    package static func absolute(_ path: String) -> String {
        if let found = resolved(path) { return found }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard let parent = resolved(folder) else { return path }
        return parent == "/" ? "/\(name)" : "\(parent)/\(name)"
    }

    /// When the regular file of that name last changed; nil when there is none. A link is not followed.
    package static func modified(_ path: String) -> Instant? {
        var status = stat()
        guard lstat(spelt(path), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Instant(seconds: Int64(status.st_mtim.tv_sec))
    }

    /// Whether nothing has this name any more: what cannot be looked at may still be there.
    package static func isGone(_ path: String) -> Bool {
        var status = stat()
        return lstat(spelt(path), &status) != 0 && [ENOENT, ENOTDIR].contains(errno)
    }

    /// The bytes of what has this name, ended by 0: those of the disk where a text can't hold them. Another
    /// spelling of what it can hold is another file.
    static func spelt(_ path: String) -> [CChar] {
        let exact = path.utf8.map { CChar(bitPattern: $0) } + [0]
        guard path.unicodeScalars.contains("\u{FFFD}") else { return exact }
        return FoundPath.bytes(of: path) ?? exact
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
