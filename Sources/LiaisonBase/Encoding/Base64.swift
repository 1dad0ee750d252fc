/// Base64 of RFC 4648 section 4, canonical: one encoding for each byte string, the unused bits zero.
public enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    public static func encode(_ bytes: some Collection<UInt8>, padded: Bool = true) -> String {
        bytes.withContiguousStorageIfAvailable { encode(buffer: $0, padded: padded) }
            ?? Array(bytes).withUnsafeBufferPointer { encode(buffer: $0, padded: padded) }
    }

    private static func encode(buffer bytes: UnsafeBufferPointer<UInt8>, padded: Bool) -> String {
        let whole = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: whole) { write(bytes, to: $0, padded: padded) }
    }

    /// Appends the padded encoding to a text in ASCII.
    public static func append(_ bytes: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
        let whole = (bytes.count + 2) / 3 * 4
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: whole) { buffer in
            _ = write(bytes, to: buffer, padded: true)
            text.append(contentsOf: UnsafeBufferPointer(buffer))
        }
    }

    /// - Returns: the length of the text.
    private static func write(
        _ bytes: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>,
        padded: Bool
    ) -> Int {
        let length = padded ? (bytes.count + 2) / 3 * 4 : (bytes.count * 4 + 2) / 3
        return alphabet.withUnsafeBufferPointer { alphabet in
            var place = 0
            var buffer: UInt32 = 0
            var bits: UInt32 = 0
            for byte in bytes {
                buffer = buffer << 8 | UInt32(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    text[place] = alphabet[Int(buffer >> bits & 63)]
                    place += 1
                }
            }
            if bits > 0 {
                text[place] = alphabet[Int(buffer << (6 - bits) & 63)]
                place += 1
            }
            while place < length {
                text[place] = UInt8(ascii: "=")
                place += 1
            }
            return place
        }
    }

    /// Nil for anything but the one canonical encoding.
    public static func decode(_ text: some StringProtocol, padded: Bool = true) -> [UInt8]? {
        let bytes = text.utf8
        return bytes.withContiguousStorageIfAvailable { decode(bytes: $0, padded: padded) }
            ?? Array(bytes).withUnsafeBufferPointer { decode(bytes: $0, padded: padded) }
    }

    /// The same from the bytes of an ASCII text.
    public static func decode(
        bytes text: UnsafeBufferPointer<UInt8>, padded: Bool = true
    ) -> [UInt8]? {
        var digits = text[...]
        if padded {
            guard digits.count % 4 == 0 else { return nil }
            for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits = digits.dropLast() }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(buffer >> UInt32(bits) & 255))
            }
            buffer &= (1 << UInt32(bits)) - 1
        }
        guard digits.count % 4 != 1, buffer == 0 else { return nil }
        if padded, text.count != (bytes.count + 2) / 3 * 4 { return nil }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
