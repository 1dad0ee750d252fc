import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Un problème»: what runs, then the ways: what any agent declares, even only suspected; whom to call, by when.
struct ProblemRoutes: Sendable {
    let desk: Desk

    struct IndexPage: Sendable {
        struct Way: Sendable {
            let nom: String
            let lien: String
        }

        let aHorloges: Bool
        let horloges: [RunningClock]
        let voies: [Way]
    }

    struct FormPage: Sendable {
        let titre: String
        let action: String
        let jeton: String
        let retour: String
        let aFautes: Bool
        let fautes: [Fault]
        let faits: Field
        let quand: Field
        let listes: [SendPage.Question]
    }

    struct DeclaredPage: Sendable {
        let n: Int
        /// Whom the agent calls, in the order of the calls.
        let appels: [String]
        let aEcheances: Bool
        let echeances: [Clock]
        let sansEcheance: String?
        /// What else was done, or could not be.
        let suites: [String]
    }

    private enum Outcome: Sendable {
        case form(FormPage)
        case declared(DeclaredPage)
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "probleme") { _ in
            let done = try await desk.agent.run { index($0) }
            return desk.pages.response(
                .probleme, desk.shell("Un problème", .probleme, notices: done.notices),
                done.result)
        }
        for kind in ProblemKind.allCases {
            let path = "probleme/\(kind.rawValue)"
            desk.get(router, RouterPath(path)) { _ in
                respond(
                    try await desk.agent.run { session in
                        Outcome.form(page(ProblemForm(kind, nil), session))
                    })
            }
            desk.post(router, RouterPath(path)) { fields, _ in
                respond(try await desk.agent.perform { try declare(kind, fields, $0) })
            }
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        let shell = desk.shell("Un problème", .probleme, notices: done.notices)
        return switch done.result {
        case .form(let page):
            desk.pages.response(
                .declarer, shell, page, status: page.aFautes ? .unprocessableContent : .ok)
        case .declared(let page): desk.pages.response(.declare, shell, page)
        }
    }

    private func index(_ session: Session) -> IndexPage {
        // What runs is better said late than never: the ways do not wait for the service.
        let current = (try? session.synchronizedIfReachable(saysDeadlines: false)) ?? session
        let names = PartnerNames(current)
        let clocks = current.deadlines.map { RunningClock($0, names) }
        func way(_ name: String, _ page: String) -> IndexPage.Way {
            .init(nom: name, lien: desk.place.path(of: "probleme/\(page)"))
        }
        return IndexPage(
            aHorloges: !clocks.isEmpty, horloges: clocks,
            voies: [
                way(ProblemKind.lost.name, ProblemKind.lost.rawValue),
                way("Une fiche partie au mauvais endroit", "destinataire"),
                way(ProblemKind.complaint.name, ProblemKind.complaint.rawValue),
                way(ProblemKind.other.name, ProblemKind.other.rawValue),
                way("Rien de grave : une difficulté à dire à un partenaire", "difficulte"),
            ])
    }

    private func declare(
        _ kind: ProblemKind, _ fields: FormFields, _ context: AgentContext
    ) throws -> Outcome {
        var form = ProblemForm(kind, fields)
        let session = try Session.open(context)
        guard let input = try form.input(now: context.now(), desk.handles, session) else {
            return .form(page(form, session))
        }
        let declaring = try DeclareIncident(context)
        return .declared(
            Self.page(
                try declaring.execute(declaring.plan(input)), declaring.incidents.session))
    }

    private func page(_ form: ProblemForm, _ session: Session) -> FormPage {
        let action = desk.place.path(of: "probleme/\(form.kind.rawValue)")
        return FormPage(
            titre: form.kind.name, action: action, jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "probleme"), aFautes: !form.faults.isEmpty,
            fautes: form.faults, faits: form.facts, quand: form.moment,
            listes: form.lists(desk.handles, session))
    }

    /// What follows a declaration: whom the agent calls, then whom the DPO tells.
    ///
    /// - Parameter others: what was done besides.
    static func page(
        _ result: DeclareIncident.Result, _ session: Session, others: [String] = []
    ) -> DeclaredPage {
        let file = result.file
        let names = PartnerNames(session)
        var calls = [
            session.own.dpo.map {
                "Appelez maintenant votre délégué à la protection des données : \($0.telephone)."
            } ?? "Prévenez maintenant votre délégué à la protection des données, de vive voix."
        ]
        if !result.scope.cles.isEmpty {
            calls.append(
                "Puis votre administrateur, de vive voix : qu'il révoque votre clé. Les partenaires "
                    + "le sauront par votre carte.")
        }
        let clocks = file.echeances.filter(\.isRunning).map { Clock($0, at: file.heure, names) }
        return DeclaredPage(
            n: file.n, appels: calls, aEcheances: !clocks.isEmpty, echeances: clocks,
            sansEcheance: clocks.isEmpty
                ? "Aucun délai ne court encore : il dira ce qui est touché." : nil,
            suites: others)
    }
}
