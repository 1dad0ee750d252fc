/// What a document may be, told from its content and never from its name (fiches.md, «Attachments»).
public enum AttachmentType: String, Sendable, CaseIterable {
    case pdf = "application/pdf"
    case jpeg = "image/jpeg"
    case png = "image/png"
    case odt = "application/vnd.oasis.opendocument.text"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    /// Taken in when a partner sends it, never sent.
    case ods = "application/vnd.oasis.opendocument.spreadsheet"
    case xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    /// What a fiche of ours may carry.
    public static let sent: Set<Self> = [.pdf, .jpeg, .png, .odt, .docx]

    /// Those, as people name them in a list.
    public static let french = "PDF, JPEG, PNG, ODT ou DOCX"

    /// Nil for anything else, a document that carries macros included.
    public init?(content: [UInt8]) {
        if content.starts(with: Array("%PDF-".utf8)) {
            self = .pdf
        } else if content.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if let entries = ZipDirectory.entries(of: content) {
            self.init(entries.map(\.name), content)
        } else {
            return nil
        }
    }

    /// - Parameter names: of the entries of that ZIP file.
    init?(_ names: [String], _ content: [UInt8]) {
        let isOpen: (Self) -> Bool = { Self.isOpenDocument($0, content) }
        let hasMacros = names.contains {
            $0.hasPrefix("Basic/") || $0.lowercased().hasSuffix("vbaproject.bin")
        }
        guard !hasMacros else { return nil }
        if let open = [Self.odt, .ods].first(where: isOpen) {
            self = open
        } else if names.contains("[Content_Types].xml"), names.contains("word/document.xml") {
            self = .docx
        } else if names.contains("[Content_Types].xml"), names.contains("xl/workbook.xml") {
            self = .xlsx
        } else {
            return nil
        }
    }

    /// The first entry is `mimetype`, stored as it is (OpenDocument 1.3, part 2, section 3.3). What follows
    /// it is the next entry: another type that begins alike is not taken for it.
    private static func isOpenDocument(_ type: Self, _ content: [UInt8]) -> Bool {
        let start = Array("mimetype\(type.rawValue)".utf8)
        let rest = content.dropFirst(30)
        return rest.starts(with: start) && content[28] == 0 && content[29] == 0
            && rest.dropFirst(start.count).starts(with: [0x50, 0x4B])
    }
}
