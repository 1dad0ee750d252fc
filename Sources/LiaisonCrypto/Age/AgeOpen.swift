public import LiaisonBase

extension Age {
    /// What a header asks for, seen before any secret is touched.
    public enum Lock: Sendable, Equatable {
        case passphrase
        case recipients
    }

    /// Opens a file with identities. Bytes reach `sink` chunk by chunk, each verified: a caller that
    /// must not use a truncated file waits for the return.
    ///
    /// - Throws: `.header`, `.noMatch`, `.headerMAC`, `.payload`, and what `source` and `sink` throw.
    public static func open(
        with identities: [AgeIdentity], from source: @escaping ByteSource, into sink: ByteSink
    ) throws {
        try open(from: source, into: sink) { header throws(CryptoError) in
            guard header.stanzas.allSatisfy({ $0.type != Scrypt.stanzaType }) else {
                if header.stanzas.count > 1 { throw AgeHeader.malformed }
                throw CryptoError(
                    .noMatch, "Ce fichier est scellé par une phrase secrète.",
                    hint: "Demandez la phrase à l'expéditeur, par un autre canal.")
            }
            for identity in identities {
                for stanza in header.stanzas {
                    if let fileKey = try identity.unwrap(stanza) { return fileKey }
                }
            }
            throw CryptoError(
                .noMatch, "Ce fichier n'est pas scellé pour votre clé.",
                hint: "Demandez à l'expéditeur de le sceller pour vous.")
        }
    }

    /// Opens a passphrase file.
    ///
    /// - Throws: as the other, and `.workFactor`, `.passphrase`.
    public static func open(
        passphrase: SecretBytes, limit: Int, from source: @escaping ByteSource,
        into sink: ByteSink
    ) throws {
        try open(from: source, into: sink) { header throws(CryptoError) in
            let locked = header.stanzas.filter { $0.type == Scrypt.stanzaType }
            guard let stanza = locked.first else {
                throw CryptoError(.noMatch, "Ce fichier n'est pas scellé par une phrase secrète.")
            }
            guard header.stanzas.count == 1 else { throw AgeHeader.malformed }
            return try Scrypt.unwrap(stanza, passphrase: passphrase, limit: limit)
        }
    }

    /// How the file is locked, from its first bytes.
    public static func lock(from source: @escaping ByteSource) throws -> Lock {
        var source = BufferedSource(source)
        let header = try header(&source)
        return header.stanzas.contains { $0.type == Scrypt.stanzaType } ? .passphrase : .recipients
    }

    private static func header(_ source: inout BufferedSource) throws -> AgeHeader {
        var left = AgeHeader.limit
        return try AgeHeader {
            guard let line = try source.line(limit: left) else { throw AgeHeader.malformed }
            left -= line.count + 1
            guard left >= 0 else { throw AgeHeader.malformed }
            return line
        }
    }

    private static func open(
        from source: @escaping ByteSource, into sink: ByteSink,
        fileKey: (AgeHeader) throws(CryptoError) -> [UInt8]
    ) throws {
        var source = BufferedSource(source)
        let header = try header(&source)
        var fileKey = try fileKey(header)
        defer { Sodium.wipe(&fileKey) }
        guard fileKey.count == 16,
            Sodium.equal(
                AgeHeader.mac(fileKey: fileKey, authenticated: header.authenticated), header.mac)
        else {
            throw CryptoError(
                .headerMAC, "L'en-tête du fichier scellé a été modifié.",
                hint: "N'ouvrez pas ce fichier ; prévenez l'expéditeur.")
        }
        let nonce = try source.read(16)
        guard nonce.count == 16 else { throw AgeHeader.malformed }
        let stream = try AgeStream(fileKey: fileKey, nonce: nonce)
        let damaged = CryptoError(
            .payload, "Le contenu du fichier scellé a été modifié ou coupé.",
            hint: "Demandez à l'expéditeur de l'envoyer de nouveau.")
        try ChunkPipeline(
            inputLength: AgeStream.sealedLength, outputLength: AgeStream.chunkLength
        ).run(from: &source, into: sink, failure: damaged) { stream.open($0) }
    }
}

extension Age {
    /// The armor of a file in memory.
    public static func armored(_ file: [UInt8]) throws -> [UInt8] {
        var text: [UInt8] = []
        try withoutActuallyEscaping({ text += $0 } as ByteSink) { sink in
            let armor = armored(sink)
            try file.withUnsafeBytes { try armor.sink($0) }
            try armor.finish()
        }
        return text
    }

    /// A file in memory without its armor; one that has none, as it is.
    ///
    /// - Throws: `.armor` for a damaged one, and for one that stands amid another text.
    public static func dearmored(_ bytes: [UInt8]) throws -> [UInt8] {
        guard Armor.begins(bytes) else {
            try refuseSurrounded(bytes)
            return bytes
        }
        var source = BufferedSource(dearmored(source(bytes)))
        return try source.read(bytes.count)
    }

    /// - Throws: `.armor` for an armored file amid another text: where it begins is not guessed.
    public static func refuseSurrounded(_ bytes: [UInt8]) throws(CryptoError) {
        guard !Armor.isInside(bytes) else { throw Armor.surrounded }
    }

    /// Seals bytes in memory.
    public static func seal(_ bytes: [UInt8], to recipients: [AgeRecipient]) throws -> [UInt8] {
        var sealed: [UInt8] = []
        sealed.reserveCapacity(bytes.count + bytes.count / 1_024 + 2_048 * recipients.count)
        try seal(to: recipients, from: source(bytes), most: bytes.count) { sealed += $0 }
        return sealed
    }

    /// Opens bytes in memory; nothing is returned before the last chunk verified.
    public static func open(
        _ bytes: some Collection<UInt8>, with identities: [AgeIdentity]
    ) throws -> [UInt8] {
        var opened: [UInt8] = []
        try open(with: identities, from: source(bytes)) { opened += $0 }
        return opened
    }
}
