import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// «Répondre», then «Envoyer»: typed, controlled, accepted, on two pages that hold all between them. Nothing waits
/// in a session: whatever tab it comes from, what is sent is what that page showed.
struct ReplyRoutes: Sendable {
    let desk: Desk

    struct ReplyPage: Sendable {
        let titre: String
        let sous: String
        let action: String
        let jeton: String
        let retour: String
        let aFautes: Bool
        let fautes: [Fault]
        let reponse: Field
        let rendezVous: [Field]
        let auteur: [Field]
        let accord: SendPage.Choice?
        let fauteAccord: String?
    }

    /// What a step leads to.
    private enum Outcome: Sendable {
        case form(ReplyPage)
        case confirm(SendPage)
        case sent(Departure)
        /// Files go with it: it is a draft from then on.
        case draft(PliID)
    }

    struct SentPage: Sendable {
        let titre: String
        let etat: String
        let suite: String
        let annuler: BoxTable.Action?
        /// Left until it leaves, when the page was made.
        let secondes: Int64
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "fiche/:fiche/repondre") { context in
            let word = context.parameters.get("fiche") ?? ""
            let key = try key(word)
            let done = try await desk.agent.run { session in
                let start = try FicheStart.reply(to: key, session)
                // What was typed while the identity was closed.
                let waiting = LockedReplies(session.folder).take(key, session)
                let typed = waiting.map {
                    FormFields($0.map { .init(name: $0.name, value: $0.value) })
                }
                return Outcome.form(
                    page(ReplyForm(start, typed, today: session.today), word))
            }
            return respond(done)
        }
        desk.post(router, "fiche/:fiche/repondre") { fields, context in
            let word = context.parameters.get("fiche") ?? ""
            let key = try key(word)
            do {
                return respond(
                    try await desk.agent.run { try step(key, word, fields, $0) })
            } catch is Vault.Locked {
                try await keep(fields, of: key)
                return desk.lockPage(vers: path(word))
            } catch  where AgentError(error).code == .unavailable {
                // A browser shows no page again that it posted: this one is lost to it.
                try await keep(fields, of: key)
                throw error
            }
        }
        desk.get(router, "envoi/:fiche") { context in
            let word = context.parameters.get("fiche") ?? ""
            let key = try key(word)
            let done = try await desk.agent.run { session in
                let (statut, departure) = try SendFiche.status(of: key.id, session)
                return sentPage(statut, departure, word, session.now)
            }
            return desk.pages.response(
                .envoyee, desk.shell("Envoyer", notices: done.notices), done.result)
        }
    }

    /// Sealed on this machine until its page is shown again.
    private func keep(_ fields: FormFields, of key: PliKey) async throws {
        _ = try await desk.agent.perform { context in
            try LockedReplies(context.folder).keep(
                fields.fields.map { ($0.name, $0.value) }, of: key)
        }
    }

    private func key(_ word: String) throws -> PliKey {
        guard case .pli(let key) = try desk.handles.target(word) else { throw Refused(.missing) }
        return key
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        switch done.result {
        case .form(let page):
            desk.pages.response(
                .repondre, desk.shell("Répondre", notices: done.notices), page,
                status: page.aFautes ? .unprocessableContent : .ok)
        case .confirm(let page):
            desk.pages.response(
                .envoyer, desk.shell("Envoyer", notices: done.notices), page,
                status: page.aFautes ? .unprocessableContent : .ok)
        case .draft(let id):
            desk.redirect(to: "brouillon/\(desk.handles.handle(of: .draft(id)))/pieces")
        case .sent(let departure): desk.left(departure, notices: done.notices)
        }
    }

    private func step(
        _ key: PliKey, _ word: String, _ fields: FormFields, _ session: Session
    ) throws -> Outcome {
        let start = try FicheStart.reply(to: key, session)
        var form = ReplyForm(start, fields, today: session.today)
        let etape = fields[Sending.Name.step]
        guard etape != "corriger", let content = form.content() else {
            return .form(page(form, word))
        }
        if etape == "pieces" {
            let sender = try BoxListing.find(key, session).sender
            let draft = try SealedDrafts(session).begin(
                start.holding(content), to: session.current(sender))
            return .draft(draft.id)
        }
        let sending = try Sending(
            content, answering: key, link: start.link, Attachments(pieces: []), fields,
            session.synchronize())
        let judged = try sending.judge(fields)
        let path = path(word)
        if judged.leaves {
            // For the next fiche: who writes is not asked twice.
            try OwnContact(session.folder).remember(content)
            return .sent(try sending.send(judged))
        }
        return .confirm(
            sending.page(
                judged, kept: form.kept, action: path, token: desk.visit.token(for: path),
                back: desk.place.path(of: "fiche/\(word)"), desk.daemon))
    }

    private func path(_ word: String) -> String { desk.place.path(of: "fiche/\(word)/repondre") }

    private func page(_ form: ReplyForm, _ word: String) -> ReplyPage {
        let person = form.start.content["beneficiaire"]?.object
        let name = ["nom", "prenom"].compactMap { person?[$0]?.string }.joined(separator: " ")
        let action = path(word)
        return ReplyPage(
            titre: "Réponse pour \(name)",
            sous: "La personne et les deux structures sont reprises de la fiche reçue.",
            action: action, jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "fiche/\(word)"), aFautes: !form.faults.isEmpty,
            fautes: form.faults, reponse: form.answer, rendezVous: form.appointmentFields,
            auteur: form.authorFields, accord: form.agreement,
            fauteAccord: form.agreementFault)
    }

    private func sentPage(
        _ statut: EnvoiStatut, _ departure: Instant?, _ word: String, _ now: Instant
    ) -> SentPage {
        let leaves = departure.flatMap { $0 > now ? $0 : nil }
        let cancel = desk.place.path(of: "fiche/\(word)/annuler")
        return SentPage(
            titre: "Votre envoi est confié au service",
            etat: leaves.map { "Il part à \(FrenchMoment.hour($0))." }
                ?? "État : \(statut.french).",
            suite: leaves == nil
                ? "Son état se suit dans « Ma journée »."
                : "Jusque-là, vous pouvez l'annuler : personne ne l'aura eu.",
            annuler: leaves == nil
                ? nil : .init(action: cancel, jeton: desk.visit.token(for: cancel)),
            secondes: leaves.map { $0 - now } ?? 0)
    }
}
