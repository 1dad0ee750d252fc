import Glibc
package import LiaisonBase
package import LiaisonSchema

/// Where the files of an agent's folder are: on the disk for the faces, in memory for tests. Names are
/// relative to the folder, `contacts/x.carte` for one in a folder of it.
package protocol FolderStore: Sendable {
    /// - Throws: `.missingFile`, `.tooLarge`, `.file`.
    func read(_ name: String, limit: Int) throws(FileError) -> [UInt8]
    /// Whole or not at all; mode 0600.
    ///
    /// - Throws: `.wouldOverwrite` when the file exists and `replacing` is false, `.file`.
    func write(
        _ bytes: [UInt8], to name: String, replacing: Bool
    ) throws(FileError)
    func exists(_ name: String) -> Bool
    /// The names in a folder of it, sorted; none when there is none.
    func names(in folder: String) -> [String]
    /// Puts a file in the place of another one; nothing when it is not there.
    func move(_ name: String, to other: String) throws(FileError)
    /// One that is not there is no error.
    func remove(_ name: String)
    /// Takes from other users of the machine what they may do with the folder and what is sealed in it.
    ///
    /// - Returns: what they could open; nothing where there are no other users.
    func narrow() -> [FileMode.Narrowed]
    /// Makes the folder itself for an empty name, else one in it.
    func makeFolder(_ name: String) throws(FileError)
    /// When it last changed; nil when there is none.
    func modified(_ name: String) -> Instant?
    /// Holds the folder, and gives what lets it go; nil when another program still holds it after that
    /// time.
    ///
    /// - Throws: `.file` when the folder can't be locked.
    func lock(seconds: Int) throws(FileError) -> (@Sendable () -> Void)?
    /// Holds one file of it as it lies, until it is let go or the program ends: another one that is written in its
    /// place is not held.
    ///
    /// - Returns: what lets it go; nil when another program, or another context of this one, holds it.
    /// - Throws: `.missingFile`, `.file`.
    func hold(_ name: String) throws(FileError) -> (@Sendable () -> Void)?
}

extension FolderStore {
    package func narrow() -> [FileMode.Narrowed] { [] }
}

/// A folder of the disk, mode 0700.
package struct DiskFolder: FolderStore {
    let path: String

    package init(_ path: String) { self.path = path }

    private func file(_ name: String) -> String { name.isEmpty ? path : "\(path)/\(name)" }

    package func read(_ name: String, limit: Int) throws(FileError) -> [UInt8] {
        try PrivateFile.read(file(name), limit: limit)
    }

    package func write(
        _ bytes: [UInt8], to name: String, replacing: Bool
    ) throws(FileError) {
        try PrivateFile.write(bytes, to: file(name), replacing: replacing)
    }

    package func exists(_ name: String) -> Bool { PrivateFile.exists(file(name)) }
    package func names(in folder: String) -> [String] { PrivateFile.names(in: file(folder)) }

    package func move(_ name: String, to other: String) throws(FileError) {
        try PrivateFile.move(file(name), to: file(other))
    }

    package func remove(_ name: String) { PrivateFile.remove(file(name)) }

    package func makeFolder(_ name: String) throws(FileError) {
        try PrivateFile.makeFolder(file(name))
    }

    package func narrow() -> [FileMode.Narrowed] {
        let secrets = names(in: "").filter { $0.hasSuffix(".age") }
        return ([""] + secrets).compactMap { FileMode.narrow(file($0)) }
    }

    package func modified(_ name: String) -> Instant? { FilePath.modified(file(name)) }

    package func lock(seconds: Int) throws(FileError) -> (@Sendable () -> Void)? {
        try makeFolder("")
        // A descriptor of its own each time: two threads of one program exclude each other too.
        let descriptor = open(file("verrou"), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.unlockable(path) }
        return try held(descriptor, seconds: seconds)
    }

    package func hold(_ name: String) throws(FileError) -> (@Sendable () -> Void)? {
        let descriptor = open(file(name), O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            guard errno != ENOENT else {
                throw FileError(.missingFile, "Il n'y a pas de fichier \(file(name)).")
            }
            throw Self.unlockable(path)
        }
        return try held(descriptor, seconds: 0)
    }

    private func held(_ descriptor: Int32, seconds: Int) throws(FileError) -> (
        @Sendable () -> Void
    )? {
        var left = seconds * Self.triesASecond
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard [EINTR, EWOULDBLOCK].contains(errno) else {
                close(descriptor)
                throw Self.unlockable(path)
            }
            guard left > 0 else {
                close(descriptor)
                return nil
            }
            left -= 1
            usleep(1_000_000 / UInt32(Self.triesASecond))
        }
        return { close(descriptor) }
    }

    private static let triesASecond = 50

    private static func unlockable(_ path: String) -> FileError {
        FileError(
            .file, "Le dossier \(path) ne se verrouille pas.", hint: "Vérifiez ses droits.")
    }
}
