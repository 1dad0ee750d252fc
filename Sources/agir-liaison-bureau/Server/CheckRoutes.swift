import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Contrôler»: the whole fiche on one page with all that is wrong in it; then «Envoyer», as a reply is sent.
struct CheckRoutes: Sendable {
    let desk: Desk

    struct CheckPage: Sendable {
        struct Wrong: Sendable {
            let texte: String
            let lien: String
        }

        let sous: String
        let aFautes: Bool
        let fautes: [Wrong]
        let aDoutes: Bool
        let doutes: [String]
        /// Nil while something is wrong.
        let envoyer: String?
        let reprendre: String
        let noeuds: [FormNode]
    }

    private enum Outcome: Sendable {
        case confirm(SendPage)
        case sent(Departure)
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "brouillon/:mot/controle") { context in
            let (id, word) = try desk.draft(context)
            let done = try await desk.agent.run { session in
                let drafts = try SealedDrafts(session)
                _ = try drafts.takeLocked()
                return page(try drafts.draft(id), word, session)
            }
            return desk.pages.response(
                .controler, desk.shell("Contrôler", .brouillons, notices: done.notices),
                done.result)
        }
        desk.get(router, "brouillon/:mot/envoyer") { context in
            let (id, word) = try desk.draft(context)
            return respond(
                try await desk.agent.run { try step(id, word, FormFields(), $0) })
        }
        desk.post(router, "brouillon/:mot/envoyer") { fields, context in
            let (id, word) = try desk.draft(context)
            guard fields[Sending.Name.step] != "corriger" else {
                return desk.redirect(to: "brouillon/\(word)/controle")
            }
            return respond(try await desk.agent.run { try step(id, word, fields, $0) })
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        switch done.result {
        case .confirm(let page):
            desk.pages.response(
                .envoyer, desk.shell("Envoyer", .brouillons, notices: done.notices), page,
                status: page.aFautes ? .unprocessableContent : .ok)
        case .sent(let departure): desk.left(departure, notices: done.notices)
        }
    }

    private func page(_ draft: SealedDraft, _ word: String, _ session: Session) -> CheckPage {
        let pages = draft.formPages(on: session.today)
        func link(_ number: Int) -> String { desk.place.path(of: "brouillon/\(word)/\(number)") }
        let tree =
            pages.fiche.map { FicheTree.render($0, signature: nil, information: nil) } ?? []
        let partner = draft.pour.map { ", à \(PartnerNames(session).name($0))" } ?? ""
        return CheckPage(
            sous: draft.about + partner,
            aFautes: !pages.errors.isEmpty,
            fautes: pages.errors.map { error in
                let number = pages.page(of: error.path)?.number ?? 1
                return CheckPage.Wrong(
                    texte: Self.words(error), lien: "\(link(number))#\(error.path.name)")
            }, aDoutes: !pages.warnings.isEmpty, doutes: pages.warnings.map(\.description),
            envoyer: pages.fiche == nil
                ? nil : desk.place.path(of: "brouillon/\(word)/envoyer"),
            reprendre: link(1), noeuds: FormNode.all(tree))
    }

    private static func words(_ error: FormError) -> String {
        var words = "\(error.label) : \(error.message)"
        if let expected = error.expected { words += " Attendu : \(expected)." }
        if let example = error.example { words += " Par exemple : \(example)." }
        return words
    }

    private func step(
        _ id: PliID, _ word: String, _ fields: FormFields, _ session: Session
    ) throws -> Outcome {
        let drafts = try SealedDrafts(session)
        _ = try drafts.takeLocked()
        guard fields[Sending.Name.step] == Sending.Name.send else {
            return try step(drafts.draft(id), drafts, word, fields, session)
        }
        return try drafts.leaving(id) { try step($0, drafts, word, fields, session) }
    }

    private func step(
        _ draft: SealedDraft, _ drafts: SealedDrafts, _ word: String, _ fields: FormFields,
        _ session: Session
    ) throws -> Outcome {
        let sending = try Sending(draft, drafts, fields, session.synchronize())
        let judged = try sending.judge(fields)
        if judged.leaves {
            // For the next fiche: who writes is not asked twice.
            try OwnContact(session.folder).remember(
                draft.formPages(on: session.today).content)
            let departure = try sending.send(judged)
            do {
                try drafts.remove(draft.id)
            } catch {
                // It left: the page that says so, and shows the words once, is not lost to what is left to tidy.
                session.context.notify(.fiche(.sentUnfollowed(AgentError(error))))
            }
            return .sent(departure)
        }
        let path = desk.place.path(of: "brouillon/\(word)/envoyer")
        return .confirm(
            sending.page(
                judged, kept: [], action: path, token: desk.visit.token(for: path),
                back: desk.place.path(of: "brouillon/\(word)/controle"), desk.daemon))
    }
}
