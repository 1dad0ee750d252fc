internal import LiaisonBase
internal import LiaisonCrypto

/// The id of a pli: a lower-case UUIDv4 (formats.md, conventions).
public struct PliID: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// Nil when the text is not a lower-case UUID of version 4 and the RFC 9562 variant.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            let isHex = (48...57).contains(byte) || (97...102).contains(byte)
            guard [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : isHex else {
                return nil
            }
        }
        guard bytes[14] == UInt8(ascii: "4"), "89ab".utf8.contains(bytes[19]) else { return nil }
        self.text = text
    }

    /// A fresh one.
    public static func random() -> PliID { PliID(Sodium.randomBytes(16)) }

    /// The one that stands for a text, always the same: no pli is ever given it.
    public init(standingFor text: String) {
        self.init(Array(Hash.sha256(text.utf8).prefix(16)))
    }

    /// - Parameter random: 16 bytes.
    private init(_ random: [UInt8]) {
        var bytes = random
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Hex.encode(bytes).utf8)
        let groups = [hex[..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20...]]
        text = groups.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    public var description: String { text }
}
