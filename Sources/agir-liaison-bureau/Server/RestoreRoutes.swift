import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// «Bienvenue» on a new computer: what is kept with the recovery sheet gives the keys back, under a new phrase.
struct RestoreRoutes: Sendable {
    let desk: Desk

    struct RestorePage: Sendable {
        let action: String
        let jeton: String
        let faute: String?
        /// What is wrong with the new phrase, with the files.
        let fautePhrase: String?
        let fauteFichiers: String?
        let code: Field
        let retour: String
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "bienvenue/reprise") { _ in
            guard desk.stage() == .new else { return desk.redirect(to: "") }
            return page("", fault: nil)
        }
        desk.upload(router, "bienvenue/reprise") { form, _ in
            guard desk.stage() == .new else { return desk.redirect(to: "") }
            return try await restore(form)
        }
    }

    private func restore(_ form: UploadedForm) async throws -> Response {
        let code = form.fields["code"] ?? ""
        let kept: (backup: [UInt8], note: [UInt8], name: KeyName)
        do {
            kept = try IdentityCare.kept(form.files.map { ($0.name, $0.content) })
        } catch {
            return page(code, fault: desk.fault(AgentError(error)), at: .files)
        }
        let typed = form.fields["phrase"] ?? ""
        guard typed == form.fields["encore"] else {
            return page(code, fault: "Les deux phrases ne sont pas les mêmes.", at: .phrase)
        }
        guard desk.hosting?.agent ?? kept.name == kept.name else {
            return page(code, fault: "Ces fichiers sont ceux d'un autre agent.", at: .files)
        }
        if let fault = PhraseMeasure.fault(typed, of: kept.name) {
            return page(code, fault: fault, at: .phrase)
        }
        // Before scrypt is paid for: hosted, who tries many codes waits, as for phrases.
        if let wait = desk.hosting?.tries() {
            return page(
                code, fault: "Trop d'essais : recommencez dans \(Plural.of(wait, "seconde")).")
        }
        var bytes = Array(typed.utf8)
        let phrase = try SecretBytes(taking: &bytes)
        do {
            _ = try await desk.agent.perform { context in
                try IdentityCare.restore(
                    backup: kept.backup, note: kept.note, code: Array(code.utf8),
                    context.answering { _ in phrase })
            }
        } catch {
            let told = AgentError(error)
            guard told.code == .data else { throw error }
            return page(code, fault: desk.fault(told), at: .code)
        }
        desk.hosting?.fits()
        return desk.redirect(to: "bienvenue/structure")
    }

    /// The field that is wrong.
    private enum Wrong { case code, phrase, files }

    private func page(_ code: String, fault: String?, at wrong: Wrong? = nil) -> Response {
        let action = desk.place.path(of: "bienvenue/reprise")
        return desk.pages.response(
            .recuperer, desk.shell("Un nouvel ordinateur"),
            RestorePage(
                action: action, jeton: desk.visit.token(for: action), faute: fault,
                fautePhrase: wrong == .phrase ? fault : nil,
                fauteFichiers: wrong == .files ? fault : nil,
                code: Field(
                    "code", "Le code de secours", aide: "Vingt-cinq signes en cinq groupes.",
                    faute: wrong == .code ? fault : nil, code),
                retour: desk.place.path(of: "bienvenue")),
            status: fault == nil ? .ok : .unprocessableContent)
    }
}
