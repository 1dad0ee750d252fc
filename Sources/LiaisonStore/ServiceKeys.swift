internal import LiaisonBase
public import LiaisonCrypto
public import LiaisonSchema

/// The three keys that a daemon makes on its first start, one use each (formats.md, «Names»).
public struct ServiceKeys: Sendable {
    public let service: SigningKey
    public let journal: SigningKey
    public let temoin: SigningKey

    /// Reads the keys, making those that are not there.
    ///
    /// - Parameters:
    ///   - folder: the state folder.
    ///   - credentials: where systemd puts what it decrypts for us (systemd.exec(5),
    ///     `LoadCredentialEncrypted=`); a key that is there counts, whatever the state folder holds.
    /// - Throws: `FileError` or `CryptoError` when a file cannot be read, written or understood.
    public init(folder: String, credentials: String? = nil) throws {
        let paths = Self.paths(folder: folder, credentials: credentials)
        service = try Self.key(paths[0])
        journal = try Self.key(paths[1])
        temoin = try Self.key(paths[2])
    }

    /// Their files' names.
    public static let names = ["service.cle", "journal.cle", "temoin.cle"]

    /// Where each of them is, or is to be.
    public static func paths(folder: String, credentials: String?) -> [String] {
        names.map { name in
            credentials.map { "\($0)/\(name)" }.flatMap { PrivateFile.exists($0) ? $0 : nil }
                ?? "\(folder)/\(name)"
        }
    }

    /// The public halves under a structure's names, as its card carries them.
    public func verifierKeys(
        of structure: StructureName, epoch: Int = 1
    ) throws -> Carte.DaemonKeys {
        try Self.verifierKeys(
            of: structure, epoch: epoch, service: service.publicKey, journal: journal.publicKey,
            temoin: temoin.publicKey)
    }

    /// The same from the public halves alone: what the command line does when it claims a daemon.
    public static func verifierKeys(
        of structure: StructureName, epoch: Int, service: [UInt8], journal: [UInt8], temoin: [UInt8]
    ) throws -> Carte.DaemonKeys {
        try Carte.DaemonKeys(
            service: VerifierKey(name: structure.key(.service).description, publicKey: service),
            journal: VerifierKey(name: "\(structure.key(.journal))/\(epoch)", publicKey: journal),
            temoin: VerifierKey(
                name: structure.key(.temoin).description, type: .cosignature, publicKey: temoin))
    }

    private static func key(_ path: String) throws -> SigningKey {
        if !PrivateFile.exists(path) {
            let key = try SigningKey.generate()
            try PrivateFile.write(Array("\(key.secretText)\n".utf8), to: path)
            return key
        }
        let text = try String(decoding: PrivateFile.read(path, limit: 1_024), as: UTF8.self)
        return try SigningKey(
            text: text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
    }
}
