import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto

/// In, open, closed.
struct LockRoutes: Sendable {
    let desk: Desk

    private struct Nothing: Sendable {}

    func add(to router: RouterGroup<BureauContext>) {
        // Answered by a page that then opens the bureau: a cookie that is Strict does not go with what a file,
        // or another site, redirects to. A refusal is bare: who asks is nobody yet.
        router.get("entree/:mot") { _, context in
            try desk.start.take(context.parameters.get("mot") ?? "")
            let cookie = desk.visit.begin()
            var response = desk.pages.response(
                .entree, desk.shell("Le bureau s'ouvre"), Nothing())
            response.headers[.setCookie] = cookie
            return response
        }
        desk.post(router, "verrouiller") { _, _ in
            desk.vault.end()
            desk.hosting?.close()
            return desk.redirect(to: "")
        }
        desk.back(router, "deverrouiller") { _ in "" }
        desk.post(router, "deverrouiller") { fields, _ in try await unlock(fields) }
    }

    private func unlock(_ fields: FormFields) async throws -> Response {
        let word = fields["garde"]
        // Nothing but one of our own pages: it would be led anywhere.
        let asked = fields["vers"] ?? ""
        let vers = desk.place.holds(asked) ? asked : desk.place.path(of: "")
        let typed = fields["phrase"] ?? ""
        // Before scrypt is paid for: who tries many waits, whatever comes of them.
        if !typed.isEmpty, let wait = desk.hosting?.tries() {
            return desk.lockPage(
                vers: vers, word: word,
                fault: "Trop de phrases fausses : retapez la vôtre dans \(Self.words(wait)).",
                status: .tooManyRequests)
        }
        do {
            var phrase = Array(typed.utf8)
            try await desk.agent.unlock(
                phrase.isEmpty ? nil : SecretBytes(taking: &phrase))
        } catch is Vault.Locked {
            return desk.lockPage(vers: vers, word: word, fault: "Donnez votre phrase secrète.")
        } catch let error as CryptoError where error.code == .passphrase {
            _ = try await desk.agent.perform { try WrongPhrases.add($0.folder) }
            return desk.lockPage(
                vers: vers, word: word,
                fault: "Cette phrase n'ouvre pas votre identité. Retapez-la.")
        }
        desk.hosting?.fits()
        do {
            try await desk.enter()
        } catch is Vault.Locked {
            // The card names her new keys, which the same phrase opens.
            return desk.lockPage(vers: vers, word: word)
        } catch {
            // What was typed still waits: on a page of the error alone its word would be lost.
            guard word != nil else { throw error }
            let told = AgentError(error)
            return desk.lockPage(
                vers: vers, word: word,
                fault: desk.fault(told),
                status: Desk.status(told.code))
        }
        if let word, let kept = try desk.locked.take(word, desk.vault.identity()) {
            return desk.resumePage(kept.path, kept.fields)
        }
        return Desk.redirect(toPath: vers)
    }

    /// «45 secondes», «2 minutes»: rounded up.
    private static func words(_ seconds: Int64) -> String {
        seconds < 90 ? Plural.of(seconds, "seconde") : Plural.of((seconds + 59) / 60, "minute")
    }
}
