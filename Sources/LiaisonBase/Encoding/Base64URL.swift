/// Base64url of RFC 4648 section 5 without padding, canonical too: what JOSE writes (RFC 7515 section 2).
extension Base64 {
    public static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encode(bytes, padded: false).utf8.map(swapped), as: UTF8.self)
    }

    /// Nil for anything but the one canonical encoding: the signs of the other alphabet, padding, white
    /// space and unused bits that are not zero are refused.
    public static func decodeURL(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard !text.contains(UInt8(ascii: "+")), !text.contains(UInt8(ascii: "/")) else {
            return nil
        }
        return text.map(swapped).withUnsafeBufferPointer { decode(bytes: $0, padded: false) }
    }

    /// Changes one alphabet for the other; each is the other's.
    private static func swapped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }
}
