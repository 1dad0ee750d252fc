/// What an attachment may be, told from its content and never from its name (fiches.md,
/// «Attachments»).
public enum AttachmentType: String, Sendable, CaseIterable {
    case pdf = "application/pdf"
    case jpeg = "image/jpeg"
    case png = "image/png"
    case odt = "application/vnd.oasis.opendocument.text"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    /// As people name them in a list.
    public static let french = "PDF, JPEG, PNG, ODT ou DOCX"

    /// Nil for anything else, a document that carries macros included.
    public init?(content: [UInt8]) {
        if content.starts(with: Array("%PDF-".utf8)) {
            self = .pdf
        } else if content.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if let names = ZipDirectory.names(of: content) {
            if Self.isODT(content), !names.contains(where: { $0.hasPrefix("Basic/") }) {
                self = .odt
            } else if names.contains("[Content_Types].xml"), names.contains("word/document.xml"),
                !names.contains(where: { $0.lowercased().hasSuffix("vbaproject.bin") })
            {
                self = .docx
            } else {
                return nil
            }
        } else {
            return nil
        }
    }

    /// The first entry is `mimetype`, stored as it is (OpenDocument 1.3, part 2, section 3.3).
    private static func isODT(_ content: [UInt8]) -> Bool {
        content.dropFirst(30).starts(with: Array("mimetype\(AttachmentType.odt.rawValue)".utf8))
            && content[28] == 0 && content[29] == 0
    }
}

/// The names in the central directory of a ZIP file (APPNOTE.TXT, sections 4.3.12 and 4.3.16).
enum ZipDirectory {
    /// Entries beyond these are not a document that somebody wrote.
    private static let limit = 10_000

    /// Nil for what is not a whole ZIP file.
    static func names(of content: [UInt8]) -> [String]? {
        guard content.starts(with: [0x50, 0x4B, 3, 4]), let end = endRecord(content) else {
            return nil
        }
        let count = number(content, end + 10, bytes: 2)
        var offset = number(content, end + 16, bytes: 4)
        guard count <= limit else { return nil }
        var names: [String] = []
        for _ in 0..<count {
            guard offset + 46 <= end, number(content, offset, bytes: 4) == 0x0201_4B50 else {
                return nil
            }
            let length = number(content, offset + 28, bytes: 2)
            let rest =
                number(content, offset + 30, bytes: 2) + number(content, offset + 32, bytes: 2)
            guard offset + 46 + length <= end else { return nil }
            names.append(
                String(decoding: content[(offset + 46)..<(offset + 46 + length)], as: UTF8.self))
            offset += 46 + length + rest
        }
        return names
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
