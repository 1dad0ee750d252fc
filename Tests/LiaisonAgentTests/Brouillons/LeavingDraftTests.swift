import AgentTestSupport
import LiaisonAgent
import LiaisonSchema
import TestSupport
import Testing

@Suite("Un brouillon part une fois, quels que soient les programmes ouverts sur le dossier")
struct LeavingDraftTests {
    private struct Failed: Error {}

    private let partnership: Partnership
    private let drafts: SealedDrafts
    /// Those of another program at the same folder.
    private let others: SealedDrafts
    private let draft: SealedDraft

    init() throws {
        partnership = try Partnership()
        let session = try partnership.claire.session()
        drafts = try SealedDrafts(session)
        others = try SealedDrafts(
            Session.open(
                Machine.otherProgram(of: partnership.operateur, at: partnership.claire.files)))
        draft = try drafts.draft(drafts.begin(FicheStart(.spe, session.context)).id)
    }

    private var post: DraftPost {
        let path: FormPath = "beneficiaire.nom"
        return DraftPost([
            .init(name: path.name, values: ["SPECIMEN"], seen: draft.entries[path].mark)
        ])
    }

    @Test(
        "pendant qu'il part, l'autre ne l'envoie, ne le change ni ne l'efface ; il écrit ailleurs")
    func alone() throws {
        try drafts.leaving(draft.id) { leaving in
            #expect(leaving == draft)
            #expect(code { try others.leaving(draft.id) { _ in } } == .tryAgain)
            #expect(code { _ = try others.save(draft.id, post) } == .tryAgain)
            #expect(code { try others.erase(draft.id) } == .tryAgain)
            // The folder is free: what is slow holds this draft alone.
            let beside = try others.begin(FicheStart(.spe, partnership.claire.context))
            try others.leaving(beside.id) { try others.remove($0.id) }
            #expect(others.all() == [draft])
            try drafts.remove(leaving.id)
        }
        #expect(others.all().isEmpty)
        #expect(code { try others.leaving(draft.id) { _ in } } == .noInput)
        try others.erase(draft.id)
    }

    @Test("ce qui échoue le laisse tel qu'il était, à qui veut")
    func failed() throws {
        #expect(throws: Failed.self) { try drafts.leaving(draft.id) { _ in throw Failed() } }
        try others.leaving(draft.id) { #expect($0 == draft) }
        #expect(try others.save(draft.id, post).draft.person == "SPECIMEN")
        try others.erase(draft.id)
        #expect(drafts.all().isEmpty)
    }

    @Test("son dernier jour passé, il n'est pas détruit pendant qu'il part ; s'il reste, il l'est")
    func ended() throws {
        partnership.operateur.horloge.advance(31 * 86_400)
        let after = try SealedDrafts(partnership.claire.session())
        #expect(throws: Failed.self) {
            try drafts.leaving(draft.id) { _ in
                #expect(try after.purge().isEmpty)
                throw Failed()
            }
        }
        #expect(try after.purge().map(\.draft.id) == [draft.id])
    }

    @Test("ce qui fut tapé identité fermée attend qu'il soit parti ou resté, sans gêner le reste")
    func locked() throws {
        try LockedPosts(partnership.claire.folder).add(post, to: draft.id)
        let meanwhile = try drafts.leaving(draft.id) { _ in try others.takeLocked() }
        #expect(meanwhile.isEmpty)
        #expect(try others.takeLocked().map(\.draft.person) == ["SPECIMEN"])
    }
}
