/// Where sealed or opened bytes come from: up to `count` bytes, empty at the end only.
public typealias ByteSource = (_ count: Int) throws -> [UInt8]
/// Where they go.
public typealias ByteSink = (_ bytes: [UInt8]) throws -> Void

/// Sealing and opening age v1 files (c2sp.org/age), streaming in constant memory.
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
        guard (1...100).contains(recipients.count) else {
            throw CryptoError(.encoding, "Il faut entre 1 et 100 destinataires.")
        }
        var fileKey = Sodium.randomBytes(16)
        defer { Sodium.wipe(&fileKey) }
        let stanzas = try recipients.map { try $0.wrap(fileKey: fileKey) }
        try write(stanzas, fileKey: fileKey, from: source, into: sink)
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
        into sink: ByteSink
    ) throws {
        try sink(AgeHeader(stanzas: stanzas, fileKey: fileKey).bytes)
        let nonce = Sodium.randomBytes(16)
        try sink(nonce)
        var stream = AgeStream(fileKey: fileKey, nonce: nonce)
        var reader = ChunkReader(source: source)
        var chunk = try reader.read(AgeStream.chunkLength)
        while true {
            // The last chunk carries the flag: one must look ahead to know.
            let next =
                chunk.count < AgeStream.chunkLength ? [] : try reader.read(AgeStream.chunkLength)
            try sink(stream.seal(chunk, last: next.isEmpty))
            guard !next.isEmpty else { return }
            chunk = next
        }
    }
}

/// Fills whole chunks and lines from a source that gives what it likes.
struct ChunkReader {
    let source: ByteSource
    private var pending: [UInt8] = []

    init(source: @escaping ByteSource) {
        self.source = source
    }

    /// `count` bytes, fewer only at the end.
    mutating func read(_ count: Int) throws -> [UInt8] {
        while pending.count < count {
            let bytes = try source(count - pending.count)
            guard !bytes.isEmpty else { break }
            pending += bytes
        }
        let chunk = Array(pending.prefix(count))
        pending.removeFirst(chunk.count)
        return chunk
    }

    /// A line without its line feed; at most `limit` bytes.
    mutating func line(limit: Int) throws -> [UInt8] {
        var searched = 0
        while true {
            if let end = pending[searched...].firstIndex(of: 0x0A) {
                let line = Array(pending[..<end])
                pending.removeFirst(end + 1)
                return line
            }
            searched = pending.count
            guard searched <= limit else { throw AgeHeader.malformed }
            let bytes = try source(4_096)
            guard !bytes.isEmpty else { throw AgeHeader.malformed }
            pending += bytes
        }
    }
}
