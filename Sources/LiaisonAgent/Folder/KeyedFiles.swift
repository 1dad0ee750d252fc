import LiaisonCrypto
import LiaisonSchema

/// Files of the agent's folder, each under a key of its own, which is sealed to the agent: once the key is
/// destroyed no copy of the file opens any more. Keys lie apart, in `cles`, so that their backups can be kept
/// for a shorter time than those of what they open (formats.md, «Files of an agent»).
///
/// A key is written before its file and destroyed before it: what a crash leaves is a key that opens nothing, or
/// a file that nothing opens, and `KeyedFolder.tidy` takes both away.
package struct KeyedFiles {
    package let folder: KeyedFolder
    private let session: Session

    /// Bytes of a sealed key.
    private static let keyLimit = 16_384

    /// - Parameter name: of a folder of the agent's folder, by which the keys are named too.
    package init(_ name: String, _ session: Session) {
        folder = KeyedFolder(name, session.folder)
        self.session = session
    }

    private func place(_ name: String) -> SealedBlob.Place {
        SealedBlob.Place(box: folder.name, de: session.agent.nom.description, id: name)
    }

    /// - Parameter limit: bytes of what it holds.
    /// - Returns: nil when there is none, or no key of this agent opens it.
    /// - Throws: `CryptoError.blob` for one that was altered, `FileError.tooLarge`.
    package func read(_ name: String, limit: Int) throws -> [UInt8]? {
        let file = folder.file(name)
        guard session.folder.exists(file), let key = self.key(name) else { return nil }
        let sealed = try session.folder.read(file, limit: limit + SealedBlob.overhead)
        return try SealedBlob.open(sealed, key: key, place: place(name))
    }

    /// Whole or not at all, in place of what has this name.
    package func write(_ bytes: [UInt8], to name: String) throws {
        try session.folder.locked {
            try session.folder.makeFolder(folder.name)
            let key = try self.key(name) ?? newKey(name)
            try session.folder.write(
                SealedBlob.seal(bytes, key: key, place: place(name)), to: folder.file(name),
                replacing: true)
        }
    }

    private func key(_ name: String) -> SecretBytes? {
        guard
            let sealed = try? session.folder.read(folder.keyFile(name), limit: Self.keyLimit),
            var bytes = try? Age.open(sealed, with: session.identity.all), bytes.count == 32
        else { return nil }
        return try? SecretBytes(taking: &bytes)
    }

    private func newKey(_ name: String) throws -> SecretBytes {
        let key = try SecretBytes(random: 32)
        var bytes = key.withBytes { Array($0) }
        defer { Sodium.wipe(&bytes) }
        try session.folder.makeFolder(KeyedFolder.keys)
        try session.folder.write(
            Age.seal(bytes, to: [session.agent.destinataire]), to: folder.keyFile(name),
            replacing: true)
        return key
    }
}
