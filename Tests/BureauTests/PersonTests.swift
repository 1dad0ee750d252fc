import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« La personne » : ce qui fut échangé d'elle, et la fin, demandée une fois")
struct PersonTests {
    private let partnership: Partnership
    private let browser: Browser
    private let page: String
    private let pli: Pli

    init() async throws {
        partnership = try Partnership()
        pli = try partnership.receive()
        partnership.operateur.daemon.on(
            "POST", Routes.localRecipients,
            json: KnownPerson(destinataires: [], isKnown: true).value)
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, text: "[]")
        browser = try await .inside(partnership.claire)
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        let fiche = try await browser.get("fiche/\(word)").text
        let start = "href=\"\(browser.path("personne/"))"
        let link = fiche.split(separator: start).dropFirst().first?.split(separator: "\"").first
        page = "personne/\(try #require(link))"
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    @Test("ses fiches, chacune avec son dernier jour ; son numéro n'est dans aucune adresse")
    func lists() async throws {
        let answer = try await browser.get(page)
        #expect(answer.status == 200)
        #expect(answer.text.contains("<h1 translate=\"no\">OFFICE Samir</h1>"))
        #expect(answer.text.contains("<title>La personne</title>"))
        #expect(answer.text.contains("Gardée jusqu"))
        #expect(try await browser.get("personne/3803012345").status == 404)
    }

    /// What the daemon says of her, by her pseudonyms.
    private func knows(_ plis: [Pli], by regle: RetentionRule = .personne) {
        let fiches = plis.map { pli in
            LocalHeld(
                key: pli.slip.key, boite: .reception, objet: .fiche, modele: .generique,
                partenaires: [partnership.ml.structure],
                scelle: CalendarDate("2026-11-25")!, recu: CalendarDate("2026-11-25")!,
                original: nil,
                keeping: .init(
                    regle: regle, echeance: CalendarDate("2029-11-25")!, isSuspended: false))
        }
        daemon.on(
            "POST", Routes.localRecipients,
            json: KnownPerson(destinataires: [], isKnown: true, fiches: fiches).value)
    }

    @Test("chaque fiche dit la règle de son dernier jour, celles qu'on n'a pas lues comprises")
    func rules() async throws {
        let other = try partnership.receive()
        partnership.holds([pli, other])
        #expect(try await browser.get(page).text.split(separator: "class=\"qui\"").count == 2)
        knows([pli, other])
        let answer = try await browser.get(page)
        #expect(answer.text.split(separator: "class=\"qui\"").count == 3)
        #expect(answer.text.contains("Gardée jusqu&#39;au 25/11/2029, trois ans au plus"))
        #expect(answer.text.contains("(annexe 3)") && answer.text.contains("Pas encore lue"))
    }

    @Test("une convention en vigueur qui ne porte pas sur la fiche n'est pas niée")
    func otherConvention() async throws {
        knows([pli], by: .aPreciser)
        let answer = try await browser.get(page)
        #expect(answer.text.contains("à préciser : aucune convention ne porte sur cette fiche, et"))
    }

    @Test("une sortie dite par un partenaire, puis confirmée, nomme la personne qui est connue ici")
    func exits() async throws {
        let session = try partnership.conseillere.session()
        let to = try Destination(
            partnership.operateur.structure.text, session: session, unverifiedReason: nil)
        let sealer = Sealer(session: session, destinations: [to], classical: true)
        let message = SortieMessage(
            numeroAGDREF: try #require(AGDREFNumber("3803054321")),
            le: try #require(CalendarDate("2026-11-20")))
        let exit = try sealer.plis(sealer.seal(message))[0]
            .countersigned(by: partnership.ml.serviceKey)
        partnership.holds([pli, exit])
        let word = browser.desk.handles.handle(of: .pli(exit.slip.key))
        let shown = try await browser.get("fiche/\(word)").text
        #expect(shown.contains("<h1>sortie du programme : OFFICE Samir</h1>"), "\(shown)")
        let done = try await browser.send("fiche/\(word)/confirmer")
        #expect(done.status == 200)
        #expect(done.text.contains("<h1>Sortie du programme : OFFICE Samir</h1>"))
    }

    /// Somebody else who reads fiches here.
    private func colleague() throws -> KeyName {
        try partnership.joined(by: "paul", .generate(.x25519))
        return partnership.operateur.name("paul")
    }

    @Test("tout ce qui est d'elle se donne à un collègue, en une fois")
    func shares() async throws {
        #expect(!(try await browser.get(page).text.contains(browser.path("\(page)/partager"))))
        let name = try colleague()
        let before = daemon.bodies("PUT", Routes.localSend).count
        let none = try await browser.send("\(page)/partager", [("collegue", "ml.example/claire")])
        #expect(none.status == 422 && none.text.contains("rien n&#39;est partagé"))
        #expect(daemon.bodies("PUT", Routes.localSend).count == before)
        let done = try await browser.send(
            "\(page)/partager", [("collegue", name.description)] + mark("partager", in: none))
        #expect(done.status == 200 && done.text.contains("1 fiche partagée avec paul"))
        #expect(daemon.bodies("PUT", Routes.localSend).count == before + 1)
    }

    @Test("une fiche commence par ce qui est connu d'elle")
    func writes() async throws {
        let form = try await browser.get("\(page)/ecrire")
        #expect(form.status == 200 && form.text.contains("OFFICE Samir"))
        let word = try #require(page.split(separator: "/").last.map(String.init))
        #expect(form.text.contains(#"name="personne" value="\#(word)""#))
        let partner = browser.desk.handles.handle(of: .structure(partnership.ml.structure))
        let begun = try await browser.send(
            "brouillons",
            [("modele", "generique"), ("partenaire", partner), ("personne", word)])
        #expect(begun.status == 303)
        let list = try await browser.get("brouillons").text
        #expect(list.contains("OFFICE Samir"), "\(list)")
        let unknown = try await browser.send(
            "brouillons",
            [("modele", "generique"), ("partenaire", partner), ("personne", "inconnu")])
        #expect(unknown.status == 404)
    }

    @Test(
        "un jour mal écrit se corrige sur place ; rien n'est clos avant qu'on ait vu qui sera prévenu"
    )
    func ends() async throws {
        let wrong = try await browser.send("\(page)/fin", [("le", "bientôt")])
        #expect(wrong.status == 422 && wrong.text.contains(#"value="bientôt""#))

        let known = KnownPerson(destinataires: [partnership.ml.structure], isKnown: true)
        daemon.on("POST", Routes.localRecipients, json: known.value)
        daemon.on(
            "PUT", Routes.localFacts,
            json: [
                "n": .integer(7), "changees": .integer(2), "dues": .integer(0),
                "aExaminer": .array([]),
            ])
        let asked = try await browser.send("\(page)/fin", [("le", "24/11/2026")])
        #expect(asked.status == 200)
        #expect(asked.text.contains("Mission locale de Grenoble"))
        #expect(asked.text.contains("OFFICE Samir, le 24/11/2026"))
        #expect(asked.text.contains("<p>1 reçue, aucune envoyée.</p>"))
        #expect(daemon.bodies("PUT", Routes.localFacts).isEmpty)

        let closed = try await browser.send(
            "\(page)/fin", [("le", "24/11/2026"), ("etape", "clore")] + mark("fin", in: asked))
        #expect(closed.status == 200 && closed.text.contains("2 échéances"))
        #expect(daemon.bodies("PUT", Routes.localFacts).count == 1)
    }

    /// What the form of a step sends of what its page showed.
    private func mark(_ step: String, in answer: Browser.Answer) -> [(String, String)] {
        Browser.held("marque", in: browser.form("\(page)/\(step)", in: answer.text))
    }

    @Test("une fiche venue depuis la page ne suit pas : ni close, ni donnée, avant d'être montrée")
    func changed() async throws {
        let name = try colleague()
        knows([pli])
        let shown = try await browser.get(page)
        let ending = [("le", "24/11/2026"), ("etape", "clore")]
        let asked = try await browser.send("\(page)/fin", [ending[0]])
        #expect(asked.text.contains("<p>1 reçue, aucune envoyée.</p>"))
        let other = try partnership.receive()
        partnership.holds([pli, other])
        knows([pli, other])
        let before = daemon.bodies("PUT", Routes.localSend).count
        for mark in [mark("fin", in: asked), []] {
            let kept = try await browser.send("\(page)/fin", ending + mark)
            #expect(kept.status == 422 && kept.text.contains("Rien n&#39;est clos."))
            #expect(kept.text.contains("<p>2 reçues, aucune envoyée.</p>"))
        }
        #expect(daemon.bodies("PUT", Routes.localFacts).isEmpty)
        for mark in [mark("partager", in: shown), []] {
            let kept = try await browser.send(
                "\(page)/partager", [("collegue", name.description)] + mark)
            #expect(kept.status == 422 && kept.text.contains("Rien n&#39;est partagé."))
        }
        #expect(daemon.bodies("PUT", Routes.localSend).count == before)
        let again = try await browser.send("\(page)/fin", [ending[0]])
        let closed = try await browser.send("\(page)/fin", ending + mark("fin", in: again))
        #expect(closed.status == 200 && daemon.bodies("PUT", Routes.localFacts).count == 1)
    }

    @Test(
        "ce qui fut échangé se compte sans « 0 »",
        arguments: [
            (0, 1, "Aucune reçue, 1 envoyée."), (2, 0, "2 reçues, aucune envoyée."),
            (0, 0, "Aucune reçue, aucune envoyée."), (1, 3, "1 reçue et 3 envoyées."),
        ])
    func counts(received: Int, sent: Int, words: String) {
        #expect(PersonRoutes.counts(received: received, sent: sent) == words)
    }

    @Test("qui n'a pas pu être prévenu, et pourquoi, se dit par son libellé")
    func untold() async throws {
        let stranger = try Team("cap.example", .capEmploi, partnership.operateur.horloge)
        let card = try stranger.card { $0.libelle = "Cap emploi de l'Isère" }
        try partnership.claire.knows(card, isVerified: false)
        try partnership.operateur.shows([partnership.ml.card(), card])
        let known = KnownPerson(destinataires: [stranger.structure], isKnown: true)
        daemon.on("POST", Routes.localRecipients, json: known.value)
        let asked = try await browser.send("\(page)/fin", [("le", "24/11/2026")])
        let closed = try await browser.send(
            "\(page)/fin", [("le", "24/11/2026"), ("etape", "clore")] + mark("fin", in: asked))
        let label = "Cap emploi de l&#39;Isère"
        #expect(
            closed.text.contains(
                "\(label) n&#39;est pas prévenu : L&#39;empreinte de \(label) n&#39;a pas été vérifiée."
            )
        )
        #expect(!closed.text.contains("cap.example"))
    }
}
