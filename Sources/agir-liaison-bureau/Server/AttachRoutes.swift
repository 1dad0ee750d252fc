import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// «Rattacher» a fiche that bears no number to the person whom it is about; and a partner's word that a person
/// left, confirmed.
struct AttachRoutes: Sendable {
    let desk: Desk

    struct AttachPage: Sendable {
        let action: String
        let jeton: String
        let retour: String
        let numero: Field
    }

    struct ConfirmedPage: Sendable {
        /// Nil for whom no fiche was read here.
        let nom: String?
        let bilan: String
    }

    private static let field = "numero"

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "fiche/:fiche/rattacher") { context in
            let (_, word) = try fiche(context)
            _ = try desk.vault.identity()
            return respond(page(word, typed: "", fault: nil))
        }
        desk.post(router, "fiche/:fiche/rattacher") { fields, context in
            let (key, word) = try fiche(context)
            _ = try desk.vault.identity()
            let typed = fields[Self.field] ?? ""
            guard let number = AGDREFNumber(typed) else {
                return respond(
                    page(word, typed: typed, fault: "Un numéro AGDREF a 9 ou 10 chiffres."))
            }
            do {
                _ = try await desk.agent.perform { context in
                    try FicheAttachment.execute(
                        FicheAttachment.plan(key.id.text, context), number: number)
                }
            } catch let error as AgentError where error.code == .data {
                return respond(page(word, typed: typed, fault: desk.fault(error)))
            }
            // The state keeps her pseudonym only: the number is known here and now, not when the fiche is opened again.
            return desk.redirect(to: "personne/\(desk.handles.handle(of: .person(number)))")
        }
        desk.back(router, "fiche/:fiche/confirmer") { context in
            let (_, word) = try fiche(context)
            return "fiche/\(word)"
        }
        desk.post(router, "fiche/:fiche/confirmer") { _, context in
            let (key, _) = try fiche(context)
            let done = try await desk.agent.perform { context in
                let result = try SortieConfirmation.confirm(key.id.text, context)
                let known = try Repertoire(Session.open(context))
                return (
                    changed: result.outcome.changed,
                    name: known.name(of: result.message.numeroAGDREF)
                )
            }
            return desk.pages.response(
                .confirmee, desk.shell("Une sortie", notices: done.notices),
                ConfirmedPage(
                    nom: done.result.name,
                    bilan: done.result.changed == 0
                        ? "La sortie est confirmée ; aucune échéance n'en change."
                        : "La sortie est confirmée ; "
                            + Plural.of(
                                done.result.changed, "échéance en change.", "échéances en changent."
                            )))
        }
    }

    private func fiche(_ context: BureauContext) throws -> (PliKey, String) {
        let word = context.parameters.get("fiche") ?? ""
        guard case .pli(let key) = try desk.handles.target(word) else { throw Refused(.missing) }
        return (key, word)
    }

    private func respond(_ page: AttachPage) -> Response {
        desk.pages.response(
            .rattacher, desk.shell("Rattacher"), page,
            status: page.numero.faute == nil ? .ok : .unprocessableContent)
    }

    private func page(_ word: String, typed: String, fault: String?) -> AttachPage {
        let action = desk.place.path(of: "fiche/\(word)/rattacher")
        return AttachPage(
            action: action, jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "fiche/\(word)"),
            numero: Field(
                Self.field, "N° AGDREF de la personne",
                aide: "9 ou 10 chiffres, sur son titre de séjour ou son récépissé.", faute: fault,
                typed))
    }
}
