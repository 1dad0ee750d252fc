import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Un problème»: what any agent declares, even only suspected; then whom to call, and by when.
struct ProblemRoutes: Sendable {
    let desk: Desk

    struct FormPage: Sendable {
        let action: String
        let jeton: String
        let aFautes: Bool
        let fautes: [Fault]
        let faits: Field
        let quand: Field
        let listes: [SendPage.Question]
    }

    struct DeclaredPage: Sendable {
        let n: Int
        let appel: String
        let echeances: [String]
        let sansEcheance: String?
        /// What follows when a key may be known to others.
        let cle: String?
    }

    private enum Outcome: Sendable {
        case form(FormPage)
        case declared(DeclaredPage)
    }

    /// What is typed, by its field.
    private enum Name {
        static let facts = "faits"
        static let moment = "quand"
        static let nature = "nature"
        static let partner = "partenaire"
        static let reach = "portee"
        static let key = "cle"
        static let all = "tout"
        /// Instead of a moment.
        static let now = "maintenant"
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "probleme") { _ in
            let done = try await desk.agent.run { Outcome.form(form(nil, [], $0)) }
            return respond(done)
        }
        desk.post(router, "probleme") { fields, _ in
            respond(try await desk.agent.perform { try declare(fields, $0) })
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("Un problème", .probleme, notices: done.notices)
        return switch done.result {
        case .form(let page):
            desk.pages.response(
                .probleme, shell, page, status: page.aFautes ? .unprocessableContent : .ok)
        case .declared(let page): desk.pages.response(.declare, shell, page)
        }
    }

    private func declare(_ fields: FormFields, _ context: AgentContext) throws -> Outcome {
        var faults: [Fault] = []
        let facts = fields[Name.facts] ?? ""
        if facts.allSatisfy(\.isWhitespace) {
            faults.append(Fault("Ce qui s'est passé : écrivez-le en une phrase.", at: Name.facts))
        }
        let said = fields[Name.moment] ?? ""
        let moment = said == Name.now ? context.now() : Instant(typed: said)
        if moment == nil {
            faults.append(
                Fault(
                    "Quand : écrivez « maintenant », ou un jour et une heure comme 03/12/2026 10:30.",
                    at: Name.moment))
        }
        let chosen = fields.all(Name.nature)
        let natures = IncidentNature.allCases.filter { chosen.contains($0.rawValue) }
        if natures.isEmpty {
            faults.append(
                Fault(
                    "Ce qui est atteint : cochez au moins une case.",
                    at: Self.id(Name.nature, IncidentNature.allCases[0].rawValue)))
        }
        guard faults.isEmpty, let moment else {
            return .form(form(fields, faults, try Session.open(context)))
        }
        var input = DeclareIncident.Input(.violation)
        input.moments.decouverte = moment
        input.natures = natures
        input.faits = facts
        let declaring = try DeclareIncident(context)
        let session = declaring.incidents.session
        input.scope = try scope(fields, session)
        return .declared(
            page(try declaring.execute(declaring.plan(input)), session))
    }

    /// - Throws: `.missing` for a partner whom this instance did not name.
    private func scope(_ fields: FormFields, _ session: Session) throws -> IncidentScope {
        var scope = IncidentScope()
        scope.partenaires = try fields.all(Name.partner).map { word in
            guard case .structure(let name) = try desk.handles.target(word) else {
                throw Refused(.missing)
            }
            return name
        }
        let reach = fields.all(Name.reach)
        if reach.contains(Name.key) { scope.cles = [session.agent.nom] }
        scope.tout = reach.contains(Name.all)
        return scope
    }

    private func page(_ result: DeclareIncident.Result, _ session: Session) -> DeclaredPage {
        let file = result.file
        let officer = session.own.dpo
        let call =
            officer.map {
                "Appelez maintenant votre délégué à la protection des données : \($0.telephone)."
            } ?? "Prévenez maintenant votre délégué à la protection des données, de vive voix."
        return DeclaredPage(
            n: file.n, appel: call, echeances: file.echeances.map { $0.french(at: file.heure) },
            sansEcheance: file.echeances.isEmpty
                ? "Aucun délai ne court encore : il dira ce qui est touché." : nil,
            cle: result.scope.cles.isEmpty
                ? nil : "L'administrateur révoque votre clé : demandez-le-lui aussi, de vive voix.")
    }

    // MARK: The form

    private func form(
        _ fields: FormFields?, _ faults: [Fault], _ session: Session
    ) -> FormPage {
        let action = desk.place.path(of: "probleme")
        func fault(_ name: String) -> String? { faults.first { $0.cible == name }?.texte }
        return FormPage(
            action: action, jeton: desk.visit.token(for: action), aFautes: !faults.isEmpty,
            fautes: faults,
            faits: Field(
                Name.facts, "Que s'est-il passé ?",
                aide: "Sans nommer personne : un ordinateur perdu, une fiche partie ailleurs…",
                faute: fault(Name.facts), lignes: true, fields?[Name.facts] ?? ""),
            quand: Field(
                Name.moment, "Quand l'avez-vous découvert ?",
                aide: "« maintenant », ou un jour et une heure comme 03/12/2026 10:30.",
                faute: fault(Name.moment), fields?[Name.moment] ?? Name.now),
            listes: lists(fields, session))
    }

    private func lists(_ fields: FormFields?, _ session: Session) -> [SendPage.Question] {
        func choices(_ name: String, _ options: [(String, String)]) -> [SendPage.Choice] {
            let taken = fields?.all(name) ?? []
            return options.map { value, label in
                SendPage.Choice(
                    id: Self.id(name, value), nom: name, valeur: value, libelle: label,
                    pris: taken.contains(value))
            }
        }
        let names = PartnerNames(session)
        let partners = session.folder.contactNames().map { name in
            (desk.handles.handle(of: .structure(name)), names.name(name))
        }
        return [
            SendPage.Question(
                question: "Qu'est-ce qui est atteint ?",
                choix: choices(
                    Name.nature,
                    IncidentNature.allCases.map { ($0.rawValue, Self.words($0)) })),
            SendPage.Question(
                question: "De quels partenaires sont les fiches, si vous le savez ?",
                choix: choices(Name.partner, partners)),
            SendPage.Question(
                question: "Est-ce plus large ?",
                choix: choices(
                    Name.reach,
                    [
                        (Name.key, "Ma clé ou ma phrase est peut-être connue d'autres."),
                        (Name.all, "Tout ce qui est sur le serveur de la structure."),
                    ])),
        ].filter { !$0.choix.isEmpty }
    }

    private static func id(_ name: String, _ value: String) -> String { "\(name)-\(value)" }

    private static func words(_ nature: IncidentNature) -> String {
        let what =
            switch nature {
            case .confidentialite: "quelqu'un a pu lire"
            case .integrite: "quelque chose a été changé"
            case .disponibilite: "quelque chose est perdu"
            }
        return "\(nature.french.prefix(1).uppercased())\(nature.french.dropFirst()) : \(what)"
    }
}
