package import LiaisonSchema

/// The fiches that an agent is writing in pages, one sealed file each in its folder. They are there after a
/// restart, and under every page that is open: two pages on one draft never take each other's words away.
package struct SealedDrafts {
    package struct Saved: Sendable {
        package let draft: SealedDraft
        /// Where another page wrote something else meanwhile.
        package let conflicts: [DraftConflict]
        /// The names of what is no field of its form, or larger than is kept: nothing of it was saved.
        package let refused: [String]
    }

    /// Why a draft is no more.
    package enum End: Equatable, Sendable {
        case echeance
        /// A fiche from which it took something was destroyed.
        case sourceDestroyed
    }

    /// How many an agent may have: a list that people still look through.
    package static let most = 200

    private static let folder = "brouillons"
    private static let pieces = "pieces"

    private let session: Session
    private let files: KeyedFiles
    /// What their attachments hold.
    let contents: KeyedFiles

    /// - Throws: exit 77 for who sends no fiche.
    package init(_ session: Session) throws {
        try session.require(.sendFiche)
        self.session = session
        files = KeyedFiles(Self.folder, session)
        contents = KeyedFiles(Self.pieces, session)
    }

    // MARK: Reading

    /// Those that can be taken up again, the last one changed first.
    package func all() -> [SealedDraft] {
        files.folder.names.compactMap { PliID($0) }.compactMap { try? read($0) }
            .sorted { ($0.saved, $0.id.text) > ($1.saved, $1.id.text) }
    }

    /// - Throws: exit 66 for one that is not there any more.
    package func draft(_ id: PliID) throws -> SealedDraft {
        guard let draft = try read(id) else {
            throw AgentError(
                .noInput, "Ce brouillon n'est plus là.",
                next: .sentence(
                    "Il a été envoyé, effacé, ou il est arrivé au bout de ses "
                        + "\(SealedDraft.keptDays) jours."))
        }
        return draft
    }

    /// Whether there is one of that name, readable or not.
    func isThere(_ id: PliID) -> Bool { files.folder.names.contains(id.text) }

    private func read(_ id: PliID) throws -> SealedDraft? {
        guard let bytes = try files.read(id.text, limit: SealedDraft.limit) else { return nil }
        return SealedDraft(id, bytes)
    }

    // MARK: Writing

    /// A new one.
    ///
    /// - Parameter pour: whom it goes to, once somebody chose; a reply goes to who wrote.
    /// - Throws: exit 75 when there are as many as an agent may have.
    package func begin(_ start: FicheStart, to pour: StructureName? = nil) throws -> SealedDraft {
        try session.folder.locked {
            guard files.folder.names.count < Self.most else {
                throw AgentError(
                    .tryAgain, "Il y a déjà \(Self.most) brouillons.",
                    next: "Envoyez ou effacez ceux qui ne servent plus.")
            }
            let draft = SealedDraft(
                entries: FormEntries(modele: start.modele, content: start.content), pour: pour,
                link: start.link, sources: start.source.fiches, at: session.now)
            try files.write(draft.bytes, to: draft.id.text)
            return draft
        }
    }

    /// Saves what a page sent, field by field. The lock spans reading and writing.
    ///
    /// - Parameter leaves: whether the page was left, or goes on being written.
    /// - Throws: exit 66 when the draft is gone.
    package func save(_ id: PliID, _ post: DraftPost, leaves: Bool = true) throws -> Saved {
        var conflicts: [DraftConflict] = []
        var refused: [String] = []
        let draft = try change(id) { draft in
            let asked = post.changes(in: draft.entries)
            refused = asked.refused
            conflicts = draft.take(asked.changes)
            guard leaves else { return }
            draft.sent.formUnion(post.fields.compactMap { draft.entries.path(named: $0.name) })
        }
        return Saved(draft: draft, conflicts: conflicts, refused: refused)
    }

    /// Takes in what pages sent while the identity was closed (`LockedPosts`): what no draft is left of goes.
    ///
    /// - Returns: the drafts that changed, each as it stands in the end.
    package func takeLocked() throws -> [Saved] {
        let posts = LockedPosts(session.folder)
        return try session.folder.locked {
            var saved: [Saved] = []
            for waiting in posts.all(session.identity) {
                if isThere(waiting.draft) {
                    // It waits for a draft that is damaged: somebody may still put that one back.
                    guard (try? draft(waiting.draft)) != nil, try stays(waiting.draft) else {
                        continue
                    }
                    let result = try save(waiting.draft, waiting.post)
                    saved.removeAll { $0.draft.id == waiting.draft }
                    saved.append(result)
                }
                posts.remove(waiting.name)
            }
            return saved
        }
    }

    /// Says whom it goes to, and fills that structure's block as its card names it. What the form already says
    /// of the same structure stays.
    ///
    /// - Throws: exit 66 for one that is not among the contacts.
    package func address(_ id: PliID, to pour: StructureName) throws -> SealedDraft {
        guard let card = try session.folder.contact(pour)?.carte else {
            throw AgentError(
                .noInput, "La structure \(pour) n'est pas dans vos contacts.",
                next: .trust(.importCard))
        }
        let sens = Sens(author: session.own.type)
        return try change(id) { draft in
            draft.pour = pour
            let content = draft.pages(on: session.today).content
            let modele = draft.entries.modele
            let known = FormEntries(modele: modele, content: content)
            let named = FormEntries(
                modele: modele, content: FicheSource.naming(card, in: content, sens))
            let structure = FormPath(keys: [sens.addresseeBlock, "structure"])
            // Of another structure nothing stays, right or wrong.
            let isOther = named[structure] != known[structure]
            for path in named.paths(in: sens.addresseeBlock)
            where isOther || named[path] != known[path] {
                draft.entries[path] = named[path]
            }
        }
    }

    func change(
        _ id: PliID, _ change: (inout SealedDraft) throws -> Void
    ) throws -> SealedDraft {
        try session.folder.locked {
            let before = try self.draft(id)
            guard try stays(id) else { throw Self.leaves }
            var draft = before
            try change(&draft)
            guard draft != before else { return draft }
            var unseen = draft
            unseen.sent = before.sent
            // That a page was left is no change of what it says: it does not keep the draft longer.
            if unseen != before { draft.saved = session.now }
            try files.write(draft.bytes, to: id.text)
            return draft
        }
    }

    // MARK: The end

    /// Does something with a draft, as it stands, while no other program sends, changes or erases it: it leaves once.
    /// What ends this program lets it go. The folder is free meanwhile, however slow what is done.
    ///
    /// - Throws: exit 66 for one that is gone, 75 for one that another program is sending; what `body` throws: then it
    ///   is there as before.
    package func leaving<Result>(
        _ id: PliID, _ body: (SealedDraft) throws -> Result
    ) throws -> Result {
        // Whoever changes one holds the folder: what is read here is what is held.
        let (draft, release) = try session.folder.locked {
            let draft = try self.draft(id)
            guard let release = try files.folder.hold(id.text) else { throw Self.leaves }
            return (draft, release)
        }
        defer { release() }
        return try body(draft)
    }

    /// Whether nobody is sending it; of the folder's holder.
    private func stays(_ id: PliID) throws -> Bool {
        guard let release = try files.folder.hold(id.text) else { return false }
        release()
        return true
    }

    private static let leaves = AgentError(
        .tryAgain,
        "Ce brouillon est en train de partir, depuis une autre fenêtre : rien n'est parti d'ici.",
        next: "Attendez un moment, puis recommencez : une fois parti, il n'est plus là.")

    /// One that is not wanted any more. One that is not there is no error.
    ///
    /// - Throws: exit 75 for one that another program is sending.
    package func erase(_ id: PliID) throws {
        try session.folder.locked {
            guard isThere(id) else { return }
            guard try stays(id) else { throw Self.leaves }
            try remove(id)
        }
    }

    /// One that was sent.
    package func remove(_ id: PliID) throws {
        try session.folder.locked {
            // One that is damaged goes too; what it named goes with `purge`.
            let pieces = (try? read(id))?.pieces ?? []
            files.folder.remove(id.text)
            for piece in pieces { contents.folder.remove(Self.content(piece.id, of: id)) }
        }
    }

    /// Destroys those that are past their last day, and those of which a source was destroyed; what no key
    /// opens any more goes too.
    ///
    /// - Returns: which they were, for the agent to be told.
    /// - Throws: for an answer of the daemon that is not one; one that does not answer stops nothing.
    @discardableResult
    package func purge() throws -> [(draft: SealedDraft, end: End)] {
        let drafts = all()
        let destroyed =
            try DestroyedFiches.among(Set(drafts.flatMap(\.sources)), session) ?? []
        return try session.folder.locked {
            var ended: [(draft: SealedDraft, end: End)] = []
            for draft in drafts {
                // It may have been changed, or sent, since it was looked at.
                guard let now = try read(draft.id) else { continue }
                let end: End
                if now.echeance < session.today {
                    end = .echeance
                } else if now.sources.contains(where: destroyed.contains) {
                    end = .sourceDestroyed
                } else {
                    continue
                }
                // One that is leaving is looked at again once it left, or failed to.
                guard try stays(now.id) else { continue }
                files.folder.remove(now.id.text)
                ended.append((now, end))
            }
            LockedReplies(session.folder).purge(on: session.today)
            try files.folder.tidy()
            try tidyPieces()
            return ended
        }
    }

    /// The same without the identity, for an agent who is away: those that nobody changed for longer than a draft
    /// is kept, by the time their file was written, and the attachments of drafts that are gone.
    ///
    /// - Returns: how many drafts were destroyed.
    @discardableResult
    package static func purge(_ agent: AgentFolder, at now: Instant) throws -> Int {
        try agent.locked {
            let (drafts, contents) = (KeyedFolder(folder, agent), KeyedFolder(pieces, agent))
            let today = ParisTime.date(at: now)
            let ended = drafts.names.filter { name in
                drafts.modified(name).map { SealedDraft.echeance(savedAt: $0) < today } ?? false
            }
            for name in ended { drafts.remove(name) }
            try drafts.tidy()
            let left = Set(drafts.names)
            for name in contents.names {
                let draft = name.split(separator: ".").first.map(String.init) ?? ""
                if !left.contains(draft) { contents.remove(name) }
            }
            try contents.tidy()
            LockedPosts(agent).purge(on: today)
            LockedReplies(agent).purge(on: today)
            return ended.count
        }
    }

    /// The name under which an attachment's content lies: whose it is can be told without opening anything.
    static func content(_ piece: PliID, of draft: PliID) -> String { "\(draft).\(piece)" }
}
