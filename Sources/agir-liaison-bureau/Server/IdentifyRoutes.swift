import Hummingbird
import LiaisonAgent
import LiaisonBase

/// «Relever le courrier»: says in the list whom the unread fiches are about, in one gesture.
struct IdentifyRoutes: Sendable {
    let desk: Desk

    struct DonePage: Sendable {
        let bilan: String
        let precisions: [String]
        /// Where the rest is taken, when there is more.
        let encore: BoxTable.Action?
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.back(router, "relever") { _ in "" }
        desk.post(router, "relever") { _, _ in
            let done = try await desk.agent.run { session in
                let identify = try IdentifyMail(session)
                let plan = try identify.plan()
                let result = try identify.execute(plan)
                // Names that are known now can be found.
                desk.vault.learned(result.identified, session)
                return page(plan, result)
            }
            return desk.pages.response(
                .releve, desk.shell("Relever le courrier", notices: done.notices), done.result)
        }
    }

    private func page(_ plan: IdentifyMail.Plan, _ result: IdentifyMail.Result) -> DonePage {
        let count = result.identified.count
        var lines: [String] = []
        if plan.unverified > 0 {
            lines.append(
                Plural.of(plan.unverified, "laissée", "laissées")
                    + " de côté : personne n'a vérifié leur expéditeur.")
        }
        if !result.unnamed.isEmpty {
            lines.append(
                Plural.of(result.unnamed.count, "ne nomme", "ne nomment")
                    + " personne, ou un collègue vient de les ouvrir."
            )
        }
        if !result.failures.isEmpty {
            lines.append(
                Plural.of(
                    result.failures.count, "ne se lit pas : ouvrez-la pour savoir pourquoi.",
                    "ne se lisent pas : ouvrez-les pour savoir pourquoi."))
        }
        if result.isCut {
            lines.append("Le service a cessé de répondre : le reste attend, rien n'est perdu.")
        }
        if plan.more > 0 { lines.append("Il en reste \(plan.more).") }
        return DonePage(
            bilan: count == 0
                ? "Aucune fiche nouvelle n'est identifiée."
                : count == 1
                    ? "Une fiche est identifiée : son nom est dans la liste."
                    : "\(count) fiches sont identifiées : leurs noms sont dans la liste.",
            precisions: lines,
            encore: plan.more > 0 || result.isCut ? desk.action("relever") : nil)
    }
}
