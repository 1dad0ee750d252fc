import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// A fiche that went to the wrong place: taken back at once where it has not left; else the partner is called,
/// asked in writing to destroy it, and the breach declared.
struct MisdirectedRoutes: Sendable {
    let desk: Desk

    struct ChoosePage: Sendable {
        let action: String
        let jeton: String
        let retour: String
        let faute: String?
        let aFiches: Bool
        let fiches: [SendPage.Choice]
        /// Whether it was said that it did not leave.
        let pasParti: Bool
    }

    struct LatePage: Sendable {
        let action: String
        let jeton: String
        let retour: String
        let aFautes: Bool
        let fautes: [Fault]
        /// Which one it is, for who calls: whose, to whom, when.
        let sous: String
        let appels: [String]
        let dire: String
        let faits: Field
        let quand: Field
        let aDemandes: Bool
        let demandes: [SendPage.Choice]
        /// Which one it is, for the step that follows.
        let fiche: String
    }

    private enum Outcome: Sendable {
        case choose(ChoosePage)
        case late(LatePage)
        case done(DonePage)
        case declared(ProblemRoutes.DeclaredPage)
    }

    /// Sendings that one chooses among, the newest first.
    private static let shown = 30

    private enum Name {
        static let fiche = "fiche"
        static let unsent = "pas-parti"
        static let step = "etape"
        static let declare = "declarer"
        static let ask = "demander"
    }

    private static let page = "probleme/destinataire"

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, RouterPath(Self.page)) { _ in
            respond(try await desk.agent.run { Outcome.choose(try choosePage(nil, $0)) })
        }
        desk.post(router, RouterPath(Self.page)) { fields, _ in
            respond(try await desk.agent.perform { try step(fields, $0) })
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("Un problème", .probleme, notices: done.notices)
        return switch done.result {
        case .choose(let page):
            desk.pages.response(
                .egaree, shell, page, status: page.faute == nil ? .ok : .unprocessableContent)
        case .late(let page):
            desk.pages.response(
                .partie, shell, page, status: page.aFautes ? .unprocessableContent : .ok)
        case .done(let page): desk.pages.response(.fait, shell, page)
        case .declared(let page): desk.pages.response(.declare, shell, page)
        }
    }

    private func step(_ fields: FormFields, _ context: AgentContext) throws -> Outcome {
        let session = try Session.open(context).synchronize()
        guard let word = fields[Name.fiche] else {
            return .choose(
                try choosePage(
                    "Choisissez la fiche.", isUnsent: fields[Name.unsent] != nil, session))
        }
        guard case .pli(let key) = try desk.handles.target(word) else { throw Refused(.missing) }
        let withdraw = try WithdrawFiche(session)
        let sending = try withdraw.find(key)
        // Asked again, it comes to the same.
        let outcome = try withdraw.execute(
            sending, for: .erreurDestinataire,
            isUnsent: sending.isCarried && fields[Name.unsent] != nil)
        guard !outcome.late.isEmpty else {
            return .done(
                DonePage(
                    "La fiche est retirée",
                    "Personne ne l'a eue : il n'y a rien à déclarer.",
                    suites: [which(outcome.row, PartnerNames(session), session)], desk.place))
        }
        guard fields[Name.step] == Name.declare else {
            return .late(latePage(word, nil, [], outcome, withdraw, session))
        }
        return try declare(word, fields, outcome, withdraw, session)
    }

    private func declare(
        _ word: String, _ fields: FormFields, _ outcome: WithdrawFiche.Outcome,
        _ withdraw: WithdrawFiche, _ session: Session
    ) throws -> Outcome {
        var faults: [Fault] = []
        let facts = fields[ProblemForm.Name.facts] ?? ""
        if facts.allSatisfy(\.isWhitespace) {
            faults.append(
                Fault("Ce qui s'est passé : écrivez-le.", at: ProblemForm.Name.facts))
        }
        let moment = ProblemForm.moment(
            fields[ProblemForm.Name.moment] ?? "", now: session.now)
        if moment == nil {
            faults.append(Fault(ProblemForm.momentFault, at: ProblemForm.Name.moment))
        }
        guard faults.isEmpty else {
            return .late(latePage(word, fields, faults, outcome, withdraw, session))
        }
        var input = DeclareIncident.Input(.violation)
        input.moments.decouverte = moment
        input.natures = [.confidentialite]
        input.faits = facts
        input.scope.fiches = [outcome.row.key]
        let declaring = try DeclareIncident(session.context)
        let result = try declaring.execute(declaring.plan(input))
        // The clocks run: what can't be asked in writing is no reason to say that nothing was declared.
        let asked = asks(fields, outcome, withdraw, session)
        return .declared(
            ProblemRoutes.page(result, declaring.incidents.session, others: asked))
    }

    /// Asks those who were ticked, in writing, to destroy what they have.
    private func asks(
        _ fields: FormFields, _ outcome: WithdrawFiche.Outcome, _ withdraw: WithdrawFiche,
        _ session: Session
    ) -> [String] {
        let ticked = Set(fields.all(Name.ask))
        let names = PartnerNames(session)
        return outcome.late.map(\.pour).filter {
            ticked.contains(desk.handles.handle(of: .structure($0))) && withdraw.isReached($0)
        }.map { structure in
            let name = names.name(structure)
            do {
                _ = try withdraw.askToDestroy(
                    outcome, .erreurDestinataire, to: structure, classical: false)
                return "\(name) est prié par écrit de la détruire : le service a le message."
            } catch {
                let why = desk.daemon.told(AgentError(error).words)
                return "\(name) n'est pas prié par écrit : \(why)"
            }
        }
    }

    // MARK: The pages

    private func choosePage(
        _ fault: String?, isUnsent: Bool = false, _ session: Session
    ) throws -> ChoosePage {
        let action = desk.place.path(of: Self.page)
        let listing = try BoxView(session).list(.envoi, isNumbered: false)
        let names = PartnerNames(session)
        var seen: Set<PliKey> = []
        let rows = listing.rows.filter { $0.objet == .fiche && seen.insert($0.key).inserted }
            .prefix(Self.shown)
        let choices = rows.map { row in
            let word = desk.handles.handle(of: .pli(row.key))
            let person = listing.person(row)?.name ?? "Une fiche"
            return SendPage.Choice(
                id: "fiche-\(word)", nom: Name.fiche, valeur: word,
                libelle: "\(person), à \(names.name(row.pour)), "
                    + FrenchMoment.past(row.scelle, now: session.now),
                pris: false)
        }
        return ChoosePage(
            action: action, jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "probleme"), faute: fault, aFiches: !choices.isEmpty,
            fiches: choices, pasParti: isUnsent)
    }

    /// A partner need not be told the person's name: it is for who looks for the fiche here.
    private func which(_ row: BoxEntry, _ names: PartnerNames, _ session: Session) -> String {
        let person = Repertoire(session).person(row).map { " \(Elision.de($0.name))" } ?? ""
        return "La fiche\(person), envoyée à \(names.name(row.pour)) le "
            + "\(ParisTime.french(row.scelle)), n° \(WithdrawFiche.short(row))."
    }

    private func latePage(
        _ word: String, _ typed: FormFields?, _ faults: [Fault],
        _ outcome: WithdrawFiche.Outcome, _ withdraw: WithdrawFiche, _ session: Session
    ) -> LatePage {
        let action = desk.place.path(of: Self.page)
        let names = PartnerNames(session)
        let calls = outcome.late.map { late in
            let has =
                late.issue == .parti
                ? "l'a reçue" : "l'a peut-être reçue : le service ne la lui présente plus"
            return "\(names.name(late.pour)) \(has). Appelez, à un numéro tenu d'ailleurs."
        }
        let ticked = typed?.all(Name.ask)
        let asked = outcome.late.map(\.pour).filter(withdraw.isReached).map { structure in
            let handle = desk.handles.handle(of: .structure(structure))
            return SendPage.Choice(
                id: "demander-\(handle)", nom: Name.ask, valeur: handle,
                libelle: "Le demander aussi à \(names.name(structure)) par écrit, scellé",
                pris: ticked?.contains(handle) ?? true)
        }
        return LatePage(
            action: action, jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "probleme"), aFautes: !faults.isEmpty, fautes: faults,
            sous: which(outcome.row, names, session), appels: calls,
            dire: withdraw.request(outcome.row, .erreurDestinataire),
            faits: Field(
                ProblemForm.Name.facts, "Ce qui s'est passé", aide: "Sans nommer personne.",
                faute: faults.words(at: ProblemForm.Name.facts), lignes: true,
                typed?[ProblemForm.Name.facts] ?? "Fiche envoyée à la mauvaise structure."),
            quand: Field(
                ProblemForm.Name.moment, "Quand l'avez-vous découvert ?",
                aide: "« maintenant », ou un jour et une heure comme 03/12/2026 10:30.",
                faute: faults.words(at: ProblemForm.Name.moment),
                typed?[ProblemForm.Name.moment] ?? ProblemForm.Name.now),
            aDemandes: !asked.isEmpty, demandes: asked, fiche: word)
    }
}
