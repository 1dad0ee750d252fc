@_spi(_Unicode) import Swift

/// A secret as somebody typed it, or as a program saved it in a file: the same words come with another
/// encoding of their accents, a byte order mark, a space at the end (formats.md, «Secrets as typed»).
public enum TypedSecret {
    /// The one form under which something is sealed: NFC, without white space or format characters at either
    /// end. What is no UTF-8 stays as it is.
    ///
    /// - Throws: `.unavailable` when no guarded memory can be had.
    public static func normalised(_ secret: SecretBytes) throws(CryptoError) -> SecretBytes {
        guard var normal = secret.withBytes({ Self.normal($0) }) else { return secret }
        guard !secret.withBytes({ $0.elementsEqual(normal) }) else {
            Sodium.wipe(&normal)
            return secret
        }
        return try SecretBytes(taking: &normal)
    }

    /// Opens by that form, else by what was given: it was sealed before there was such a form.
    ///
    /// - Throws: what `open` throws; `CryptoError.passphrase` when neither fits.
    public static func opening<Opened>(
        _ secret: SecretBytes, _ open: (SecretBytes) throws -> Opened
    ) throws -> Opened {
        let normal = try normalised(secret)
        guard normal !== secret else { return try open(secret) }
        do {
            return try open(normal)
        } catch let error as CryptoError where error.code == .passphrase {
            return try open(secret)
        }
    }

    /// The same form of a code that was generated, and is shown anyway.
    static func normalised(_ code: String) -> String {
        let normal = Array(code.utf8).withUnsafeBytes { Self.normal($0) }
        return normal.map { String(decoding: $0, as: UTF8.self) } ?? code
    }

    /// Nil for what is no UTF-8. Piece by piece, so that no copy of the whole is left in memory: nothing composes
    /// with an ASCII sign, a space or a format character before it, so that each begins a piece.
    private static func normal(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        var output: [UInt8] = []
        // NFC makes at most three bytes of one: it never grows, and leaves nothing behind.
        output.reserveCapacity(3 * bytes.count)
        var piece = ""
        var (isBlank, end) = (true, 0)
        func flush() {
            for scalar in piece._nfc { output.append(contentsOf: String(scalar).utf8) }
            piece = ""
            if !isBlank { end = output.count }
            isBlank = true
        }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                let isOuter = isEdge(scalar)
                if isOuter, output.isEmpty, piece.isEmpty { continue }
                if isOuter || scalar.isASCII { flush() }
                piece.unicodeScalars.append(scalar)
                if !isOuter { isBlank = false }
            case .error:
                Sodium.wipe(&output)
                return nil
            case .emptyInput:
                flush()
                output.removeLast(output.count - end)
                return output
            }
        }
    }

    /// Whether it counts for nothing at either end.
    private static func isEdge(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
    }
}
