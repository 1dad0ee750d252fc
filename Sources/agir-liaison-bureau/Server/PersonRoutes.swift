import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// «La personne»: all that was exchanged about her, as far as this agent read it; then the end of her
/// accompagnement, which is asked once, with who will be told.
struct PersonRoutes: Sendable {
    let desk: Desk

    struct PersonPage: Sendable {
        let nom: String
        let sous: String?
        let recues: BoxTable
        let envoyees: BoxTable
        /// Where a fiche begins that takes over what is known.
        let ecrire: String
        let action: String
        let jeton: String
        let jour: Field
    }

    struct EndPage: Sendable {
        let nom: String
        let jour: String
        let fiches: String
        let prevenus: [String]
        let aPrevenus: Bool
        let savent: [String]
        let action: String
        let jeton: String
        let retour: String
    }

    struct EndedPage: Sendable {
        let bilan: String
        let prevenus: [String]
        /// Whom to tell otherwise, and why.
        let echecs: [String]
        let aEchecs: Bool
        let retour: String
    }

    private enum Outcome: Sendable {
        case person(PersonPage)
        case end(EndPage)
        case ended(EndedPage)
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "personne/:mot") { context in
            let (number, word) = try named(context)
            return respond(
                try await desk.agent.run { session in
                    Outcome.person(try page(number, word, nil, session))
                })
        }
        desk.post(router, "personne/:mot/fin") { fields, context in
            let (number, word) = try named(context)
            return respond(try await desk.agent.run { try end(number, word, fields, $0) })
        }
    }

    private func named(_ context: BureauContext) throws -> (AGDREFNumber, String) {
        let word = context.parameters.get("mot") ?? ""
        guard case .person(let number) = try desk.handles.target(word) else {
            throw Refused(.missing)
        }
        return (number, word)
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("La personne", notices: done.notices)
        return switch done.result {
        case .person(let page):
            desk.pages.response(
                .personne, shell, page,
                status: page.jour.faute == nil ? .ok : .unprocessableContent)
        case .end(let page): desk.pages.response(.fin, shell, page)
        case .ended(let page): desk.pages.response(.close, shell, page)
        }
    }

    /// What was exchanged about her, whole.
    private func boxes(
        _ number: AGDREFNumber, _ session: Session
    ) throws -> (received: BoxView.Listing, sent: BoxView.Listing) {
        var filter = BoxView.Filter()
        filter.person = number
        let view = try BoxView(session)
        return (
            try view.list(.reception, filter, isNumbered: false),
            try view.list(.envoi, filter, isNumbered: false)
        )
    }

    private func page(
        _ number: AGDREFNumber, _ word: String, _ typed: String?, _ session: Session
    ) throws -> PersonPage {
        let (received, sent) = try boxes(number, session)
        let person =
            received.rows.lazy.compactMap { received.person($0) }.first
            ?? sent.rows.lazy.compactMap { sent.person($0) }.first
        let rows = BoxRows(
            session: session, names: PartnerNames(session), place: desk.place, visit: desk.visit,
            handles: desk.handles)
        let action = desk.place.path(of: "personne/\(word)/fin")
        return PersonPage(
            nom: person?.name ?? "La personne",
            sous: person.map { "Année de naissance : \($0.birthYear)." },
            recues: rows.table(.reception, received, page: nil),
            envoyees: rows.table(.envoi, sent, page: nil),
            ecrire: desk.place.path(of: "personne/\(word)/ecrire"), action: action,
            jeton: desk.visit.token(for: action),
            jour: Field(
                "le", "Dernier jour de l'accompagnement", aide: "Par exemple 03/12/2026.",
                faute: typed.map { _ in "Écrivez un jour comme 03/12/2026." }, typed ?? ""))
    }

    // MARK: The end

    private func end(
        _ number: AGDREFNumber, _ word: String, _ fields: FormFields, _ session: Session
    ) throws -> Outcome {
        let typed = fields["le"] ?? ""
        guard let day = CalendarDate(typed: typed) else {
            return .person(try page(number, word, typed, session))
        }
        let current = try session.synchronize()
        try current.require(.closeFile)
        let plan = try AccompagnementClosing.plan(
            Person(number, current), until: day, office: nil, current)
        guard fields["etape"] == "clore" else {
            return .end(try endPage(plan, word, session))
        }
        let result = try AccompagnementClosing.execute(
            plan, classical: false, by: Sending.noHands)
        let names = PartnerNames(session)
        return .ended(
            EndedPage(
                bilan: result.outcome.changed == 0
                    ? "La fin est notée ; aucune échéance n'en change."
                    : "La fin est notée ; \(result.outcome.changed) échéance(s) en changent.",
                prevenus: result.told.map { "\(names.name($0)) est prévenu." },
                echecs: result.failures.map {
                    "\(names.name($0.name)) n'est pas prévenu : \($0.why.message)"
                }, aEchecs: !result.failures.isEmpty,
                retour: desk.place.path(of: "personne/\(word)")))
    }

    private func endPage(
        _ plan: AccompagnementClosing.Plan, _ word: String, _ session: Session
    ) throws -> EndPage {
        let (received, sent) = try boxes(plan.person.number, session)
        let names = PartnerNames(session)
        let person =
            received.rows.lazy.compactMap { received.person($0) }.first
            ?? sent.rows.lazy.compactMap { sent.person($0) }.first
        let action = desk.place.path(of: "personne/\(word)/fin")
        return EndPage(
            nom: person?.name ?? "cette personne", jour: plan.day.french,
            fiches:
                "\(received.rows.count) reçue(s) et \(sent.rows.count) envoyée(s), parmi celles que vous "
                + "avez lues ; les autres suivent.",
            prevenus: plan.told.map(names.name), aPrevenus: !plan.told.isEmpty,
            savent: plan.knowing.map { "\(names.name($0)) le sait déjà." }, action: action,
            jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "personne/\(word)"))
    }
}
