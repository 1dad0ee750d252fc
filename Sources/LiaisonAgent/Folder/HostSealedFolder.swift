package import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema

/// A hosted agent's folder (formats.md, «Hosted agents»): what a phrase opens also lies under the secret of
/// the machine, so that a stolen copy of the folder gives nobody a phrase to guess at. What a recovery code
/// opens does not: 125 bits are not guessed, and the sheet must open it on another machine.
package struct HostSealedFolder: FolderStore {
    /// Sealed by the agent's phrase, whose strength is a person's.
    private static let guarded: Set = [
        "identite.age", AgentFolder.renewed, "structure.age", AgentFolder.newStructureKey,
    ]
    private static let use = "phrase"

    private let base: any FolderStore
    private let host: HostKey
    private let owner: String

    /// - Parameter owner: the name of the unit's instance: another agent's file on the same machine is none
    ///   of hers.
    package init(_ base: any FolderStore, host: HostKey, owner: String) {
        self.base = base
        self.host = host
        self.owner = owner
    }

    /// Brings what lies outside the machine's secret under it: a folder that was made elsewhere, or whose
    /// restoration brought it back so. Once, at the start.
    ///
    /// - Returns: how many files.
    package func guardFiles() throws(FileError) -> Int {
        var count = 0
        for name in Self.guarded.sorted() where base.exists(name) {
            let bytes = try base.read(name, limit: Self.limit)
            guard !HostKey.isSealed(bytes) else { continue }
            try write(bytes, to: name, replacing: true)
            count += 1
        }
        return count
    }

    /// Bytes; what it adds is not counted by who asks.
    private static let limit = 1 << 20
    private static let overhead = 256

    package func read(_ name: String, limit: Int) throws(FileError) -> [UInt8] {
        guard Self.guarded.contains(name) else { return try base.read(name, limit: limit) }
        let bytes = try base.read(name, limit: limit + Self.overhead)
        guard HostKey.isSealed(bytes) else {
            guard bytes.count <= limit else {
                throw FileError(.tooLarge, "\(name) dépasse la taille admise (\(limit) octets).")
            }
            return bytes
        }
        do {
            return try host.open(bytes, owner: owner, use: Self.use)
        } catch {
            throw FileError(.file, error.message, hint: error.hint)
        }
    }

    package func write(
        _ bytes: [UInt8], to name: String, replacing: Bool
    ) throws(FileError) {
        guard Self.guarded.contains(name) else {
            return try base.write(bytes, to: name, replacing: replacing)
        }
        try base.write(
            host.seal(bytes, owner: owner, use: Self.use), to: name, replacing: replacing)
    }

    /// The new file takes the place of the one before as it lies: all of them lie the same way.
    package func move(_ name: String, to other: String) throws(FileError) {
        try base.move(name, to: other)
    }

    package func narrow() -> [FileMode.Narrowed] { base.narrow() }
    package func exists(_ name: String) -> Bool { base.exists(name) }
    package func names(in folder: String) -> [String] { base.names(in: folder) }
    package func remove(_ name: String) { base.remove(name) }
    package func makeFolder(_ name: String) throws(FileError) { try base.makeFolder(name) }
    package func modified(_ name: String) -> Instant? { base.modified(name) }

    package func lock(seconds: Int) throws(FileError) -> (@Sendable () -> Void)? {
        try base.lock(seconds: seconds)
    }

    package func hold(_ name: String) throws(FileError) -> (@Sendable () -> Void)? {
        try base.hold(name)
    }
}
