import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema
import NIOCore

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
            let said = context.parameters.get("page")
            guard let number = said == DraftPage.resume ? 0 : said.flatMap({ Int($0) }) else {
                throw Refused(.missing)
            }
            let done = try await desk.agent.run { session in
                let drafts = try SealedDrafts(session)
                _ = try drafts.takeLocked()
                return page(try drafts.draft(id), number, word, session)
            }
            return shown(done.result, notices: done.notices, status: .ok)
        }
        desk.post(router, "brouillon/:mot/champ") { fields, context in
            try await saveField(desk.draft(context).id, DraftControl.post(fields))
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
        case .page(let page, let status): shown(page, notices: done.notices, status: status)
        case .check: desk.redirect(to: "brouillon/\(word)/controle")
        case .pieces: desk.redirect(to: "brouillon/\(word)/pieces")
        case .number(let number): desk.redirect(to: "brouillon/\(word)/\(number)")
        }
    }

    /// Its script may ask this bureau, to save a field when it is left.
    private func shown(
        _ page: DraftPage, notices: [AgentNotice], status: HTTPResponse.Status
    ) -> Response {
        var response = desk.pages.response(
            .ecrire, desk.shell("Écrire", .brouillons, notices: notices), page, status: status)
        response.headers[.contentSecurityPolicy] = SecurityHeaders.writing
        return response
    }

    // MARK: A field, as it is left

    /// Saves what the page's script sends of one field, and gives back the mark by which the page shows it from then
    /// on. What is not kept so is kept when the page is left: nothing is lost by an answer that does not come.
    private func saveField(_ id: PliID, _ post: DraftPost) async throws -> Response {
        guard post.fields.count == 1, let name = post.fields.first?.name else {
            throw Refused(.form)
        }
        do {
            let done = try await desk.agent.run { session in
                let drafts = try SealedDrafts(session)
                _ = try drafts.takeLocked()
                let saved = try drafts.save(id, post, leaves: false)
                guard saved.refused.isEmpty, let path = saved.draft.entries.path(named: name)
                else { return Kept(status: .unprocessableContent, mark: "") }
                let mark = saved.draft.entries[path].mark
                return Kept(status: saved.conflicts.isEmpty ? .ok : .conflict, mark: mark)
            }
            return Self.text(done.result)
        } catch is Vault.Locked {
            return Self.text(Kept(status: .init(code: 423), mark: ""))
        }
    }

    private struct Kept: Sendable {
        let status: HTTPResponse.Status
        let mark: String
    }

    private static func text(_ kept: Kept) -> Response {
        Response(
            status: kept.status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: kept.mark)))
    }

    // MARK: A page

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
