import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Absence et départ » : à un collègue, ce qu'on lit ; derrière soi, rien")
struct LeaveTests {
    private let partnership: Partnership
    private let browser: Browser

    init() async throws {
        partnership = try Partnership()
        partnership.holds([])
        browser = try await .inside(partnership.claire)
    }

    @Test("sans collègue qui lise, c'est dit ; qui n'en est pas un n'est personne")
    func nobody() async throws {
        for page in ["absence", "depart"] {
            let shown = try await browser.get(page)
            #expect(shown.status == 200 && shown.text.contains("Aucun autre agent"))
            let wrong = try await browser.send(page, [("collegue", "ml.example/claire")])
            #expect(wrong.status == 422)
        }
        #expect(partnership.operateur.daemon.bodies("PUT", Routes.localSend).isEmpty)
    }

    @Test("qui part voit ce qui reste, et l'efface : ses brouillons d'abord")
    func drafts() async throws {
        let session = try partnership.claire.session()
        let drafts = try SealedDrafts(session)
        _ = try drafts.begin(FicheStart(.spe, session.context))
        let page = try await browser.get("depart")
        #expect(page.text.contains("1 brouillon :") && page.text.contains(">L&#39;effacer<"))
        _ = try drafts.begin(FicheStart(.spe, session.context))
        #expect(try await browser.get("depart").text.contains(">Les effacer tous<"))
        #expect(try await browser.send("depart/brouillons").status == 303)
        #expect(drafts.all().isEmpty)
        #expect(try await browser.get("depart").text.contains("Aucun brouillon."))
        let absence = try await browser.get("absence").text
        #expect(!absence.contains("1 brouillon") && !absence.contains("Aucun brouillon"))
    }
}
