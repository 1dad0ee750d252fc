import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Le guichet » : perdu, il se refait sous d'autres mots ; il se prolonge, il se ferme")
struct GuichetScreenTests {
    private let partnership: Partnership
    private let guichets: FakeGuichets
    private let browser: Browser
    private let page: String

    /// An answer that was given by a guichet.
    init() async throws {
        partnership = try Partnership()
        guichets = FakeGuichets(partnership.operateur)
        let received = try partnership.receive()
        browser = try await .inside(partnership.claire)
        let reply = "fiche/\(browser.desk.handles.handle(of: .pli(received.slip.key)))/repondre"
        let values = [
            ("nom", "MODELE"), ("prenom", "Claire"), ("telephone", "06 00 00 00 01"),
            ("fait-a", "Grenoble"), ("accord", "oui"), ("reponse", "D'accord."),
            ("voie", "guichet"),
        ]
        let confirm = try await browser.send(reply, values + [("etape", "controler")])
        let accepted = Browser.held("accepte", "marque", in: confirm.text)
        _ = try await browser.send(reply, values + accepted + [("etape", "envoyer")])
        let daemon = partnership.operateur.daemon
        let bytes = try #require(daemon.bodies("PUT", Routes.localSend).last)
        let sent = try Pli(bytes).countersigned(by: partnership.operateur.serviceKey)
        let row = BoxEntry(
            sent.slip, recu: nil,
            place: .envoi(.aTransmettre, retenu: false, accuses: [], voie: .guichet))
        daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        daemon.on("GET", "/local/v1/boite/reception", text: "[]")
        daemon.on("GET", Routes.localPli(de: sent.slip.de, id: sent.slip.id)) { _ in
            .init(status: 200, body: sent.bytes)
        }
        let step = Course.Step(
            .depot, par: sent.slip.auteur, le: sent.slip.scelle, voie: .guichet)
        daemon.on(
            "GET", Routes.localCourse(de: sent.slip.de, id: sent.slip.id),
            json: Course(steps: [step]).value)
        page = "fiche/\(browser.desk.handles.handle(of: .pli(sent.slip.key)))/guichet"
    }

    private func handle(_ name: GuichetName) -> String {
        browser.desk.handles.handle(of: .guichet(name))
    }

    /// The words that a page shows.
    private func words(_ html: String) -> Substring? {
        html.split(separator: "class=\"chiffres\" translate=\"no\">").dropFirst().first?.prefix {
            $0 != "<"
        }
    }

    @Test("le suivi y mène, et laisse dire ce que l'on en sait")
    func leads() async throws {
        let course = try await browser.get(String(page.dropLast("guichet".count)) + "suivi")
        #expect(course.text.contains(browser.path(page)))
        #expect(course.text.contains(#"name="statut" value="non-parvenu""#))
        #expect(course.text.contains("<td>notée au service, pour partir par un guichet</td>"))
    }

    @Test("refait : d'autres mots à l'écran, un autre lien, et l'ancien n'ouvre plus rien")
    func redone() async throws {
        let first = try #require(guichets.all.first).nom
        let shown = try await browser.get(page)
        #expect(shown.status == 200)
        #expect(shown.text.contains("Personne n&#39;y a encore lu la fiche."))
        #expect(shown.text.contains("Guichet ouvert</span>"))
        #expect(shown.text.contains("<h1>Guichet : OFFICE Samir</h1>"))
        // The name of a guichet is in no address.
        #expect(!shown.text.contains(first.text.prefix(8)))
        let redone = try await browser.send("\(page)/\(handle(first))/refaire")
        #expect(redone.status == 200 && redone.text.contains("href=\"mailto:"))
        #expect(try #require(words(redone.text)).split(separator: " ").count == Phrase.wordCount)
        #expect(guichets.all.count == 2 && guichets.held(first)?.motif == .refait)
        let after = try await browser.get(page).text
        #expect(!after.contains(browser.path("\(page)/\(handle(first))/refaire")))
        #expect(try await browser.send("\(page)/inconnu/refaire").status == 404)
        // Loaded again, nothing is made anew.
        let again = try await browser.get("\(page)/\(handle(first))/refaire")
        #expect(again.status == 303 && again.header("Location") == browser.path(page))
        #expect(guichets.all.count == 2)
    }

    @Test("son dernier jour se change, mal écrit se corrige, puis il se ferme")
    func ends() async throws {
        let name = try #require(guichets.all.first).nom
        let step = "\(page)/\(handle(name))/prolonger"
        for wrong in ["bientôt", "01/01/2020", "01/01/2030"] {
            let answer = try await browser.send(step, [("jour-\(handle(name))", wrong)])
            #expect(answer.status == 422, "\(wrong)")
            // What was typed is in its field, marked, and the message leads there.
            let id = "jour-\(handle(name))"
            #expect(
                answer.text.contains(
                    "id=\"\(id)\" name=\"\(id)\" type=\"text\" value=\"\(wrong)\""))
            #expect(answer.text.contains("aria-invalid=\"true\""))
            #expect(answer.text.contains("<a href=\"#\(id)\">"))
            #expect(answer.text.contains("id=\"\(id)-faute\""))
        }
        let day = try #require(CalendarDate("2026-12-03"))
        let done = try await browser.send(step, [("jour-\(handle(name))", "03/12/2026")])
        #expect(done.status == 303)
        #expect(guichets.held(name)?.fin == ParisTime.start(of: day.adding(days: 1)))
        #expect(try await browser.send("\(page)/\(handle(name))/fermer").status == 303)
        #expect(guichets.held(name)?.motif == .ferme)
        #expect(try await browser.get(page).text.contains("Fermé le"))
    }
}
