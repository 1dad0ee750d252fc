import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// «Ma journée», and a box page by page.
struct DayRoutes: Sendable {
    let desk: Desk

    struct DayPage: Sendable {
        let sous: String
        /// The clocks of incidents that run.
        let aBandeau: Bool
        let bandeau: [String]
        /// Of who may not act on it.
        let ecarter: BoxTable.Action?
        /// Of those clocks.
        let marque: String
        let attendues: Awaiting?
        let champ: SearchField
        /// While an unread fiche may be identified.
        let relever: BoxTable.Action?
        let recues: BoxTable
        let envoyees: BoxTable
    }

    /// What partners were sent, and did not answer.
    struct Awaiting: Sendable {
        let texte: String
        let lien: String
    }

    struct BoxPage: Sendable {
        let titre: String
        let boite: BoxTable
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "") { _ in
            let done = try await desk.agent.run { try day($0) }
            return desk.pages.response(
                .journee, desk.shell("Ma journée", .journee, notices: done.notices), done.result)
        }
        desk.post(router, "bandeau/ecarter") { fields, _ in
            _ = try await desk.agent.run { session in
                try BannerAside(session.synchronize(saysDeadlines: false)).set(fields)
            }
            return desk.redirect(to: "")
        }
        desk.get(router, "attendues") { _ in
            box(try await desk.agent.run { try awaited($0) })
        }
        desk.get(router, "boite/:boite/:page") { try await listed($0, by: .quand) }
        desk.get(router, "boite/:boite/:page/:tri") { context in
            guard let sort = context.parameters.get("tri").flatMap({ BoxSort(rawValue: $0) })
            else { throw Refused(.missing) }
            return try await listed(context, by: sort)
        }
    }

    private func listed(_ context: BureauContext, by sort: BoxSort) async throws -> Response {
        guard let name = context.parameters.get("boite").flatMap({ BoiteName(rawValue: $0) }),
            let page = context.parameters.get("page").flatMap({ Int($0) }),
            (1...10_000).contains(page)
        else { throw Refused(.missing) }
        return box(try await desk.agent.run { try boxPage(name, page, sort, $0) })
    }

    private func box(_ done: AgentDesk.Done<BoxPage>) -> Response {
        desk.pages.response(
            .boite, desk.shell(done.result.titre, notices: done.notices), done.result)
    }

    private func day(_ session: Session) throws -> DayPage {
        let session = try session.synchronizedIfReachable(saysDeadlines: false)
        WaitingDeposits(session: session).warn()
        session.warn()
        let view = try BoxView(session)
        let received = try newest(.reception, view, session)
        let sent = try newest(.envoi, view, session)
        try view.prune()
        desk.vault.held?.take(received.rows + sent.rows, view)
        let unnamed = received.rows.contains {
            $0.reception == .nonLu && received.person($0) == nil
        }
        let rows = rows(session)
        let fresh =
            received.rows.filter { $0.reception == .nonLu }.count + received.answers.count
        let news =
            fresh == 0
            ? "Rien de nouveau."
            : Plural.of(fresh, "document nouveau.", "documents nouveaux.")
        let aside = BannerAside(session)
        let clocks =
            aside.isAside
            ? [] : desk.daemon.told(Countdowns(session.deadlines).lines(withRest: true))
        let awaited = Awaited.rows(sent, received: received)
        return DayPage(
            sous: "\(FrenchMoment.today(session.today)). \(news)",
            aBandeau: !clocks.isEmpty, bandeau: clocks,
            ecarter: aside.isAllowed && !clocks.isEmpty
                ? desk.action("bandeau/ecarter") : nil,
            marque: aside.mark.text,
            attendues: awaited.isEmpty
                ? nil
                : Awaiting(
                    texte: Awaited.words(awaited.count), lien: desk.place.path(of: "attendues")),
            champ: SearchField(desk), relever: unnamed ? desk.action("relever") : nil,
            recues: rows.first(.reception, received), envoyees: rows.first(.envoi, sent))
    }

    private func awaited(_ session: Session) throws -> BoxPage {
        let session = try session.synchronizedIfReachable(saysDeadlines: false)
        let view = try BoxView(session)
        let received = try newest(.reception, view, session)
        let sent = try newest(.envoi, view, session)
        let awaited = Awaited.rows(sent, received: received).map { sent.rows[$0] }
        return BoxPage(
            titre: "Réponses attendues",
            boite: rows(session).table(
                .envoi, sent, awaited, nothing: "Aucune réponse n'est attendue."))
    }

    private func boxPage(
        _ box: BoiteName, _ page: Int, _ sort: BoxSort, _ session: Session
    ) throws -> BoxPage {
        let session = try session.synchronizedIfReachable(saysDeadlines: false)
        let rows = rows(session)
        let view = try BoxView(session)
        return BoxPage(
            titre: box == .reception ? "Reçues" : "Envoyées",
            boite: sort == .quand && view.opensFiches
                ? try rows.page(box, page, view)
                : try rows.page(
                    box, page, in: order(box, sort, rows.names, view, session), view))
    }

    /// Of a box, what «Ma journée» looks at.
    private func newest(
        _ box: BoiteName, _ view: BoxView, _ session: Session
    ) throws -> BoxView.Listing {
        if view.opensFiches { return try view.list(box, isNumbered: false) }
        let rows = try order(box, .quand, PartnerNames(session), view, session).rows
        return try view.rows(
            box, rows.prefix(BoxView.newest), isCut: rows.count > BoxView.newest)
    }

    private func order(
        _ box: BoiteName, _ sort: BoxSort, _ names: PartnerNames, _ view: BoxView,
        _ session: Session
    ) throws -> BoxOrder {
        if let kept = desk.vault.orders[box], kept.holds(by: sort, names, session) { return kept }
        let order = try BoxOrder(box, by: sort, names, view, session)
        desk.vault.orders[box] = order
        return order
    }

    private func rows(_ session: Session) -> BoxRows {
        BoxRows(
            session: session, names: PartnerNames(session), place: desk.place, visit: desk.visit,
            handles: desk.handles)
    }
}
