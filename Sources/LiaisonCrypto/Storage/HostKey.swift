internal import Glibc

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
            throw Self.unusable
        }
        key = try SecretBytes(taking: &bytes)
    }

    /// Reads the credential straight into locked memory: no other copy of it is ever made.
    ///
    /// - Throws: `.encoding` for a file that can't be read, or of another length.
    public init(file path: String) throws(CryptoError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { Glibc.close(descriptor) } }
        // One more, so that a longer file is seen.
        let most = Self.length + 1
        var count = 0
        let held = try SecretBytes(count: most) { memory in
            while descriptor >= 0, count < most {
                let got = Glibc.read(descriptor, memory + count, most - count)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                count += got
            }
        }
        guard count == Self.length else { throw Self.unusable }
        key = try SecretBytes(count: count) { memory in
            held.withBytes { bytes in
                if let start = bytes.baseAddress { memcpy(memory, start, count) }
            }
        }
    }

    private static var unusable: CryptoError {
        CryptoError(
            .encoding, "Le secret de la machine ne se lit pas, ou ne fait pas \(length) octets.",
            hint: "Il se fait une fois, par systemd-creds : voyez administrateur.md.")
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
