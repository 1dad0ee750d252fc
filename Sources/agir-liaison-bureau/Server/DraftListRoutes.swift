import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// «Brouillons»: those that can be taken up again, by person, partner and date; a new one begins by its partner.
struct DraftListRoutes: Sendable {
    let desk: Desk

    struct ListPage: Sendable {
        struct Row: Sendable {
            let personne: String
            let precision: String
            let quand: String
            let lien: String
            let effacer: BoxTable.Action
            let marque: String
        }

        let vide: String?
        let aRangees: Bool
        let rangees: [Row]
        /// What keeps one from being erased.
        let reste: String?
        let finis: String?
        let action: String
        let jeton: String
        let faute: String?
        let modeles: [SendPage.Choice]
        let partenaires: [SendPage.Choice]
        let aPartenaires: Bool
        /// Of whom the new fiche takes over what was read last.
        let personne: Person?

        struct Person: Sendable {
            let mot: String
            let nom: String
        }
    }

    private enum Outcome: Sendable {
        case list(ListPage)
        case begun(PliID)
        case erased
    }

    private enum Name {
        static let model = "modele"
        static let partner = "partenaire"
        static let person = "personne"
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "brouillons") { _ in
            respond(
                try await desk.agent.run { session in
                    Outcome.list(try list(session, FormFields(), fault: nil))
                })
        }
        // A known person: reached from her page, so that no list of names is asked for here.
        desk.get(router, "personne/:mot/ecrire") { context in
            let word = context.parameters.get("mot") ?? ""
            guard case .person = try desk.handles.target(word) else { throw Refused(.missing) }
            return respond(
                try await desk.agent.run { session in
                    let fields = FormFields([.init(name: Name.person, value: word)])
                    return Outcome.list(try list(session, fields, fault: nil))
                })
        }
        desk.post(router, "brouillons") { fields, _ in
            respond(try await desk.agent.run { try begin(fields, $0) })
        }
        desk.post(router, "brouillon/:mot/effacer") { fields, context in
            let id = try desk.draft(context).id
            return respond(
                try await desk.agent.run { session in
                    let drafts = try SealedDrafts(session)
                    // Nobody writes it between the look and the end; what was typed before is looked at too.
                    let isErased = try session.folder.locked {
                        _ = try drafts.takeLocked()
                        guard try ShownMark([drafts.draft(id)]).isShown(in: fields) else {
                            return false
                        }
                        try drafts.erase(id)
                        return true
                    }
                    return isErased
                        ? .erased
                        : .list(try list(session, FormFields(), fault: nil, isChanged: true))
                })
        }
        desk.post(router, "fiche/:fiche/corriger") { _, context in
            guard case .pli(let key) = try desk.handles.target(context.parameters.get("fiche"))
            else { throw Refused(.missing) }
            return respond(
                try await desk.agent.run { session in
                    let row = try BoxListing.find(key, session)
                    let start = try FicheStart.correction(of: key.id.text, session)
                    return Outcome.begun(try SealedDrafts(session).begin(start, to: row.pour).id)
                })
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        switch done.result {
        case .list(let page):
            desk.pages.response(
                .brouillons, desk.shell("Brouillons", .brouillons, notices: done.notices), page,
                status: page.faute == nil && page.reste == nil ? .ok : .unprocessableContent)
        case .erased: desk.redirect(to: "brouillons")
        case .begun(let id):
            desk.redirect(to: "brouillon/\(desk.handles.handle(of: .draft(id)))/1")
        }
    }

    private func begin(_ fields: FormFields, _ session: Session) throws -> Outcome {
        guard let model = fields[Name.model].flatMap({ FicheModele(rawValue: $0) }),
            let word = fields[Name.partner],
            case .structure(let partner) = try desk.handles.target(word)
        else {
            return .list(
                try list(session, fields, fault: "Choisissez un partenaire et un formulaire."))
        }
        let start = try Self.start(model, known(fields), session)
        let addressed =
            if let contact = try session.declaredContact(partner) {
                try start.addressed(to: contact, session.context)
            } else {
                try start.addressed(to: partner.text, session.context)
            }
        return .begun(try SealedDrafts(session).begin(addressed, to: partner).id)
    }

    /// Whose fiche it is to be; nil for somebody new.
    private func known(_ fields: FormFields) throws -> AGDREFNumber? {
        guard let word = fields[Name.person] else { return nil }
        guard case .person(let number) = try desk.handles.target(word) else {
            throw Refused(.missing)
        }
        return number
    }

    /// What a fiche takes over of the last one that this agent read about the same person.
    private static func start(
        _ model: FicheModele, _ number: AGDREFNumber?, _ session: Session
    ) throws -> FicheStart {
        guard let number, let row = try last(of: number, session)?.row else {
            return FicheStart(model, session.context)
        }
        return try FicheStart.from(row.id.text, model, session.context)
    }

    /// The fiche about her that was sealed last, of those that this agent read.
    private static func last(
        of number: AGDREFNumber, _ session: Session
    ) throws -> (row: BoxEntry, name: String?)? {
        let (received, sent) = try BoxView(session).about(number)
        let rows = (received.rows + sent.rows).filter { [.fiche, .recu].contains($0.objet) }
        guard let row = rows.max(by: { $0.scelle < $1.scelle }) else { return nil }
        return (row, received.person(row)?.name)
    }

    private func list(
        _ session: Session, _ fields: FormFields, fault: String?, isChanged: Bool = false
    ) throws -> ListPage {
        let drafts = try SealedDrafts(session)
        _ = try drafts.takeLocked()
        let ended = try drafts.purge().count
        let names = PartnerNames(session)
        let rows = drafts.all().map { draft -> ListPage.Row in
            let word = desk.handles.handle(of: .draft(draft.id))
            let partner = draft.pour.map { "à \(names.name($0))" }
            return ListPage.Row(
                personne: draft.person.isEmpty ? "Sans nom" : draft.person,
                precision: [partner, draft.entries.modele.french].compactMap { $0 }
                    .joined(separator: ", "),
                quand: FrenchMoment.past(draft.saved, now: session.now),
                lien: desk.place.path(of: "brouillon/\(word)/\(DraftPage.resume)"),
                effacer: desk.action("brouillon/\(word)/effacer"),
                marque: ShownMark([draft]).text)
        }
        let action = desk.place.path(of: "brouillons")
        let cards = session.folder.contactNames()
        // Without a card: what they are sent goes by another road.
        let declared = session.declaredContacts().filter { $0.suite == nil }.map(\.structure)
        let labels = PartnerNames.apart(in: session.folder)
        let offered = cards + declared.filter { !cards.contains($0) }
        let partners = offered.map { name -> SendPage.Choice in
            let word = desk.handles.handle(of: .structure(name))
            return Self.choice(
                Name.partner, word, labels[name] ?? name.text, fields[Name.partner] == word)
        }
        return ListPage(
            vide: rows.isEmpty ? "Aucun brouillon." : nil, aRangees: !rows.isEmpty,
            rangees: rows,
            reste: isChanged
                ? "Ce brouillon a changé depuis que cette page a été affichée : regardez-le. Rien n'est effacé."
                : nil,
            finis: ended == 0
                ? nil
                : Plural.of(ended, "brouillon effacé", "brouillons effacés")
                    + " : "
                    + Plural.word(ended, "son délai est passé", "leur délai est passé")
                    + ", ou la fiche reprise est détruite.",
            action: action, jeton: desk.visit.token(for: action), faute: fault,
            modeles: FicheModele.allCases.map {
                Self.choice(
                    Name.model, $0.rawValue, $0.french, fields[Name.model] == $0.rawValue)
            }, partenaires: partners, aPartenaires: !partners.isEmpty,
            personne: try known(fields).map { number in
                ListPage.Person(
                    mot: desk.handles.handle(of: .person(number)),
                    nom: try Self.last(of: number, session)?.name ?? "cette personne")
            })
    }

    private static func choice(
        _ name: String, _ value: String, _ label: String, _ isTaken: Bool
    ) -> SendPage.Choice {
        SendPage.Choice(
            id: "\(name)-\(value)", nom: name, valeur: value, libelle: label, pris: isTaken)
    }
}
