import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// The guichets of a sending: whether somebody opened them, until when they open; made anew under other words when the
/// page that showed them was lost, kept open longer, closed.
struct GuichetRoutes: Sendable {
    let desk: Desk

    struct GuichetPage: Sendable {
        struct Row: Sendable {
            let partenaire: String
            let etat: String
            let classe: String
            let faits: [String]
            /// Of one that may still be read, or made anew.
            let refaire: BoxTable.Action?
            let fermer: BoxTable.Action?
            let prolonger: BoxTable.Action?
            /// The last day, as it is typed.
            let jour: Field
        }

        /// «Guichet : ABDI Amina».
        let titre: String
        let vide: String?
        let faute: Fault?
        let rangees: [Row]
        let retour: String
    }

    /// A day that was typed for one of them, and why it is not taken.
    private struct Wrong: Sendable {
        let guichet: GuichetName
        let typed: String
        let why: String
    }

    /// Several may be on one page: each has its own last day.
    private static func field(_ guichet: String) -> String { "jour-\(guichet)" }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "fiche/:fiche/guichet") { context in
            let (key, word) = try fiche(context)
            return respond(try await desk.agent.run { try page(key, word, nil, $0) })
        }
        desk.post(router, "fiche/:fiche/guichet/:guichet/refaire") { _, context in
            let (key, _) = try fiche(context)
            let name = try guichet(context)
            let done = try await desk.agent.run { try redo(name, of: key, $0) }
            return desk.left(done.result, notices: done.notices)
        }
        desk.post(router, "fiche/:fiche/guichet/:guichet/fermer") { _, context in
            let (_, word) = try fiche(context)
            let name = try guichet(context)
            _ = try await desk.agent.run { session in
                try GuichetBook(session.synchronize(), for: .sendFiche).close(name.text).nom
            }
            return desk.redirect(to: "fiche/\(word)/guichet")
        }
        desk.post(router, "fiche/:fiche/guichet/:guichet/prolonger") { fields, context in
            let (key, word) = try fiche(context)
            let name = try guichet(context)
            let field = Self.field(context.parameters.get("guichet") ?? "")
            let typed = fields[field] ?? ""
            guard let day = CalendarDate(typed: typed) else {
                let wrong = Wrong(
                    guichet: name, typed: typed, why: "Écrivez un jour comme 03/12/2026.")
                return respond(try await desk.agent.run { try page(key, word, wrong, $0) })
            }
            do {
                _ = try await desk.agent.run { session in
                    try GuichetBook(session.synchronize(), for: .sendFiche)
                        .prolong(name.text, until: day).nom
                }
            } catch let error as AgentError where error.code == .usage {
                // A day that is over, or too far.
                let wrong = Wrong(
                    guichet: name, typed: typed,
                    why: desk.daemon.told(error.message)
                        + " Le dernier est à moins de 90 jours de sa création.")
                return respond(try await desk.agent.run { try page(key, word, wrong, $0) })
            }
            return desk.redirect(to: "fiche/\(word)/guichet")
        }
        for step in ["refaire", "fermer", "prolonger"] {
            desk.back(router, RouterPath("fiche/:fiche/guichet/:guichet/\(step)")) { context in
                let (_, word) = try fiche(context)
                return "fiche/\(word)/guichet"
            }
        }
    }

    private func fiche(_ context: BureauContext) throws(Refused) -> (PliKey, String) {
        let word = context.parameters.get("fiche") ?? ""
        guard case .pli(let key) = try desk.handles.target(word) else { throw Refused(.missing) }
        return (key, word)
    }

    private func guichet(_ context: BureauContext) throws(Refused) -> GuichetName {
        let word = context.parameters.get("guichet")
        guard case .guichet(let name) = try desk.handles.target(word) else {
            throw Refused(.missing)
        }
        return name
    }

    private func respond(_ done: AgentDesk.Done<GuichetPage>) -> Response {
        desk.pages.response(
            .guichet, desk.shell("Guichet", notices: done.notices), done.result,
            status: done.result.faute == nil ? .ok : .unprocessableContent)
    }

    // MARK: The work

    /// Other words and another link: those before open nothing any more.
    private func redo(
        _ name: GuichetName, of key: PliKey, _ session: Session
    ) throws -> Departure {
        let made = MadeHere()
        let opened = try RedoGuichet(session.synchronize()).execute(name.text, by: made.hands)
        return Departure(
            key: key, handed: [Departure.Handed(opened, of: key.id, session)],
            phrases: made.phrases)
    }

    private func page(
        _ key: PliKey, _ word: String, _ wrong: Wrong?, _ session: Session
    ) throws -> GuichetPage {
        let names = PartnerNames(session)
        let person = Repertoire(session).line(key)?.name
        let rows = try GuichetBook(session).of(key.id).map { guichet -> GuichetPage.Row in
            let handle = desk.handles.handle(of: .guichet(guichet.nom))
            func action(_ step: String) -> BoxTable.Action {
                desk.action("fiche/\(word)/guichet/\(handle)/\(step)")
            }
            let isOpen = guichet.statut == .ouvert
            // One that was made anew has another in its place; of one whose fiche is gone nothing can be made.
            let isOver = guichet.motif.map { [.refait, .retire, .purge].contains($0) } ?? false
            let last = ParisTime.date(at: guichet.fin + -1)
            let wrong = wrong.flatMap { $0.guichet == guichet.nom ? $0 : nil }
            return GuichetPage.Row(
                partenaire: names.name(guichet.pour),
                etat: "Guichet \(guichet.statut.french)",
                classe: isOpen ? "calme" : guichet.statut == .prepare ? "attend" : "mal",
                faits: facts(guichet, last), refaire: isOver ? nil : action("refaire"),
                fermer: isOpen ? action("fermer") : nil,
                prolonger: isOpen ? action("prolonger") : nil,
                jour: Field(
                    Self.field(handle), "S'ouvrir jusqu'au", aide: "Par exemple 03/12/2026.",
                    faute: wrong?.why, wrong?.typed ?? last.french))
        }
        return GuichetPage(
            titre: "Guichet" + (person.map { " : \($0)" } ?? ""),
            vide: rows.isEmpty ? "Cet envoi n'a pas de guichet." : nil,
            faute: wrong.map {
                Fault($0.why, at: Self.field(desk.handles.handle(of: .guichet($0.guichet))))
            }, rangees: rows, retour: desk.place.path(of: "fiche/\(word)/suivi"))
    }

    /// What our own page saw: no signature of the partner's.
    private func facts(_ guichet: LocalGuichet, _ last: CalendarDate) -> [String] {
        let end =
            guichet.clos.map { "Fermé le \(ParisTime.french($0))." }
            ?? "S'ouvre jusqu'au \(last.french)."
        var facts = [end]
        if let lu = guichet.lu {
            facts.append("La fiche y fut lue la première fois le \(ParisTime.french(lu)).")
        } else if let remis = guichet.remis {
            facts.append("La page fut demandée le \(ParisTime.french(remis)), sans les mots.")
        } else {
            facts.append("Personne n'y a encore lu la fiche.")
        }
        if !guichet.reponses.isEmpty {
            facts.append("\(Plural.of(guichet.reponses.count, "réponse")).")
        }
        return facts
    }
}
