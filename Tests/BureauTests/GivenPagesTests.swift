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
        #expect(vault.keep(response, isOnce: false, since: closings) != nil)
        vault.end()
        #expect(vault.keep(response, isOnce: false, since: closings) == nil)
    }

    @Test("ce qui porte un secret est donné une fois ; au-delà de huit pages, la plus ancienne s'en va")
    func limits() {
        let pages = GivenPages()
        let secret = pages.keep(Response(status: .ok), isOnce: true)
        #expect(pages.page(secret) != nil)
        #expect(pages.page(secret) == nil)
        let words = (0...GivenPages.most).map { _ in
            pages.keep(Response(status: .ok), isOnce: false)
        }
        #expect(words.map { pages.page($0) != nil } == [false] + words.dropFirst().map { _ in true })
        #expect(pages.page("") == nil)
    }
}
