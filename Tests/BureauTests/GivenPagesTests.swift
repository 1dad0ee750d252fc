import AgentTestSupport
import HTTPTypes
import Hummingbird
import Testing

@testable import agir_liaison_bureau

@Suite("La page qu'une écriture rend a son adresse : rien de ce qui est tapé ne reste à renvoyer")
struct GivenPagesTests {
    @Test("elle se recharge telle quelle ; l'identité fermée, elle n'est plus là")
    func reloaded() async throws {
        let partnership = try Partnership()
        let browser = try await Browser.inside(partnership.claire)
        partnership.holds([])
        let found = try await browser.send("chercher", [("cherche", "SPECIMEN")])
        #expect(found.status == 200 && found.text.contains("SPECIMEN"))
        #expect(found.page.hasPrefix(browser.path("chercher?vue=")))
        #expect(try await browser.get(found.page).text == found.text)
        browser.desk.vault.lock()
        #expect(!(try await browser.get(found.page).text.contains("SPECIMEN")))
        try await browser.desk.agent.unlock(nil)
        #expect(!(try await browser.get(found.page).text.contains("SPECIMEN")))
    }

    @Test("une faute garde son statut, et le champ tapé")
    func fault() async throws {
        let partnership = try Partnership()
        let browser = try Browser(partnership.claire, isSealed: true)
        let wrong = try await browser.send("deverrouiller", [("phrase", "pas celle-là")])
        #expect(wrong.status == 422 && wrong.page.contains("?vue="))
        #expect(try await browser.get(wrong.page).status == 422)
    }

    @Test("faite pendant que l'identité se fermait, elle n'est pas gardée")
    func closedMeanwhile() throws {
        let vault = Vault { 0 }
        let response = Response(status: .ok)
        let closings = vault.closings
        #expect(vault.keep(response, of: "/a", isOnce: false, since: closings) != nil)
        vault.end()
        #expect(vault.keep(response, of: "/a", isOnce: false, since: closings) == nil)
    }

    @Test(
        "ce qui porte un secret est donné une fois ; au-delà de seize pages, la plus ancienne s'en va"
    )
    func limits() {
        let pages = GivenPages()
        let secret = pages.keep(Response(status: .ok), of: "/a", isOnce: true)
        #expect(pages.page(secret) != nil)
        #expect(pages.page(secret) == nil)
        let words = (0...GivenPages.most).map { _ in
            pages.keep(Response(status: .ok), of: "/a", isOnce: false)
        }
        #expect(
            words.map { pages.page($0) != nil } == [false] + words.dropFirst().map { _ in true })
        #expect(pages.page("") == nil)
        let other = pages.keep(Response(status: .ok), of: "/b", isOnce: false)
        pages.forget(of: "/a")
        #expect(words.allSatisfy { pages.page($0) == nil } && pages.page(other) != nil)
    }

    @Test("la phrase n'est pas à renvoyer : ce qui attendait revient à une adresse")
    func resumed() async throws {
        let partnership = try Partnership()
        let browser = try Browser(partnership.claire, isSealed: true)
        partnership.holds([])
        let locked = try await browser.send("chercher", [("cherche", "SPECIMEN")])
        let rest = try #require(
            locked.text.split(separator: #"name="garde" value=""#).dropFirst().first)
        let garde = String(rest.prefix { $0 != "\"" })
        let again = try await browser.send(
            "deverrouiller", [("phrase", Browser.phrase), ("garde", garde)])
        #expect(again.page.contains("?vue=") && again.text.contains("SPECIMEN"))
        #expect(try await browser.get(again.page).text == again.text)
        // Neither is the page of the phrase before.
        #expect(try await browser.get(locked.page).text == locked.text)
    }

    @Test("le service absent, ce qui est tapé se renvoie d'un bouton")
    func away() async throws {
        let partnership = try Partnership()
        let browser = try await Browser.inside(partnership.claire)
        partnership.operateur.daemon.isDown = true
        let typed = [("partenaire", "x"), ("faits", "SPECIMEN a vu")]
        let answer = try await browser.send("relever", typed)
        #expect(answer.status == 503 && answer.text.contains("Recommencer"))
        #expect(answer.text.contains("SPECIMEN a vu"))
        #expect(
            answer.text.contains("Réessayez dans quelques minutes")
                && !answer.text.contains("rechargez"))
    }

    @Test("chaque adresse d'une écriture se demande aussi : elle mène quelque part")
    func reachable() async throws {
        let partnership = try Partnership()
        let browser = try await Browser.inside(partnership.claire)
        for page in [
            "verrouiller", "quitter", "bandeau/ecarter", "compte/duree", "copies/1",
            "depart/brouillons", "brouillon/x/effacer", "brouillon/x/piece/y/retirer",
            "envoi/x/transmis", "fiche/x/annuler", "fiche/x/corriger",
        ] {
            let answer = try await browser.get(page)
            #expect(answer.status == 303, "\(page)")
        }
        #expect(
            try await browser.get("fiche/a%0d%0ab/annuler").header("Location") == browser.path(""))
    }
}
