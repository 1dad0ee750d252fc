/// What a file that came by another road is, told from its content and never from its name (voies.md,
/// «What a file is»).
public enum ReceivedKind: Sendable, Equatable {
    /// Kept as it is.
    case document(AttachmentType)
    /// A photograph, to be turned into JPEG.
    case heic
    /// To be unpacked; no archive in another is.
    case archive(Archive)
    /// A sealed file: an age file, armored or not.
    case age
    /// A mail, of which the attachments alone are taken.
    case mail

    public enum Archive: String, Sendable, Equatable {
        case sevenZip = "7z"
        case zip
    }

    /// Those, as people name them in a list.
    public static let french =
        "PDF, JPEG, PNG, HEIC, ODT, ODS, DOCX, XLSX, .7z, .zip, .age ou .eml"

    /// Nil for anything else: a document with macros and an empty archive included.
    public init?(content: [UInt8]) {
        if let entries = ZipDirectory.entries(of: content) {
            let names = entries.map(\.name)
            if let type = AttachmentType(names, content) {
                self = .document(type)
            } else if names.isEmpty || Self.isOffice(names) {
                // An office file that is not taken is not to be opened by its back door.
                return nil
            } else {
                self = .archive(.zip)
            }
        } else if let type = AttachmentType(content: content) {
            self = .document(type)
        } else if content.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) {
            self = .archive(.sevenZip)
        } else if Self.ages.contains(where: { content.starts(with: $0.utf8) }) {
            self = .age
        } else if Self.isHEIC(content) {
            self = .heic
        } else if MailMessage.looksLikeOne(content) {
            self = .mail
        } else {
            return nil
        }
    }

    private static let ages = ["age-encryption.org/v1\n", "-----BEGIN AGE ENCRYPTED FILE-----"]

    private static func isOffice(_ names: [String]) -> Bool {
        names.contains("[Content_Types].xml") || names.first == "mimetype"
    }

    /// The first box is `ftyp`, and one of its brands an HEVC image (ISO/IEC 14496-12, section 4.3;
    /// ISO/IEC 23008-12, annex B.4).
    private static func isHEIC(_ content: [UInt8]) -> Bool {
        guard content.count >= 16, content[4..<8].elementsEqual("ftyp".utf8) else { return false }
        let size = content[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard (16...1_024).contains(size), size <= content.count else { return false }
        let brands = [8] + Array(stride(from: 16, through: size - 4, by: 4))
        return brands.contains { start in
            ["heic", "heix", "heim", "heis"].contains {
                content[start..<(start + 4)].elementsEqual($0.utf8)
            }
        }
    }
}
