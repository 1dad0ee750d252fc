/// The STREAM construction of an age payload (c2sp.org/age, «Payload»): chunks of 64 KiB, the nonce
/// an 11-byte counter and a final flag.
struct AgeStream {
    static let chunkLength = 64 * 1_024

    private let key: [UInt8]
    private var counter: UInt64 = 0

    init(fileKey: [UInt8], nonce: [UInt8]) {
        key = Hash.hkdf(secret: fileKey, salt: nonce, info: "payload")
    }

    mutating func seal(_ chunk: [UInt8], last: Bool) -> [UInt8] {
        ChaCha.seal(chunk, key: key, nonce: nextNonce(last: last))
    }

    /// Nil when the chunk was altered, moved, or is not what its place demands.
    mutating func open(_ chunk: [UInt8], last: Bool) -> [UInt8]? {
        let isFirst = counter == 0
        guard let plaintext = ChaCha.open(chunk, key: key, nonce: nextNonce(last: last)),
            // An empty last chunk is legal only when the whole payload is empty.
            !plaintext.isEmpty || isFirst
        else { return nil }
        return plaintext
    }

    private mutating func nextNonce(last: Bool) -> [UInt8] {
        var nonce = [UInt8](repeating: 0, count: 12)
        for index in 0..<8 { nonce[3 + index] = UInt8(counter >> UInt64(56 - 8 * index) & 255) }
        nonce[11] = last ? 1 : 0
        counter += 1
        return nonce
    }
}
