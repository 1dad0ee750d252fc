public import LiaisonBase

/// Sealing and opening age v1 files (c2sp.org/age), streaming in constant memory, on all cores.
public enum Age {
    /// The scrypt work factors a reader accepts (formats.md, «Sealed payload»).
    public enum WorkFactorLimit {
        public static let others = 20
        public static let own = 22
    }

    /// Seals to recipients; at least one, at most 100.
    public static func seal(
        to recipients: [AgeRecipient], from source: @escaping ByteSource, into sink: ByteSink
    ) throws {
        try seal(to: recipients, from: source, most: .max, into: sink)
    }

    /// - Parameter most: bytes that the source gives at most, where that is known.
    static func seal(
        to recipients: [AgeRecipient], from source: @escaping ByteSource, most: Int,
        into sink: ByteSink
    ) throws {
        guard (1...100).contains(recipients.count) else {
            throw CryptoError(.encoding, "Il faut entre 1 et 100 destinataires.")
        }
        var fileKey = Sodium.randomBytes(16)
        defer { Sodium.wipe(&fileKey) }
        let stanzas = try recipients.map { try $0.wrap(fileKey: fileKey) }
        try write(stanzas, fileKey: fileKey, from: source, most: most, into: sink)
    }

    /// Seals under a passphrase (scrypt, work factor 18 unless a test asks for less).
    public static func seal(
        passphrase: SecretBytes, workFactor: Int? = nil, from source: @escaping ByteSource,
        into sink: ByteSink
    ) throws {
        var fileKey = Sodium.randomBytes(16)
        defer { Sodium.wipe(&fileKey) }
        let stanza = try Scrypt.wrap(
            fileKey: fileKey, passphrase: passphrase, workFactor: workFactor ?? Scrypt.workFactor)
        try write([stanza], fileKey: fileKey, from: source, into: sink)
    }

    private static func write(
        _ stanzas: [AgeStanza], fileKey: [UInt8], from source: @escaping ByteSource,
        most: Int = .max, into sink: ByteSink
    ) throws {
        let nonce = Sodium.randomBytes(16)
        let head = AgeHeader.bytes(stanzas, fileKey: fileKey) + nonce
        try head.withUnsafeBytes { try sink($0) }
        let stream = try AgeStream(fileKey: fileKey, nonce: nonce)
        var source = BufferedSource(source)
        try ChunkPipeline(
            inputLength: AgeStream.chunkLength, outputLength: AgeStream.sealedLength,
            most: most
        ).run(from: &source, into: sink, failure: AgeHeader.malformed) { stream.seal($0) }
    }
}
