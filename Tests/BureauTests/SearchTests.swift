import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Chercher » et « Relever le courrier » : des noms, sans rien ouvrir")
struct SearchTests {
    private let partnership: Partnership
    private let pli: Pli
    private let browser: Browser

    init() async throws {
        partnership = try Partnership()
        pli = try partnership.receive()
        browser = try await .inside(partnership.claire)
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    private func find(_ text: String) async throws -> String {
        let answer = try await browser.send("chercher", [("cherche", text)])
        #expect(answer.status == 200)
        #expect(answer.text.contains("<title>Chercher</title>"))
        return answer.text
    }

    @Test("un partenaire se trouve d'avance, la personne et le texte une fois la fiche lue")
    func finds() async throws {
        #expect(try await find("office").contains("est trouvé. Un nom"))
        #expect(try await find("GRENOBLE").contains("<td>le partenaire</td>"))
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        #expect(try await browser.get("fiche/\(word)").status == 200)
        for text in ["office", "Samír  OFFI"] {
            let found = try await find(text)
            #expect(found.contains("OFFICE Samir") && found.contains("<td>la personne</td>"))
            #expect(found.contains(browser.path("fiche/\(word)")))
        }
        let reader = try #require(partnership.operateur.identities["claire"])
        let payload = try Payload(Age.open(pli.age, with: reader.all))
        let part = try #require(payload.fichePart)
        let object = try #require((try? JSONValue.parse(part.content))?.object)
        let need = try #require(object["besoinsEtMotifs"]?.string)
        let long = try #require(need.split { !$0.isLetter }.max { $0.count < $1.count })
        #expect(try await find(String(long)).contains("<td>le texte</td>"))
    }

    @Test("ce qu'on cherche revient dans son champ, et n'en sort pas")
    func hostile() async throws {
        let found = try await find("<b>\"x")
        #expect(found.contains("value=\"&lt;b&gt;&quot;x\""))
        #expect(!found.contains("<b>\"x"))
        #expect(try await find("").contains("est trouvé. Un nom"))
    }

    @Test("ce qui est lu, relevé ou arrive après une recherche se trouve, sans que tout soit relu")
    func follows() async throws {
        #expect(try await find("office").contains("est trouvé. Un nom"))
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        _ = try await browser.get("fiche/\(word)")
        // Another sending, which nobody opened.
        let next = try partnership.receive()
        partnership.holds([next, pli])
        _ = try await browser.get("")
        #expect(browser.desk.vault.held?.index.count == 2)
        daemon.forget()
        #expect(try await find("GRENOBLE").contains("2 fiches sont trouvées"))
        #expect(try await find("samir office").contains("Une fiche est trouvée"))
        #expect(asksForSomeAlone)
        #expect(try await browser.send("relever").text.contains("Une fiche est identifiée"))
        daemon.forget()
        let found = try await find("samir office")
        #expect(found.contains("2 fiches sont trouvées") && found.contains("Mission locale"))
        #expect(browser.desk.vault.held?.index.isRead(next.slip.key) == true)
        #expect(asksForSomeAlone)
    }

    /// Whether the boxes were asked, and for the rows that are found alone.
    private var asksForSomeAlone: Bool {
        let asked = daemon.requests.filter { $0.path.contains("/boite/") }
        return !asked.isEmpty && asked.allSatisfy { $0.query.hasPrefix("ids=") }
    }

    @Test("le répertoire des noms se lit une fois par recherche, la première comprise")
    func directoryOnce() async throws {
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        _ = try await browser.get("fiche/\(word)")
        let files = partnership.claire.files
        for _ in 1...2 {
            let before = files.reads.count
            #expect(try await find("samir").contains("OFFICE Samir"))
            #expect(files.reads.dropFirst(before).count { $0 == "repertoire.age" } == 1)
        }
    }

    @Test("ce qu'aucune boîte ne tient plus ne se trouve plus")
    func destroyed() async throws {
        let next = try partnership.receive()
        partnership.holds([next, pli])
        #expect(try await find("grenoble").contains("2 fiches sont trouvées"))
        partnership.holds([next])
        #expect(try await find("grenoble").contains("Une fiche est trouvée"))
        #expect(browser.desk.vault.held?.index.holds(pli.slip.key) == false)
        partnership.holds([])
        #expect(try await find("grenoble").contains("Rien n&#39;est trouvé"))
    }

    @Test(
        "sans le service, ce qui a été lu se trouve encore, et la page le dit ; rien n'en est oublié"
    )
    func away() async throws {
        let said = "Le service de votre structure ne répond pas"
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        daemon.isDown = true
        #expect(try await browser.send("chercher", [("cherche", "grenoble")]).status == 503)
        daemon.isDown = false
        #expect(try await !find("grenoble").contains(said))
        daemon.isDown = true
        let found = try await find("grenoble")
        #expect(found.contains("Une fiche est trouvée. \(said)"))
        #expect(found.contains("<td>Mission locale de Grenoble</td>"))
        #expect(found.contains("<td>Reçue</td>") && found.contains(browser.path("fiche/\(word)")))
        daemon.isDown = false
        #expect(try await !find("grenoble").contains(said))
    }

    @Test(
        "ce qui est gardé pour la recherche ne se demande au dossier qu'une fois, et pas après une recherche"
    )
    func keptOnce() async throws {
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        _ = try await browser.get("fiche/\(word)")
        let vault = browser.desk.vault
        var asked = 0
        func keeps(_ fiche: PliKey) -> Bool {
            vault.keeps(fiche) {
                asked += 1
                return []
            }
        }
        let other = PliKey(de: pli.slip.de, id: .random())
        #expect(keeps(pli.slip.key) && !keeps(other) && asked == 0)
        _ = try await find("office")
        #expect(keeps(pli.slip.key) && !keeps(other) && asked == 0)
        vault.lock()
        #expect(!keeps(pli.slip.key) && !keeps(pli.slip.key) && asked == 2)
    }

    @Test("fermée, l'identité n'en garde rien")
    func closed() async throws {
        _ = try await find("grenoble")
        #expect(browser.desk.vault.held?.index.count == 1)
        browser.desk.vault.lock()
        #expect(browser.desk.vault.held?.index.count == nil)
        let answer = try await browser.send("chercher", [("cherche", "grenoble")])
        #expect(answer.text.contains(#"name="phrase""#) || answer.text.contains("Ouvrir"))
        #expect(!answer.text.contains("Mission locale de Grenoble"))
    }

    @Test("relever met les noms dans la liste ; la fiche reste nouvelle, sans accusé")
    func identifies() async throws {
        let before = try await browser.get("")
        #expect(before.text.contains(browser.path("relever")))
        let done = try await browser.send("relever")
        #expect(done.status == 200 && done.text.contains("Une fiche est identifiée"))
        let after = try await browser.get("")
        #expect(after.text.contains("OFFICE Samir") && after.text.contains("Nouvelle"))
        #expect(!after.text.contains(browser.path("relever")))
        #expect(!daemon.asked.contains("PUT \(Routes.localReceipts)"))
        #expect(try await find("office").contains("<td>la personne</td>"))
        // Once more finds nothing to do.
        #expect(try await browser.send("relever").text.contains("Aucune fiche nouvelle"))
    }
}
