import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Écrire»: a fiche on short pages, saved each time one is left, in any order; closed or not, nothing that was
/// typed is lost.
struct DraftRoutes: Sendable {
    let desk: Desk

    /// Where a page that was sent leads to.
    private enum Outcome: Sendable {
        case page(DraftPage, status: HTTPResponse.Status)
        case check
        case pieces
        case number(Int)
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "brouillon/:mot/:page") { context in
            let (id, word) = try desk.draft(context)
            guard let number = context.parameters.get("page").flatMap({ Int($0) }) else {
                throw Refused(.missing)
            }
            let done = try await desk.agent.run { session in
                let drafts = try SealedDrafts(session)
                _ = try drafts.takeLocked()
                return page(try drafts.draft(id), number, word, session)
            }
            return desk.pages.response(
                .ecrire, desk.shell("Écrire", .brouillons, notices: done.notices), done.result)
        }
        desk.post(router, "brouillon/:mot/:page") { fields, context in
            let (id, word) = try desk.draft(context)
            let number = context.parameters.get("page").flatMap { Int($0) } ?? 1
            let post = DraftControl.post(fields)
            do {
                let done = try await desk.agent.run { session in
                    try save(id, post, vers: fields["vers"] ?? "", number, word, session)
                }
                return respond(done, word)
            } catch is Vault.Locked {
                // Sealed on this machine until the identity is open again, then taken in.
                _ = try await desk.agent.perform { context in
                    try LockedPosts(context.folder).add(post, to: id)
                }
                return desk.lockPage(
                    vers: desk.place.path(of: "brouillon/\(word)/\(number)"))
            }
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>, _ word: String) -> Response {
        switch done.result {
        case .page(let page, let status):
            desk.pages.response(
                .ecrire, desk.shell("Écrire", .brouillons, notices: done.notices), page,
                status: status)
        case .check: desk.redirect(to: "brouillon/\(word)/controle")
        case .pieces: desk.redirect(to: "brouillon/\(word)/pieces")
        case .number(let number): desk.redirect(to: "brouillon/\(word)/\(number)")
        }
    }

    private func page(
        _ draft: SealedDraft, _ number: Int, _ word: String, _ session: Session
    ) -> DraftPage {
        let partner =
            draft.pour.map { PartnerNames(session).name($0) } ?? "un partenaire à choisir"
        return DraftPage(
            draft, page: number, partner: partner, word: word, desk, on: session.today)
    }

    private func save(
        _ id: PliID, _ post: DraftPost, vers: String, _ number: Int, _ word: String,
        _ session: Session
    ) throws -> Outcome {
        let drafts = try SealedDrafts(session)
        _ = try drafts.takeLocked()
        let saved = try drafts.save(id, post)
        let draft = saved.draft
        guard saved.refused.isEmpty else {
            throw AgentError(
                .data, "Un champ n'est pas gardé : il est trop long, ou n'est pas de cette fiche.",
                next: "Revenez en arrière, raccourcissez-le, puis enregistrez de nouveau.")
        }
        // Both are shown, for somebody to choose.
        guard saved.conflicts.isEmpty else {
            return .page(page(draft, number, word, session), status: .conflict)
        }
        let pages = draft.formPages(on: session.today)
        switch vers {
        case DraftPage.check: return .check
        case DraftPage.pieces: return .pieces
        case DraftPage.next:
            // Another answer may have renumbered the pages: the field says where one was.
            let own = post.fields.first.flatMap { draft.entries.path(named: $0.name) }
            let here = own.flatMap { pages.page(of: $0)?.number } ?? number
            return here < pages.pages.count ? .number(here + 1) : .check
        default:
            let target = draft.entries.path(named: vers).flatMap { pages.page(of: $0) }
            return .number(target?.number ?? number)
        }
    }
}

extension Desk {
    /// The draft that an address names.
    ///
    /// - Throws: `.missing` for a word that this instance did not give.
    func draft(_ context: BureauContext) throws(Refused) -> (id: PliID, word: String) {
        let word = context.parameters.get("mot") ?? ""
        guard case .draft(let id) = try handles.target(word) else { throw Refused(.missing) }
        return (id, word)
    }
}
