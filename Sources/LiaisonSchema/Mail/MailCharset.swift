/// The character sets in which French mails are written.
enum MailCharset {
    /// UTF-8 where it is said or unknown and the bytes are, else Western Europe's.
    static func text(_ bytes: [UInt8], _ charset: String) -> String {
        switch charset.lowercased() {
        case "iso-8859-15", "latin-9", "latin9": western(bytes) { latin9[$0] }
        case "iso-8859-1", "latin1", "windows-1252", "cp1252": western(bytes) { windows[$0] }
        default: String(validating: bytes, as: UTF8.self) ?? western(bytes) { windows[$0] }
        }
    }

    private static func western(
        _ bytes: [UInt8], _ special: (UInt8) -> Unicode.Scalar?
    ) -> String {
        String(String.UnicodeScalarView(bytes.map { special($0) ?? Unicode.Scalar($0) }))
    }

    private static let latin9: [UInt8: Unicode.Scalar] = [
        0xA4: "€", 0xA6: "Š", 0xA8: "š", 0xB4: "Ž", 0xB8: "ž", 0xBC: "Œ", 0xBD: "œ", 0xBE: "Ÿ",
    ]

    /// Where Windows has signs, the standard has control characters that nobody writes.
    private static let windows: [UInt8: Unicode.Scalar] = [
        0x80: "€", 0x82: "‚", 0x83: "ƒ", 0x84: "„", 0x85: "…", 0x86: "†", 0x87: "‡", 0x88: "ˆ",
        0x89: "‰", 0x8A: "Š", 0x8B: "‹", 0x8C: "Œ", 0x8E: "Ž", 0x91: "‘", 0x92: "’", 0x93: "“",
        0x94: "”", 0x95: "•", 0x96: "–", 0x97: "—", 0x98: "˜", 0x99: "™", 0x9A: "š", 0x9B: "›",
        0x9C: "œ", 0x9E: "ž", 0x9F: "Ÿ",
    ]
}
