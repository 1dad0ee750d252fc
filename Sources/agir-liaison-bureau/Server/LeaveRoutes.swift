import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Absence et départ»: a colleague is given what one reads; who leaves for good also leaves no draft nor file behind.
struct LeaveRoutes: Sendable {
    let desk: Desk

    struct LeavePage: Sendable {
        let titre: String
        let sous: String
        let retour: String
        let faute: String?
        let action: String
        let jeton: String
        let aCollegues: Bool
        let collegues: [SendPage.Choice]
        /// What is left to do before one goes; none for an absence.
        let aRestes: Bool
        let restes: [Rest]

        struct Rest: Sendable {
            let quoi: String
            let bouton: String?
            let action: String
            let jeton: String
            /// With a button: of what it does away with.
            let marque: String?
        }
    }

    struct AskPage: Sendable {
        let question: String
        let effet: String
        let bouton: String
        let action: String
        let jeton: String
        let marque: String
        let faute: String?
        let collegue: String
        let retour: String
    }

    private enum Kind: String, CaseIterable {
        case absence, depart

        var title: String { self == .absence ? "Absence" : "Départ" }
    }

    private enum Outcome: Sendable {
        case form(LeavePage)
        case ask(AskPage)
        case done(DonePage)
        /// What was left behind is gone.
        case erased
    }

    private static let step = "etape"

    func add(to router: RouterGroup<BureauContext>) {
        for kind in Kind.allCases {
            desk.get(router, RouterPath(kind.rawValue)) { _ in
                respond(
                    kind,
                    try await desk.agent.run { session in
                        Outcome.form(try page(kind, nil, session))
                    })
            }
            desk.post(router, RouterPath(kind.rawValue)) { fields, _ in
                respond(kind, try await desk.agent.run { try share(kind, fields, $0) })
            }
        }
        desk.post(router, "depart/brouillons") { fields, _ in
            respond(
                .depart,
                try await desk.agent.run { session in
                    let drafts = try SealedDrafts(session)
                    // Nobody writes one between the look and the end; what was typed before is looked at too.
                    let areErased = try session.folder.locked {
                        _ = try drafts.takeLocked()
                        let all = drafts.all()
                        guard ShownMark(all).isShown(in: fields) else { return false }
                        for draft in all { try drafts.erase(draft.id) }
                        return true
                    }
                    return areErased
                        ? .erased : .form(try page(.depart, Self.changed("effacé"), session))
                })
        }
        desk.post(router, "depart/copies") { fields, _ in
            respond(
                .depart,
                try await desk.agent.run { session in
                    let copies = try DestroyCopies(session)
                    let plan = try copies.plan(.all)
                    guard ShownMark(plan.rows).isShown(in: fields) else {
                        return .form(try page(.depart, Self.changed("détruit"), session))
                    }
                    _ = try copies.execute(plan)
                    return .erased
                })
        }
    }

    private static func changed(_ done: String) -> String {
        "Ce qui reste a changé depuis que cette page a été affichée : regardez de nouveau. Rien n'est \(done)."
    }

    private func respond(_ kind: Kind, _ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell(kind.title, .compte, notices: done.notices)
        return switch done.result {
        case .form(let page):
            desk.pages.response(
                .absence, shell, page,
                status: page.faute == nil ? .ok : .unprocessableContent)
        case .ask(let page):
            desk.pages.response(
                .toutpartager, shell, page,
                status: page.faute == nil ? .ok : .unprocessableContent)
        case .done(let page): desk.pages.response(.fait, shell, page)
        case .erased: desk.redirect(to: kind.rawValue)
        }
    }

    /// Everything that this agent reads and the colleague does not.
    private func share(
        _ kind: Kind, _ fields: FormFields, _ session: Session
    ) throws -> Outcome {
        guard let chosen = Colleagues(session).chosen(fields) else {
            return .form(try page(kind, "Choisissez un collègue.", session))
        }
        let share = try ShareFiches(session.synchronize())
        let plan = try share.plan(nil, with: chosen.nom.description)
        let mark = ShownMark(plan)
        let isAsked = fields[Self.step] == "partager"
        guard isAsked, mark.isShown(in: fields) else {
            let action = desk.place.path(of: kind.rawValue)
            return .ask(
                AskPage(
                    question:
                        "Donner \(Plural.of(plan.rows.count, "fiche")) à \(chosen.nom.local) ?",
                    effet: Plural.word(
                        plan.rows.count,
                        "Il la lira comme vous, aussi longtemps qu'elle est gardée ; le journal le dit. S'il l'ouvre "
                            + "déjà, elle n'est pas donnée deux fois.",
                        "Il les lira comme vous, aussi longtemps qu'elles sont gardées ; le journal le dit. Celles "
                            + "qu'il ouvre déjà ne sont pas données deux fois."),
                    bouton: Plural.word(plan.rows.count, "La donner", "Les donner"),
                    action: action, jeton: desk.visit.token(for: action), marque: mark.text,
                    faute: isAsked
                        ? "Ce nombre a changé depuis que cette page a été affichée. Rien n'est donné."
                        : nil,
                    collegue: chosen.nom.description, retour: action))
        }
        let result = try share.execute(plan)
        var follows: [String] = []
        if result.held > 0 {
            follows.append(
                Plural.of(
                    result.held, "que ce collègue lisait déjà.", "que ce collègue lisait déjà."))
        }
        if result.unread > 0 {
            follows.append(
                Plural.of(
                    result.unread, "ne vous était pas adressée : elle n'est pas donnée.",
                    "ne vous étaient pas adressées : elles ne sont pas données."))
        }
        if result.failures > 0 {
            follows.append(
                Plural.of(result.failures, "n'a pas pu l'être", "n'ont pas pu l'être")
                    + " : recommencez, le reste n'est pas redonné.")
        }
        return .done(
            DonePage(
                kind.title,
                Plural.of(result.shared.count, "fiche donnée", "fiches données")
                    + " à \(chosen.nom.local), dans ses "
                    + "fiches reçues.",
                suites: follows, to: kind.rawValue, called: "Continuer", desk.place))
    }

    private func page(_ kind: Kind, _ fault: String?, _ session: Session) throws -> LeavePage {
        let action = desk.place.path(of: kind.rawValue)
        let choices = Colleagues(session).choices
        let rests = kind == .depart ? try rests(session) : []
        return LeavePage(
            titre: kind.title,
            sous: kind == .absence
                ? "Ce qui arrive pendant votre absence va à tous les référents de votre structure. Ce qui n'est "
                    + "adressé qu'à vous, ou fut partagé avec vous seul, un collègue ne le lit que si vous le lui "
                    + "donnez."
                : "Donnez d'abord à un collègue ce que vous lisez : votre clé révoquée, personne ne l'ouvrira à "
                    + "votre place.",
            retour: desk.place.path(of: "compte"), faute: fault, action: action,
            jeton: desk.visit.token(for: action), aCollegues: !choices.isEmpty,
            collegues: choices, aRestes: !rests.isEmpty, restes: rests)
    }

    private func rests(_ session: Session) throws -> [LeavePage.Rest] {
        func rest(
            _ what: String, _ button: String?, _ page: String,
            _ mark: ShownMark? = nil
        ) -> LeavePage.Rest {
            let action = desk.place.path(of: page)
            return .init(
                quoi: what, bouton: button, action: action, jeton: desk.visit.token(for: action),
                marque: mark?.text)
        }
        let kept = try SealedDrafts(session)
        _ = try kept.takeLocked()
        let all = kept.all()
        let drafts = all.count
        let copies = try DestroyCopies(session).list().rows
        // What a browser saved is on another disk: only she knows what became of it.
        let inside = copies.filter { !$0.isOutside }
        let here = inside.count
        return [
            rest(
                drafts == 0
                    ? "Aucun brouillon."
                    : Plural.of(drafts, "brouillon : envoyez-le", "brouillons : envoyez-les")
                        + Plural.word(drafts, ", ou effacez-le.", ", ou effacez-les."),
                drafts == 0 ? nil : Plural.word(drafts, "L'effacer", "Les effacer tous"),
                "depart/brouillons", ShownMark(all)),
            rest(
                here == 0
                    ? "Aucun fichier en clair n'est connu dans ce dossier."
                    : "\(Plural.of(here, "fichier")) en clair sur la machine de ce bureau.",
                here == 0 ? nil : Plural.word(here, "Le détruire", "Les détruire"), "depart/copies",
                ShownMark(inside)),
            rest(
                copies.count == here
                    ? "Rien n'a été téléchargé."
                    : Plural.of(
                        copies.count - here,
                        "téléchargement : détruisez-le sur l'ordinateur où il est.",
                        "téléchargements : détruisez-les sur l'ordinateur où ils sont."),
                nil, "depart"),
            rest(
                "Dites votre dernier jour à votre administrateur : il révoque votre clé, et les partenaires le "
                    + "savent par la carte.", nil, "depart"),
        ]
    }
}
