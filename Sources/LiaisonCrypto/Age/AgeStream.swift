internal import CSodium

/// The STREAM construction of an age payload (c2sp.org/age, «Payload»): chunks of 64 KiB, the nonce
/// an 11-byte counter and a final flag. Each chunk stands alone: they are worked on in parallel.
struct AgeStream: Sendable {
    static let chunkLength = 64 * 1_024
    static let sealedLength = chunkLength + ChaCha.tagLength

    private let key: SecretBytes

    init(fileKey: [UInt8], nonce: [UInt8]) throws(CryptoError) {
        var key = Hash.hkdf(secret: fileKey, salt: nonce, info: "payload")
        self.key = try SecretBytes(taking: &key)
    }

    func seal(_ piece: ChunkPipeline.Piece) -> ChunkPipeline.Outcome {
        let nonce = Self.nonce(piece.index, last: piece.isLast)
        var length: UInt64 = 0
        key.withPointer {
            _ = crypto_aead_chacha20poly1305_ietf_encrypt(
                piece.output, &length, piece.input, UInt64(piece.inputLength), nil, 0, nil, nonce,
                $0)
        }
        return .done(Int(length))
    }

    /// Fails when the chunk was altered, moved, or is not what its place demands.
    func open(_ piece: ChunkPipeline.Piece) -> ChunkPipeline.Outcome {
        if let length = open(piece, last: piece.isLast) {
            // An empty last chunk is legal only when the whole payload is empty.
            return length > 0 || piece.index == 0 ? .done(length) : .failed(0)
        }
        // Authentic, but with the wrong flag: the stream was cut after it, or goes on after it. The
        // reference lets such a chunk out before it fails; so do we (CCTV vectors).
        guard piece.inputLength == Self.sealedLength else { return .failed(0) }
        return .failed(open(piece, last: !piece.isLast) ?? 0)
    }

    private func open(_ piece: ChunkPipeline.Piece, last: Bool) -> Int? {
        let nonce = Self.nonce(piece.index, last: last)
        var length: UInt64 = 0
        let status = key.withPointer {
            crypto_aead_chacha20poly1305_ietf_decrypt(
                piece.output, &length, nil, piece.input, UInt64(piece.inputLength), nil, 0, nonce,
                $0)
        }
        return status == 0 ? Int(length) : nil
    }

    private static func nonce(_ index: UInt64, last: Bool) -> [UInt8] {
        var nonce = [UInt8](repeating: 0, count: 12)
        for place in 0..<8 { nonce[3 + place] = UInt8(index >> UInt64(56 - 8 * place) & 255) }
        nonce[11] = last ? 1 : 0
        return nonce
    }
}
