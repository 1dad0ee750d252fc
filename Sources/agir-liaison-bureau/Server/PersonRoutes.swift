import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// «La personne»: all that was exchanged about her; what a colleague is given of it; then the end of her
/// accompagnement, which is asked once, with who will be told.
struct PersonRoutes: Sendable {
    let desk: Desk

    struct PersonPage: Sendable {
        let nom: String
        let sous: String?
        let recues: BoxTable
        let envoyees: BoxTable
        /// Said once all was shared.
        let fait: String?
        /// What keeps it from being shared.
        let faute: String?
        let partager: BoxTable.Action
        /// Of what would be shared.
        let marque: String
        let collegues: [SendPage.Choice]
        let aCollegues: Bool
        /// Where a fiche begins that takes over what is known.
        let ecrire: String
        let action: String
        let jeton: String
        let jour: Field
    }

    struct EndPage: Sendable {
        /// «d'ABDI Amina».
        let de: String
        let jour: String
        let fiches: String
        let prevenus: [String]
        let aPrevenus: Bool
        let savent: [String]
        /// Whom nobody tells, and why.
        let oublies: [String]
        let faute: String?
        let action: String
        let jeton: String
        let marque: String
        let retour: String
    }

    struct EndedPage: Sendable {
        /// As in `EndPage`.
        let de: String
        let bilan: String
        let prevenus: [String]
        /// Whom to tell otherwise, and why.
        let echecs: [String]
        let aEchecs: Bool
        /// For those whom no service reaches.
        let secrets: [Desk.HandedPage.Secret]
        let remises: [Desk.HandedPage.Item]
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
        for step in ["partager", "fin"] {
            desk.back(router, RouterPath("personne/:mot/\(step)")) { context in
                let (_, word) = try named(context)
                return "personne/\(word)"
            }
        }
        desk.post(router, "personne/:mot/partager") { fields, context in
            let (number, word) = try named(context)
            return respond(
                try await desk.agent.run { try share(number, word, fields, $0) })
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
                status: page.jour.faute == nil && page.faute == nil
                    ? .ok : .unprocessableContent)
        case .end(let page):
            desk.pages.response(
                .fin, shell, page, status: page.faute == nil ? .ok : .unprocessableContent)
        case .ended(let page): desk.pages.response(.close, shell, page)
        }
    }

    private func page(
        _ number: AGDREFNumber, _ word: String, _ typed: String?, done: String? = nil,
        fault: String? = nil, _ session: Session
    ) throws -> PersonPage {
        let exchanged = try Exchanged(number, session)
        let person = exchanged.person
        let rows = BoxRows(
            session: session, names: PartnerNames(session), place: desk.place, visit: desk.visit,
            handles: desk.handles, terms: exchanged.terms)
        let action = desk.place.path(of: "personne/\(word)/fin")
        let colleagues = Colleagues(session).choices
        return PersonPage(
            nom: person?.name ?? "La personne",
            sous: person.map { "Année de naissance : \($0.birthYear)." },
            recues: rows.table(
                .reception, exchanged.received, exchanged.received.rows,
                nothing: BoxRows.nothing(.reception), saysTerm: true),
            envoyees: rows.table(
                .envoi, exchanged.sent, exchanged.sent.rows,
                nothing: BoxRows.nothing(.envoi), saysTerm: true), fait: done, faute: fault,
            partager: desk.action("personne/\(word)/partager"),
            marque: ShownMark(exchanged.fiches).text, collegues: colleagues,
            aCollegues: !colleagues.isEmpty,
            ecrire: desk.place.path(of: "personne/\(word)/ecrire"), action: action,
            jeton: desk.visit.token(for: action),
            jour: Field(
                "le", "Dernier jour de l'accompagnement", aide: "Par exemple 03/12/2026.",
                faute: typed.map { _ in "Écrivez un jour comme 03/12/2026." }, typed ?? ""))
    }

    // MARK: Sharing

    /// Gives a colleague all that is about her, one after the other: one that can't be given keeps no other from it.
    private func share(
        _ number: AGDREFNumber, _ word: String, _ fields: FormFields, _ session: Session
    ) throws -> Outcome {
        guard let chosen = Colleagues(session).chosen(fields) else {
            return .person(
                try page(
                    number, word, nil, fault: "Choisissez un collègue : rien n'est partagé.",
                    session
                ))
        }
        let current = try session.synchronize()
        let fiches = try Exchanged(number, current).fiches
        guard ShownMark(fiches).isShown(in: fields) else {
            return .person(
                try page(
                    number, word, nil,
                    fault:
                        "Ses fiches ont changé depuis que cette page a été affichée : regardez-les. Rien n'est "
                        + "partagé.", current))
        }
        let share = try ShareFiches(current)
        var (shared, held, left) = (0, 0, 0)
        for key in fiches {
            do {
                let result = try share.execute(
                    share.plan([key.id.text], with: chosen.nom.description))
                shared += result.shared.count
                held += result.shared.isEmpty ? 1 : 0
            } catch let error as AgentError where [.data, .notAllowed].contains(error.code) {
                left += 1
            } catch let error as CryptoError where error.code == .noMatch {
                left += 1
            }
        }
        let words = [
            Plural.of(shared, "fiche partagée", "fiches partagées") + " avec \(chosen.nom.local)",
            held > 0 ? "\(held) qu'il avait déjà" : nil,
            left > 0 ? "\(left) que vous ne pouvez pas donner" : nil,
        ].compactMap { $0 }.joined(separator: ", ")
        return .person(try page(number, word, nil, done: words + ".", current))
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
        let exchanged = try Exchanged(number, session)
        let isAsked = fields["etape"] == "clore"
        guard isAsked, ShownMark(plan, exchanged).isShown(in: fields) else {
            return .end(endPage(plan, exchanged, word, isChanged: isAsked, session))
        }
        let made = MadeHere()
        let result = try AccompagnementClosing.execute(plan, classical: false, by: made.hands)
        let names = PartnerNames(session)
        let handed = result.made.map { file in
            Departure.Handed(
                id: file.manifest.id, voie: file.voie,
                partner: file.manifest.pour.first.map(names.name) ?? "",
                file: made.file(file.path, by: file.voie), mail: nil, courriel: nil,
                telephone: file.manifest.pour.first.flatMap { session.declared($0)?.telephone })
        }
        return .ended(
            EndedPage(
                de: Elision.de(exchanged.person?.name ?? "cette personne"),
                bilan: result.outcome.changed == 0
                    ? "La fin est notée ; aucune échéance n'en change."
                    : "La fin est notée ; "
                        + Plural.of(
                            result.outcome.changed, "échéance en change.", "échéances en changent."),
                prevenus: result.told.map { "\(names.name($0)) est prévenu." },
                echecs: result.failures.map {
                    "\(names.name($0.name)) n'est pas prévenu : \(desk.daemon.told($0.why.words))"
                }, aEchecs: !result.failures.isEmpty,
                secrets: made.phrases.map { .init(mots: $0.phrase, sms: .init($0.sms)) },
                remises: handed.map { desk.item($0, session.own.structure) },
                retour: desk.place.path(of: "personne/\(word)")))
    }

    private func endPage(
        _ plan: AccompagnementClosing.Plan, _ exchanged: Exchanged, _ word: String,
        isChanged: Bool, _ session: Session
    ) -> EndPage {
        let names = PartnerNames(session)
        let person = exchanged.person
        let action = desk.place.path(of: "personne/\(word)/fin")
        return EndPage(
            de: Elision.de(person?.name ?? "cette personne"), jour: plan.day.french,
            fiches: Self.counts(
                received: exchanged.received.rows.count, sent: exchanged.sent.rows.count),
            prevenus: plan.told.map(names.name), aPrevenus: !plan.told.isEmpty,
            savent: plan.knowing.map { "\(names.name($0)) le sait déjà." },
            oublies: plan.notices.map { notice in
                switch notice {
                case .severalOffices:
                    "ATTENTION : plusieurs DT OFII sont parmi vos contacts, aucune n'a reçu de fiche d'elle : "
                        + "aucune n'est prévenue. Prévenez vous-même celle qui la suit."
                }
            },
            faute: isChanged
                ? "Ce qui suit a changé depuis que cette page a été affichée : relisez-le. Rien n'est clos."
                : nil,
            action: action, jeton: desk.visit.token(for: action),
            marque: ShownMark(plan, exchanged).text, retour: desk.place.path(of: "personne/\(word)")
        )
    }

    /// «2 reçues et 1 envoyée.», «Aucune reçue, 1 envoyée.»
    static func counts(received: Int, sent: Int) -> String {
        (received == 0 ? "Aucune reçue" : Plural.of(received, "reçue"))
            + (received == 0 || sent == 0 ? ", " : " et ")
            + (sent == 0 ? "aucune envoyée." : Plural.of(sent, "envoyée") + ".")
    }
}
