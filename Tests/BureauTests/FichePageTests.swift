import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Une fiche » : lue, accusée une fois montrée, reprise tant qu'elle n'est pas partie")
struct FichePageTests {
    private let partnership: Partnership
    private let pli: Pli

    init() throws {
        partnership = try Partnership()
        pli = try partnership.receive()
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    private func browser() async throws -> (Browser, String) {
        let browser = try await Browser.inside(partnership.claire)
        return (browser, browser.desk.handles.handle(of: .pli(pli.slip.key)))
    }

    @Test("le formulaire officiel, le nom pour chaque page imprimée, l'accusé après")
    func opens() async throws {
        let (browser, word) = try await browser()
        let answer = try await browser.get("fiche/\(word)")
        #expect(answer.status == 200)
        #expect(answer.text.contains("<h1>OFFICE Samir</h1>"))
        #expect(answer.text.contains(#"<p class="rappel" aria-hidden="true">OFFICE Samir</p>"#))
        #expect(answer.text.contains("POUR RAPPEL"))
        #expect(answer.text.contains("Signé par claire (claire), Mission locale de Grenoble, le "))
        #expect(answer.text.contains("<title>Une fiche</title>"))
        #expect(answer.text.contains(browser.path("fiche/\(word)/repondre")))
        #expect(daemon.asked.contains("PUT \(Routes.localReceipts)"))
    }

    @Test("d'un partenaire que personne n'a vérifié, rien n'est montré ni accusé")
    func unverified() async throws {
        let act = "verifications/\(partnership.ml.structure).note"
        try partnership.claire.folder.write(Array("rien".utf8), to: act, replacing: true)
        let (browser, word) = try await browser()
        let answer = try await browser.get("fiche/\(word)")
        #expect(answer.status == 403 && !answer.text.contains("OFFICE"))
        #expect(!daemon.asked.contains("PUT \(Routes.localReceipts)"))
    }

    @Test("un mot que ce bureau n'a pas donné ne mène à rien, celui d'un autre bureau non plus")
    func words() async throws {
        let (browser, word) = try await browser()
        let (_, other) = try await self.browser()
        #expect(other != word)
        for word in [other, "x", pli.slip.id.text, String(word.dropLast())] {
            #expect(try await browser.get("fiche/\(word)").status == 404)
        }
    }

    @Test("une fiche détruite se dit détruite")
    func gone() async throws {
        let (browser, word) = try await browser()
        partnership.holds([])
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, text: "[]")
        let answer = try await browser.get("fiche/\(word)")
        #expect(answer.status == 404, "\(answer.text)")
    }

    @Test("le suivi dit chaque étape, et ce qui n'est que déclaré")
    func course() async throws {
        let now = partnership.operateur.horloge.now
        let steps = [
            Course.Step(.reception, par: pli.slip.auteur, le: now),
            Course.Step(.remis, par: partnership.ml.structure.key(.service), le: now),
            Course.Step(
                .transmis, par: partnership.operateur.name("claire"),
                pour: partnership.ml.structure, le: now, moyen: .courriel),
            Course.Step(
                .injoignable, par: partnership.operateur.name("claire"), le: now, motif: "dns"),
        ]
        daemon.on(
            "GET", Routes.localCourse(de: pli.slip.de, id: pli.slip.id),
            json: Course(steps: steps).value)
        let (browser, word) = try await browser()
        let answer = try await browser.get("fiche/\(word)/suivi")
        #expect(answer.status == 200)
        #expect(answer.text.contains("reçue par le service"))
        #expect(answer.text.contains("pour Mission locale de Grenoble, par courriel"))
        #expect(answer.text.contains("son nom n&#39;a pas d&#39;adresse (DNS)"))
        #expect(!answer.text.contains("« dns »"))
        // Who did it, as people say it.
        #expect(answer.text.contains("<td>claire (claire), Mission locale de Grenoble</td>"))
        #expect(answer.text.contains("<td>le service, Mission locale de Grenoble</td>"))
        #expect(answer.text.contains("<td>claire (claire)<small>"))
        #expect(!answer.text.contains("example/"))
        #expect(answer.text.split(separator: "déclaré : rien ne le prouve").count == 2)
        #expect(try await browser.get("fiche/inconnue/suivi").status == 404)
    }

    @Test("annuler reprend ce qui n'est pas parti ; trop tard, c'est dit")
    func cancels() async throws {
        let slip = pli.slip
        let row = BoxEntry(
            slip, recu: nil, place: .envoi(.enAttente, retenu: false, accuses: []),
            partirApres: partnership.operateur.horloge.now + 60)
        daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        daemon.on("GET", "/local/v1/boite/reception", text: "[]")
        let (browser, word) = try await browser()
        func comes(to issue: Retrait.Issue) {
            let withdrawal = Withdrawal(
                pour: partnership.ml.structure, issue: issue, voie: .service,
                le: partnership.operateur.horloge.now,
                par: partnership.operateur.name("claire"), motif: .autre)
            daemon.on("POST", Routes.localWithdrawal(slip.id), json: [withdrawal].value)
        }
        let day = try await browser.get("")
        #expect(day.text.contains("Part à 11:01"))
        #expect(day.text.contains(browser.path("fiche/\(word)/annuler")))
        // What the page's script counts down.
        daemon.on("GET", Routes.localSent(slip.id), json: [row].value)
        #expect(try await browser.get("envoi/\(word)").text.contains("data-depart=\"60\""))
        comes(to: .retire)
        let done = try await browser.send("fiche/\(word)/annuler")
        #expect(done.status == 303 && done.header("Location") == browser.path(""))
        comes(to: .peutEtreParti)
        let late = try await browser.send("fiche/\(word)/annuler")
        #expect(late.status == 422 && late.text.contains("Trop tard"))
    }

    /// A fiche of the outbox, by that road.
    private func sent(_ voie: Voie, _ statut: EnvoiStatut) {
        let row = BoxEntry(
            pli.slip, recu: nil, place: .envoi(statut, retenu: false, accuses: [], voie: voie))
        daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        daemon.on("GET", "/local/v1/boite/reception", text: "[]")
    }

    private func comes(to issue: Retrait.Issue, _ voie: Voie) {
        let withdrawal = Withdrawal(
            pour: partnership.ml.structure, issue: issue, voie: voie,
            le: partnership.operateur.horloge.now, par: partnership.operateur.name("claire"),
            motif: .erreurDestinataire)
        daemon.on("POST", Routes.localWithdrawal(pli.slip.id), json: [withdrawal].value)
    }

    @Test("retirer demande un motif, dit ce qui n'est plus à reprendre, et à qui le dire")
    func retracts() async throws {
        sent(.service, .remis)
        comes(to: .parti, .service)
        let (browser, word) = try await browser()
        let page = "fiche/\(word)/retirer"
        let form = try await browser.get(page)
        #expect(form.status == 200 && !form.text.contains(#"name="parti""#))
        let without = try await browser.send(page)
        #expect(without.status == 422 && without.text.contains("Choisissez un motif."))
        let done = try await browser.send(page, [("motif", "erreur-destinataire")])
        #expect(done.status == 200)
        #expect(done.text.contains("déjà remise ; ce partenaire l&#39;a"))
        #expect(done.text.contains(browser.path("probleme")))
        // Which one it is, as people say it; the message that is shown and sent, the same.
        let day = ParisTime.french(pli.slip.scelle)
        #expect(
            done.text.contains(
                "<h1>Retrait de la fiche, envoyée à Opérateur AGIR de l&#39;Isère le \(day)</h1>"))
        #expect(done.text.contains("n° \(pli.slip.id.text.prefix(8)), l&#39;a été à tort"))
        #expect(!done.text.contains(pli.slip.id.text))
        #expect(done.text.contains(browser.path("fiche/\(word)/detruire/")))
        let partner = browser.desk.handles.handle(of: .structure(partnership.ml.structure))
        let asked = try await browser.send(
            "fiche/\(word)/detruire/\(partner)", [("motif", "erreur-destinataire")])
        #expect(asked.status == 200 && asked.text.contains("Mission locale de Grenoble"))
        let message = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last)).slip
        #expect(message.objet == .anomalie && message.pour == partnership.ml.structure)
    }

    @Test("de ce qu'un agent porte, lui seul dit s'il est parti")
    func carried() async throws {
        sent(.papier, .aTransmettre)
        comes(to: .retire, .papier)
        let (browser, word) = try await browser()
        let page = "fiche/\(word)/retirer"
        #expect(try await browser.get(page).text.contains(#"name="parti""#))
        let unsaid = try await browser.send(page, [("motif", "doublon")])
        #expect(unsaid.status == 422 && unsaid.text.contains("vous seul le savez"))
        let done = try await browser.send(page, [("motif", "doublon"), ("parti", "non")])
        #expect(done.status == 200 && done.text.contains("retirée"))
        let body = try #require(
            daemon.bodies("POST", Routes.localWithdrawal(pli.slip.id)).last)
        #expect(body == Withdrawal.Request(.doublon, isUnsent: true).body)
    }
}
