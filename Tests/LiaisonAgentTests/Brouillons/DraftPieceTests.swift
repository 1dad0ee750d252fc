import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Pièces d'un brouillon") struct DraftPieceTests {
    private let partnership: Partnership
    private let session: Session
    private let drafts: SealedDrafts
    private let draft: SealedDraft

    init() throws {
        partnership = try Partnership()
        session = try partnership.claire.session()
        drafts = try SealedDrafts(session)
        draft = try drafts.begin(FicheStart(.spe, session.context))
    }

    private static func piece(
        _ name: String, bytes: Int = 0, _ purpose: AttachmentPurpose? = nil
    ) -> Attachments.Piece {
        let content =
            Array("%PDF-1.4\n".utf8) + [UInt8](repeating: 0x20, count: bytes)
            + Array("%%EOF\n".utf8)
        return .init(nom: name, content: content, purpose: purpose)
    }

    private var names: [String] { partnership.claire.folder.names(in: "pieces") }

    @Test("une pièce jointe attend scellée, avec ce à quoi elle sert, et part avec le brouillon")
    func attached() throws {
        _ = try drafts.attach(Self.piece("a.pdf"), to: draft.id)
        let two = try drafts.attach(Self.piece("b.pdf", .dossierSPADA), to: draft.id)
        #expect(two.pieces.map(\.nom) == ["a.pdf", "b.pdf"])
        let first = try #require(two.pieces.first)
        let said = try drafts.say(.preDiagnostic, of: first.id, in: draft.id)
        let attachments = try drafts.attachments(of: said)
        #expect(attachments.parts.map(\.nom) == ["a.pdf", "b.pdf"])
        #expect(attachments.purposes == [.preDiagnostic, .dossierSPADA])
        #expect(attachments.paths == [])
        for (name, bytes) in partnership.claire.files.files {
            #expect(!bytes.starts(with: Array("%PDF".utf8)), "\(name)")
        }
        let left = try drafts.detach(first.id, from: draft.id)
        #expect(left.pieces.map(\.nom) == ["b.pdf"])
        #expect(names.count == 1)
        try drafts.remove(draft.id)
        #expect(names == [])
    }

    @Test("ce qu'aucune fiche n'emporte ne s'y joint pas, seul ou avec le reste")
    func refused() throws {
        let text = Attachments.Piece(nom: "a.txt", content: Array("bonjour".utf8), purpose: nil)
        #expect(code { _ = try drafts.attach(text, to: draft.id) } == .data)
        _ = try drafts.attach(Self.piece("a.pdf", bytes: 10_000_000), to: draft.id)
        #expect(code { _ = try drafts.attach(Self.piece("a.desktop"), to: draft.id) } == .data)
        _ = try drafts.attach(Self.piece("A.pdf", bytes: 10_000_000), to: draft.id)
        let large = Self.piece("c.pdf", bytes: 2_000_000)
        #expect(code { _ = try drafts.attach(large, to: draft.id) } == .data)
        // Two of one name are two.
        let both = try drafts.draft(draft.id)
        #expect(both.pieces.map(\.nom) == ["a.pdf", "A-2.pdf"])
        #expect(try drafts.attachments(of: both).parts.map(\.nom) == ["a.pdf", "A-2.pdf"])
        #expect(names.count == 2)
    }

    @Test(
        "un brouillon au bout de ses jours part avec ses pièces, et ce qu'un arrêt a laissé aussi")
    func purged() throws {
        let kept = try drafts.attach(Self.piece("a.pdf"), to: draft.id)
        try session.folder.write(
            [UInt8](repeating: 1, count: 60), to: "pieces/\(draft.id).\(PliID.random()).clos")
        _ = try drafts.purge()
        #expect(names == kept.pieces.map { "\(draft.id).\($0.id).clos" })
        partnership.operateur.horloge.advance(31 * 86_400)
        _ = try drafts.purge()
        #expect(names == [])
        #expect(partnership.claire.folder.names(in: "cles") == [])
    }

    @Test("le dossier d'un agent absent se purge sans son identité, aux mêmes jours")
    func away() throws {
        _ = try drafts.attach(Self.piece("a.pdf"), to: draft.id)
        let locked = DraftPost([.init(name: "faitA", values: ["Voiron"], seen: "")])
        try LockedPosts(session.folder).add(locked, to: draft.id)
        let horloge = partnership.operateur.horloge
        horloge.advance(86_400)
        let young = try drafts.begin(FicheStart(.spe, session.context))
        let kept = try drafts.attach(Self.piece("b.pdf"), to: young.id)
        horloge.advance(30 * 86_400 - 86_400)
        #expect(try SealedDrafts.purge(session.folder, at: horloge.now) == 0)
        #expect(drafts.all().count == 2)
        horloge.advance(86_400)
        #expect(try SealedDrafts.purge(session.folder, at: horloge.now) == 1)
        #expect(drafts.all().map(\.id) == [young.id])
        #expect(try drafts.attachments(of: kept).parts.map(\.nom) == ["b.pdf"])
        #expect(names.count == 1)
        #expect(partnership.claire.folder.names(in: "brouillons-attente") == [])
    }
}
