/// A secret of the machine, 32 bytes that systemd-creds gives to one unit and no backup holds: what lies
/// under it can't be guessed at from a stolen backup (formats.md, «Hosted agents»).
public struct HostKey: Sendable {
    /// Bytes of the credential.
    public static let length = 32
    /// How what lies under it begins.
    private static let head = Array("agir-liaison/hote/v1\n".utf8)

    private let key: SecretBytes

    /// Moves the credential's bytes in and wipes where they were.
    ///
    /// - Throws: `.encoding` for another length.
    public init(taking bytes: inout [UInt8]) throws(CryptoError) {
        guard bytes.count == Self.length else {
            Sodium.wipe(&bytes)
            throw CryptoError(
                .encoding, "Le secret de la machine ne fait pas \(Self.length) octets.",
                hint: "Il se fait une fois, par systemd-creds : voyez administrateur.md.")
        }
        key = try SecretBytes(taking: &bytes)
    }

    /// Whether these bytes lie under some host's key.
    public static func isSealed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: head) }

    /// - Parameters:
    ///   - owner: whose it is: nobody else's place takes it.
    ///   - use: what it is for, a word of ours.
    public func seal(_ content: [UInt8], owner: String, use: String) -> [UInt8] {
        Self.head + SealedBlob.seal(content, key: key, place: Self.place(owner, use))
    }

    /// - Throws: `.blob` for another machine, owner or use, and for what was altered.
    public func open(
        _ bytes: [UInt8], owner: String, use: String
    ) throws(CryptoError) -> [UInt8] {
        do {
            guard Self.isSealed(bytes) else { throw CryptoError(.blob, "") }
            return try SealedBlob.open(
                Array(bytes.dropFirst(Self.head.count)), key: key, place: Self.place(owner, use))
        } catch {
            throw CryptoError(
                .blob, "Ce fichier n'est pas sous le secret de cette machine.",
                hint: "Après un changement de machine : la feuille de secours et son code.")
        }
    }

    private static func place(_ owner: String, _ use: String) -> SealedBlob.Place {
        SealedBlob.Place(box: "hote", de: owner, id: use)
    }
}
