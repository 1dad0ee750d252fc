import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Mon compte»: who one is here, how long the identity stays open, what changes it; «Aide»: the words of these
/// pages, and the manual.
struct AccountRoutes: Sendable {
    let desk: Desk

    struct AccountPage: Sendable {
        let agent: String
        /// As the card and the log name her: her administrator asks for it.
        let nom: String
        let fonction: String
        let roles: String
        let structure: String
        let empreinte: String
        let carte: String
        let action: String
        let jeton: String
        let durees: [SendPage.Choice]
        /// Nil where no phrase closes the identity.
        let phrase: String?
        let cles: String
        let absence: String
        let depart: String
        let copies: String
        /// While new keys wait for a card.
        let attente: String?
    }

    struct HelpPage: Sendable {
        let blocs: [Manual.Block]
    }

    /// Minutes that are offered; a time that was given otherwise is among them.
    private static let offered = [5, 15, 30, 60, 120, 240]
    private static let field = "minutes"

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "compte") { _ in
            let done = try await desk.agent.run { page($0) }
            return desk.pages.response(
                .compte, desk.shell("Mon compte", .compte, notices: done.notices), done.result)
        }
        desk.post(router, "compte/duree") { fields, _ in
            // Only who opened it says how long it stays so.
            _ = try desk.vault.identity()
            guard let minutes = fields[Self.field].flatMap({ Int($0) }),
                Vault.minutes.contains(minutes)
            else { throw Refused(.form) }
            _ = try await desk.agent.perform { try IdleTime.write(minutes, $0.folder) }
            desk.vault.idleMinutes = minutes
            desk.hosting?.setIdle(minutes: minutes)
            return desk.redirect(to: "compte")
        }
        desk.get(router, "aide") { _ in
            // Nobody's words are in it: it is there while the identity is closed too.
            desk.pages.response(
                .aide, desk.shell("Aide", .aide), HelpPage(blocs: Manual.referent.blocks))
        }
    }

    private func page(_ session: Session) -> AccountPage {
        let action = desk.place.path(of: "compte/duree")
        let held = desk.vault.idleMinutes
        let offered = Set(Self.offered + [held]).sorted()
        return AccountPage(
            agent: session.agent.nom.local, nom: session.agent.nom.description,
            fonction: session.agent.fonction,
            roles: Role.french(session.me?.roles ?? []),
            structure: session.own.libelle,
            empreinte: Fingerprint(structure: session.own.cleStructure).description,
            carte: ParisTime.date(at: session.own.expire).french, action: action,
            jeton: desk.visit.token(for: action),
            durees: offered.map { minutes in
                SendPage.Choice(
                    id: "minutes-\(minutes)", nom: Self.field, valeur: String(minutes),
                    libelle: Self.words(minutes), pris: minutes == held)
            }, phrase: desk.asksPhrase() ? desk.place.path(of: "compte/phrase") : nil,
            cles: desk.place.path(of: "compte/cles"),
            absence: desk.place.path(of: "absence"), depart: desk.place.path(of: "depart"),
            copies: desk.place.path(of: "copies"),
            attente: session.folder.isRenewing
                ? "De nouvelles clés attendent la carte de votre administrateur." : nil)
    }

    private static func words(_ minutes: Int) -> String {
        minutes % 60 == 0 ? "\(minutes / 60) h" : Plural.of(minutes, "minute")
    }
}
