import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// «Chercher»: persons, numbers, partners, texts of what this agent may open. Asked by a form: what is looked for
/// stands in no address and in no title.
struct SearchRoutes: Sendable {
    let desk: Desk

    struct SearchPage: Sendable {
        struct Row: Sendable {
            let lien: String
            let personne: String
            let naissance: String?
            let partenaire: String
            let quoi: String
            let quand: String
            let trouve: String
        }

        let champ: SearchField
        let bilan: String
        let aRangees: Bool
        let rangees: [Row]
    }

    /// Hits of a page: who has more says more.
    private static let length = 50

    func add(to router: RouterGroup<BureauContext>) {
        desk.back(router, "chercher") { _ in "" }
        desk.post(router, "chercher") { fields, _ in
            let typed = fields["cherche"] ?? ""
            let done = try await desk.agent.run { try page(typed, $0) }
            return desk.pages.response(
                .recherche, desk.shell("Chercher", notices: done.notices), done.result)
        }
    }

    private func page(_ typed: String, _ session: Session) throws -> SearchPage {
        let known = desk.vault.held
        // Before all is read: the daemon says whether it gives a part of a box.
        let session =
            try known == nil ? session.synchronizedIfReachable(saysDeadlines: false) : session
        let view = try BoxView(session)
        var held = try known ?? Held(view)
        let found = try held.hits(typed, length: Self.length, view)
        desk.vault.held = held
        let names = PartnerNames(session)
        let rows = found.hits.prefix(Self.length).compactMap { hit -> SearchPage.Row? in
            guard let exchange = found.exchanges[hit.key] else { return nil }
            let person = view.line(hit.key)
            return SearchPage.Row(
                lien: desk.place.path(of: "fiche/\(desk.handles.handle(of: .pli(hit.key)))"),
                personne: person?.name ?? "Pas encore lue", naissance: person?.birthYear,
                partenaire: names.name(exchange.partner),
                quoi: exchange.isSent ? "Envoyée" : "Reçue",
                quand: FrenchMoment.past(exchange.at, now: session.now),
                trouve: Self.words(hit.place))
        }
        return SearchPage(
            champ: SearchField(desk, typed),
            bilan: Self.words(found.hits.count) + (found.isFromMemory ? Self.away : ""),
            aRangees: !rows.isEmpty, rangees: rows)
    }

    private static func words(_ count: Int) -> String {
        switch count {
        case 0:
            "Rien n'est trouvé. Un nom s'écrit avec ou sans accents, en entier ou par son début."
        case 1: "Une fiche est trouvée."
        case ...length: "\(count) fiches sont trouvées."
        default:
            "\(count) fiches sont trouvées ; voici les \(length) premières. Écrivez un mot de plus."
        }
    }

    private static let away =
        " Le service de votre structure ne répond pas : la liste peut avoir changé depuis."

    private static func words(_ place: SearchIndex.Place) -> String {
        switch place {
        case .person: "la personne"
        case .partner: "le partenaire"
        case .text: "le texte"
        }
    }
}

/// The form by which one looks for something.
struct SearchField: Sendable {
    let action: String
    let jeton: String
    let tape: TypedText

    init(_ desk: Desk, _ typed: String = "") {
        action = desk.place.path(of: "chercher")
        jeton = desk.visit.token(for: action)
        tape = TypedText(typed)
    }
}
