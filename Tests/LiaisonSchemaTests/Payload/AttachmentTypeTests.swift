import LiaisonSchema
import Testing

@Suite("Le type d'une pièce jointe se lit dans son contenu")
struct AttachmentTypeTests {
    private static let odt = "application/vnd.oasis.opendocument.text"

    @Test("ce qui est admis")
    func good() {
        #expect(AttachmentType(content: Array("%PDF-1.7\n…".utf8)) == .pdf)
        #expect(AttachmentType(content: [0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
        #expect(
            AttachmentType(content: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) == .png)
        #expect(
            AttachmentType(content: ZipBytes.file(["mimetype", "content.xml"], first: Self.odt))
                == .odt)
        let docx = ["[Content_Types].xml", "word/document.xml"]
        #expect(AttachmentType(content: ZipBytes.file(docx)) == .docx)
        #expect(AttachmentType(content: ZipBytes.file(docx, comment: 300)) == .docx)
    }

    @Test("un tableau se reçoit, il ne s'envoie pas")
    func tables() {
        let xlsx = ZipBytes.file(["[Content_Types].xml", "xl/workbook.xml"])
        #expect(AttachmentType(content: xlsx) == .xlsx)
        let ods = ZipBytes.file(["mimetype", "content.xml"], first: AttachmentType.ods.rawValue)
        #expect(AttachmentType(content: ods) == .ods)
        #expect(AttachmentType.sent == Set(AttachmentType.allCases).subtracting([.ods, .xlsx]))
    }

    @Test("ce qui ne l'est pas, macros comprises")
    func bad() {
        let docx = ["[Content_Types].xml", "word/document.xml"]
        let wrong: [[UInt8]] = [
            [], Array("bonjour".utf8), Array("<html>".utf8), [0x4D, 0x5A, 0x90],
            [0x50, 0x4B, 3, 4],
            ZipBytes.file(["a.txt"]), ZipBytes.file(docx + ["word/vbaProject.bin"]),
            ZipBytes.file(["[Content_Types].xml", "ppt/presentation.xml"]),
            ZipBytes.file(["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]),
            ZipBytes.file(["mimetype", "Basic/script-lb.xml"], first: Self.odt),
            ZipBytes.file(["mimetype"], first: "application/vnd.oasis.opendocument.presentation"),
            ZipBytes.file(["mimetype"], first: "\(Self.odt)-template"),
            ZipBytes.file(["mimetype", "Basic/x.xml"], first: AttachmentType.ods.rawValue),
            Array(ZipBytes.file(docx).dropLast()),
        ]
        for content in wrong { #expect(AttachmentType(content: content) == nil) }
    }

    @Test("un fichier abîmé n'arrête pas le programme")
    func damaged() {
        let whole = ZipBytes.file(["[Content_Types].xml", "word/document.xml"])
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
