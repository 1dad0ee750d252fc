import AgentTestSupport
import LiaisonBase
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonAgent

@Suite("Les noms des pièces d'un envoi") struct AttachmentNamesTests {
    private static let pdf = Array("%PDF-1.4\n%%EOF\n".utf8)

    private static func piece(_ name: String) -> Attachments.Piece {
        .init(nom: name, content: pdf, purpose: .autre)
    }

    @Test("deux fichiers d'un même nom partent tous deux, le second avec un numéro")
    func twice() throws {
        let (one, two) = (try TemporaryFolder(), try TemporaryFolder())
        try PrivateFile.write(Self.pdf, to: "\(one.path)/bilan.pdf")
        try PrivateFile.write(Self.pdf, to: "\(two.path)/Bilan.pdf")
        let paths = ["\(one.path)/bilan.pdf", "\(two.path)/Bilan.pdf"]
        #expect(try Attachments(paths).parts.map(\.nom) == ["bilan.pdf", "Bilan-2.pdf"])
        #expect(try Attachments(paths).paths == paths)
    }

    @Test("un nom sans fin reçoit celle de son contenu")
    func bare() throws {
        let parts = try Attachments(pieces: [Self.piece("scan"), Self.piece("scan.pdf")]).parts
        #expect(parts.map(\.nom) == ["scan.pdf", "scan-2.pdf"])
    }

    @Test(
        "un nom qui ne dit pas son contenu, ou qui cache des signes, se refuse en le nommant",
        arguments: [
            "aide.desktop", "bilan.pdf.exe", "photo.jpg", "\u{202E}fdp.exe", "a\u{200B}.pdf",
        ])
    func refused(name: String) throws {
        #expect {
            _ = try Attachments(pieces: [Self.piece(name)])
        } throws: { error in
            guard let error = error as? AgentError else { return false }
            return error.code == .data && error.message.contains(VisibleText.line(name))
        }
    }
}
