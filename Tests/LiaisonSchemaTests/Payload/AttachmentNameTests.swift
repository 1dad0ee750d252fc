import LiaisonSchema
import Testing

@Suite("Le nom d'une pièce et son contenu") struct AttachmentNameTests {
    @Test(
        "un nom convient par sa fin, capitales ou non",
        arguments: [
            ("bilan.pdf", AttachmentType.pdf, true), ("BILAN.PDF", .pdf, true),
            ("a.desktop", .pdf, false), ("bilan.pdf.exe", .pdf, false), ("bilan", .pdf, false),
            ("bilan.", .pdf, false), ("bilan.pdf ", .pdf, false), ("photo.jpeg", .jpeg, true),
            ("photo.JPG", .jpeg, true), ("photo.png", .jpeg, false), ("titre.docx", .docx, true),
            ("titre.docm", .docx, false), ("a.\u{301}pdf", .pdf, false), ("é.b.odt", .odt, true),
        ])
    func fits(name: String, type: AttachmentType, fits: Bool) { #expect(type.fits(name) == fits) }

    @Test("un nom qui ne convient pas reçoit la fin de son contenu ; les accents s'écrivent en NFC")
    func fitted() {
        #expect(AttachmentType.pdf.fitted("a.desktop") == "a.desktop.pdf")
        #expect(AttachmentType.jpeg.fitted("scan") == "scan.jpg")
        #expect(Array(AttachmentType.pdf.fitted("e\u{301}t.pdf").utf8) == Array("ét.pdf".utf8))
        for type in AttachmentType.allCases { #expect(type.fits(type.fitted("x"))) }
        #expect(AttachmentType.ending(of: "sans") == nil)
        #expect(AttachmentType.ending(of: "a.b.Pdf") == "pdf")
    }
}
