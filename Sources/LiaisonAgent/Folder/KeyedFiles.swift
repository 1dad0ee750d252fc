import LiaisonCrypto
import LiaisonSchema

/// Files of the agent's folder, each under a key of its own, which is sealed to the agent: once the key is
/// destroyed no copy of the file opens any more. Keys lie apart, in `cles`, so that their backups can be kept
/// for a shorter time than those of what they open (formats.md, «Files of an agent»).
///
/// A key is written before its file and destroyed before it: what a crash leaves is a key that opens nothing, or
/// a file that nothing opens, and `tidy` takes both away.
package struct KeyedFiles {
    private let folder: String
    private let session: Session

    private static let keys = "cles"
    private static let ending = ".clos"
    /// Bytes of a sealed key.
    private static let keyLimit = 16_384

    /// - Parameter folder: a folder of the agent's folder, by which the keys are named too.
    package init(_ folder: String, _ session: Session) {
        self.folder = folder
        self.session = session
    }

    /// Their names, sorted.
    package var names: [String] {
        session.folder.names(in: folder).filter { $0.hasSuffix(Self.ending) }
            .map { String($0.dropLast(Self.ending.count)) }
    }

    private func file(_ name: String) -> String { "\(folder)/\(name)\(Self.ending)" }
    private func keyFile(_ name: String) -> String { "\(Self.keys)/\(folder)-\(name).age" }

    private func place(_ name: String) -> SealedBlob.Place {
        SealedBlob.Place(box: folder, de: session.agent.nom.description, id: name)
    }

    /// - Parameter limit: bytes of what it holds.
    /// - Returns: nil when there is none, or no key of this agent opens it.
    /// - Throws: `CryptoError.blob` for one that was altered, `FileError.tooLarge`.
    package func read(_ name: String, limit: Int) throws -> [UInt8]? {
        guard session.folder.exists(file(name)), let key = self.key(name) else { return nil }
        let sealed = try session.folder.read(file(name), limit: limit + SealedBlob.overhead)
        return try SealedBlob.open(sealed, key: key, place: place(name))
    }

    /// Whole or not at all, in place of what has this name.
    package func write(_ bytes: [UInt8], to name: String) throws {
        try session.folder.locked {
            try session.folder.makeFolder(folder)
            let key = try self.key(name) ?? newKey(name)
            try session.folder.write(
                SealedBlob.seal(bytes, key: key, place: place(name)), to: file(name),
                replacing: true)
        }
    }

    /// One that is not there is no error.
    package func remove(_ name: String) {
        session.folder.remove(keyFile(name))
        session.folder.remove(file(name))
    }

    /// Takes away keys that open nothing, and files that no key is left of.
    package func tidy() throws {
        try session.folder.locked {
            let held = Set(names)
            let head = "\(folder)-"
            for key in session.folder.names(in: Self.keys)
            where key.hasPrefix(head) && key.hasSuffix(".age") {
                let name = String(key.dropFirst(head.count).dropLast(4))
                if !held.contains(name) { session.folder.remove(keyFile(name)) }
            }
            for name in held where !session.folder.exists(keyFile(name)) {
                session.folder.remove(file(name))
            }
        }
    }

    private func key(_ name: String) -> SecretBytes? {
        guard let sealed = try? session.folder.read(keyFile(name), limit: Self.keyLimit),
            var bytes = try? Age.open(sealed, with: session.identity.all), bytes.count == 32
        else { return nil }
        return try? SecretBytes(taking: &bytes)
    }

    private func newKey(_ name: String) throws -> SecretBytes {
        let key = try SecretBytes(random: 32)
        var bytes = key.withBytes { Array($0) }
        defer { Sodium.wipe(&bytes) }
        try session.folder.makeFolder(Self.keys)
        try session.folder.write(
            Age.seal(bytes, to: [session.agent.destinataire]), to: keyFile(name), replacing: true)
        return key
    }
}
