import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// What left the seals: files in the agent's folder, and what a browser saved, of which only she knows where it is.
struct CopiesRoutes: Sendable {
    let desk: Desk

    struct CopiesPage: Sendable {
        struct Row: Sendable {
            let nom: String
            let nature: String
            let quand: String
            let lieu: String
            let detruite: String?
            let action: String
            let jeton: String
            /// Which one it is: the list may have changed on another page.
            let marque: String
            let bouton: String
        }

        let vide: String?
        let aRangees: Bool
        let rangees: [Row]
        let retour: String
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "copies") { _ in
            let done = try await desk.agent.run { try page($0) }
            return desk.pages.response(
                .copies, desk.shell("Ce qui est sorti en clair", .compte, notices: done.notices),
                done.result)
        }
        // The number of the list that was shown: another listing gives new ones.
        desk.post(router, "copies/:n") { fields, context in
            guard let number = context.parameters.get("n").flatMap({ Int($0) }), number > 0 else {
                throw Refused(.missing)
            }
            _ = try await desk.agent.run { session in
                let copies = try DestroyCopies(session)
                let plan = try copies.plan(.numbers([number]))
                guard let row = plan.rows.first, ShownMark([row]).isShown(in: fields) else {
                    throw AgentError(
                        .exists, "La liste a changé depuis : rien n'est détruit.",
                        next: .sentence("Rouvrez « Ce qui est sorti en clair », et recommencez."))
                }
                let result = try copies.execute(plan)
                guard result.failures == 0 else {
                    throw AgentError(
                        .data, "\(VisibleText.line(row.chemin)) n'est pas détruit.",
                        next: .sentence("Regardez ce qu'il est devenu, et effacez-le vous-même."))
                }
            }
            return desk.redirect(to: "copies")
        }
    }

    /// The folders, then the file.
    private static func parts(_ row: Copie) -> [String] {
        row.chemin.split(separator: "/").map(String.init)
    }

    /// Where it is, in words: the whole path is for a terminal.
    private static func place(_ row: Copie) -> String {
        guard !row.isOutside else { return "l'ordinateur d'où vous l'avez téléchargé" }
        return "la machine de ce bureau"
            + (parts(row).dropLast().last.map { ", dossier « \($0) »" } ?? "")
    }

    private func page(_ session: Session) throws -> CopiesPage {
        let (rows, told) = try DestroyCopies(session).list()
        let destroyed = told ?? []
        let shown = rows.enumerated().map { index, row in
            let action = desk.place.path(of: "copies/\(index + 1)")
            return CopiesPage.Row(
                nom: Self.parts(row).last ?? row.chemin, nature: row.nature.french,
                quand: FrenchMoment.past(row.ecrit, now: session.now),
                lieu: Self.place(row),
                detruite: row.isDestroyed(destroyed) ? "fiche détruite" : nil, action: action,
                jeton: desk.visit.token(for: action), marque: ShownMark([row]).text,
                bouton: row.isOutside ? "Je l'ai détruit" : "Détruire")
        }
        return CopiesPage(
            vide: shown.isEmpty ? "Rien n'est sorti, à la connaissance de ce bureau." : nil,
            aRangees: !shown.isEmpty, rangees: shown, retour: desk.place.path(of: "compte"))
    }
}
