import LiaisonSchema
import Testing

@Suite("Le type d'une pièce jointe se lit dans son contenu")
struct AttachmentTypeTests {
    /// A ZIP file of empty stored entries, written from APPNOTE.TXT, not from the reader.
    private static func zip(_ names: [String], first: String = "", comment: Int = 0) -> [UInt8] {
        func le(_ number: Int, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (index, name) in names.enumerated() {
            let data = index == 0 ? Array(first.utf8) : []
            let sizes = le(0, 4) + le(data.count, 4) + le(data.count, 4)
            directory += le(0x0201_4B50, 4) + le(20, 2) + le(20, 2) + le(0, 8) + sizes
            directory += le(name.utf8.count, 2) + le(0, 12) + le(file.count, 4) + Array(name.utf8)
            file += le(0x0403_4B50, 4) + le(20, 2) + le(0, 8) + sizes
            file += le(name.utf8.count, 2) + le(0, 2) + Array(name.utf8) + data
        }
        let end =
            le(0x0605_4B50, 4) + le(0, 4) + le(names.count, 2) + le(names.count, 2)
            + le(directory.count, 4) + le(file.count, 4) + le(comment, 2)
        return file + directory + end + [UInt8](repeating: 0x20, count: comment)
    }

    private static let odt = "application/vnd.oasis.opendocument.text"

    @Test("ce qui est admis")
    func good() {
        #expect(AttachmentType(content: Array("%PDF-1.7\n…".utf8)) == .pdf)
        #expect(AttachmentType(content: [0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
        #expect(
            AttachmentType(content: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) == .png)
        #expect(
            AttachmentType(content: Self.zip(["mimetype", "content.xml"], first: Self.odt)) == .odt)
        let docx = ["[Content_Types].xml", "word/document.xml"]
        #expect(AttachmentType(content: Self.zip(docx)) == .docx)
        #expect(AttachmentType(content: Self.zip(docx, comment: 300)) == .docx)
    }

    @Test("ce qui ne l'est pas, macros comprises")
    func bad() {
        let docx = ["[Content_Types].xml", "word/document.xml"]
        let wrong: [[UInt8]] = [
            [], Array("bonjour".utf8), Array("<html>".utf8), [0x4D, 0x5A, 0x90],
            [0x50, 0x4B, 3, 4],
            Self.zip(["a.txt"]), Self.zip(docx + ["word/vbaProject.bin"]),
            Self.zip(["[Content_Types].xml", "xl/workbook.xml"]),
            Self.zip(["mimetype", "Basic/script-lb.xml"], first: Self.odt),
            Self.zip(["mimetype"], first: "application/vnd.oasis.opendocument.spreadsheet"),
            Array(Self.zip(docx).dropLast()),
        ]
        for content in wrong { #expect(AttachmentType(content: content) == nil) }
    }

    @Test("un fichier abîmé n'arrête pas le programme")
    func damaged() {
        let whole = Self.zip(["[Content_Types].xml", "word/document.xml"])
        for index in whole.indices {
            for byte: UInt8 in [0, 0x7F, 0xFF] {
                var damaged = whole
                damaged[index] = byte
                _ = AttachmentType(content: damaged)
            }
            _ = AttachmentType(content: Array(whole[..<index]))
        }
    }
}
