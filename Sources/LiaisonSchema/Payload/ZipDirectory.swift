/// The central directory of a ZIP file (APPNOTE.TXT, sections 4.3.12 and 4.3.16). Nothing is unpacked.
public enum ZipDirectory {
    public struct Entry: Sendable, Equatable {
        public let name: String
        let flags: Int
        let method: Int
        let crc: Int
        let extra: [UInt8]
        /// Where its own header is.
        let offset: Int
    }

    /// Entries beyond these are not a document that somebody wrote.
    private static let limit = 10_000

    /// Whether it says to hold more than these.
    public static func isCrowded(_ content: [UInt8]) -> Bool {
        guard content.starts(with: [0x50, 0x4B, 3, 4]), let end = endRecord(content) else {
            return false
        }
        return number(content, end + 10, bytes: 2) > limit
    }

    /// Nil for what is not a whole ZIP file.
    public static func entries(of content: [UInt8]) -> [Entry]? {
        guard content.starts(with: [0x50, 0x4B, 3, 4]), let end = endRecord(content) else {
            return nil
        }
        let count = number(content, end + 10, bytes: 2)
        var offset = number(content, end + 16, bytes: 4)
        guard count <= limit else { return nil }
        var entries: [Entry] = []
        for _ in 0..<count {
            guard offset + 46 <= end, number(content, offset, bytes: 4) == 0x0201_4B50 else {
                return nil
            }
            let length = number(content, offset + 28, bytes: 2)
            let extra = number(content, offset + 30, bytes: 2)
            let comment = number(content, offset + 32, bytes: 2)
            let name = offset + 46
            guard name + length + extra <= end else { return nil }
            entries.append(
                Entry(
                    name: String(decoding: content[name..<(name + length)], as: UTF8.self),
                    flags: number(content, offset + 8, bytes: 2),
                    method: number(content, offset + 10, bytes: 2),
                    crc: number(content, offset + 16, bytes: 4),
                    extra: Array(content[(name + length)..<(name + length + extra)]),
                    offset: number(content, offset + 42, bytes: 4)))
            offset = name + length + extra + comment
        }
        return entries
    }

    /// Whether all that it holds is sealed by AES-256 the way that tells nothing of the content (AE-2: no
    /// CRC in clear, by which AE-1 lets a guess be confirmed without the phrase).
    public static func isAE2(_ content: [UInt8]) -> Bool {
        guard let entries = entries(of: content), !entries.isEmpty else { return false }
        return entries.allSatisfy { entry in
            // The two headers must say the same: a reader may take either.
            entry.flags & 1 == 1 && entry.method == 99 && entry.crc == 0
                && isAE2(extra: entry.extra)
                && entry.offset + 30 <= content.count
                && number(content, entry.offset, bytes: 4) == 0x0403_4B50
                && number(content, entry.offset + 14, bytes: 4) == 0
        }
    }

    /// The field 0x9901: version 2, «AE», 256 bits.
    private static func isAE2(extra: [UInt8]) -> Bool {
        var offset = 0
        while offset + 4 <= extra.count {
            let size = number(extra, offset + 2, bytes: 2)
            guard offset + 4 + size <= extra.count else { return false }
            if number(extra, offset, bytes: 2) == 0x9901 {
                return size == 7
                    && Array(extra[(offset + 4)..<(offset + 9)]) == [2, 0, 0x41, 0x45, 3]
            }
            offset += 4 + size
        }
        return false
    }

    /// Where the end of central directory record lies: a comment of at most 65,535 bytes follows it.
    private static func endRecord(_ content: [UInt8]) -> Int? {
        guard content.count >= 22 else { return nil }
        let last = content.count - 22
        return stride(from: last, through: max(0, last - 65_535), by: -1).first {
            number(content, $0, bytes: 4) == 0x0605_4B50
                && number(content, $0 + 20, bytes: 2) == content.count - $0 - 22
        }
    }

    /// Little-endian; the caller keeps it within bounds.
    private static func number(_ content: [UInt8], _ offset: Int, bytes: Int) -> Int {
        (0..<bytes).reduce(0) { $0 | Int(content[offset + $1]) << (8 * $1) }
    }
}
