import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Répondre », puis « Envoyer » : rien ne part qui n'a été contrôlé et accepté")
struct ReplyTests {
    private let partnership: Partnership
    private let pli: Pli
    private let browser: Browser
    private let page: String

    init() async throws {
        partnership = try Partnership()
        pli = try partnership.receive()
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, text: "[]")
        browser = try await .inside(partnership.claire)
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        page = "fiche/\(word)/repondre"
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }
    private var sent: [[UInt8]] { daemon.bodies("PUT", Routes.localSend) }

    private static let author = [
        ("nom", "MODELE"), ("prenom", "Claire"), ("telephone", "06 00 00 00 01"),
        ("fait-a", "Grenoble"), ("accord", "oui"),
    ]

    private func send(_ step: String, _ values: [(String, String)]) async throws
        -> Browser.Answer
    {
        try await browser.send(page, Self.author + values + [("etape", step)])
    }

    /// What a page sends once all its boxes are ticked.
    private func accepted(_ html: String) -> [(String, String)] {
        Browser.held("accepte", "marque", in: html)
    }

    @Test("la page reprend la personne et ne demande que la réponse")
    func form() async throws {
        let answer = try await browser.get(page)
        #expect(answer.status == 200)
        #expect(answer.text.contains("Réponse pour OFFICE Samir"))
        #expect(answer.text.contains(#"name="reponse""#))
        #expect(!answer.text.contains("<title>Réponse pour"))
        // Who answers is asked as one asks somebody.
        for label in [
            "Votre nom", "Votre prénom", "Votre fonction", "Votre téléphone", "Votre courriel",
            "Fait à",
        ] {
            #expect(answer.text.contains(">\(label)</label>"), "\(label)")
        }
    }

    @Test("chaque faute est dite à côté de son champ, et ce qui était tapé reste")
    func faults() async throws {
        let cases: [([(String, String)], String, String)] = [
            ([("reponse", "")], "reponse", "écrivez-la"),
            ([("reponse", "oui"), ("date", "demain")], "date", "écrivez-le comme 03/12/2026"),
            ([("reponse", "oui"), ("date", "31/02/2027")], "date", "ce jour n&#39;existe pas."),
            ([("reponse", "oui"), ("date", "01/01/2020")], "date", "passé"),
            (
                [
                    ("reponse", "oui"), ("date", "03/12/2026"),
                    ("lieu", String(repeating: "x", count: 201)),
                ], "lieu", "200 signes"
            ),
        ]
        for (values, field, words) in cases {
            let answer = try await send("controler", values)
            #expect(answer.status == 422)
            #expect(answer.text.contains(#"id="\#(field)-faute""#))
            #expect(answer.text.contains(##"href="#\##(field)""##))
            #expect(answer.text.contains(words))
            #expect(answer.text.contains(#"value="MODELE""#))
        }
        // A fault names its field as the page does.
        let nameless = try await send("controler", [("reponse", "oui"), ("nom", " ")])
        #expect(nameless.status == 422 && nameless.text.contains("Votre nom : Trouvé : rien."))
        #expect(sent.isEmpty)
    }

    @Test("contrôlée, acceptée, envoyée : une réponse, à qui avait écrit, dans son délai")
    func sends() async throws {
        // What looks like an account number is a warning: a sentence to accept.
        let values = [
            ("reponse", "D'accord. FR76 3000 6000 0112 3456 7890 189"), ("date", "03/12/2026"),
            ("heure", "10 h"),
        ]
        let confirm = try await send("controler", values)
        #expect(confirm.status == 200)
        #expect(
            confirm.text.contains("Mission locale de Grenoble (\(partnership.ml.structure)) :"))
        #expect(confirm.text.contains("claire (claire)"))
        #expect(sent.isEmpty)

        let marks = Browser.held("accepte", in: confirm.text)
        #expect(!marks.isEmpty)
        let going = values + Browser.held("marque", "voie", in: confirm.text)
        // One sentence that is not accepted keeps all of it here.
        let short = try await send("envoyer", going)
        #expect(short.status == 422 && sent.isEmpty)
        #expect(short.text.contains("Acceptez chaque phrase"))
        let wrong = try await send("envoyer", going + marks.map { ($0, String($1.reversed())) })
        #expect(wrong.status == 422 && sent.isEmpty)

        let done = try await send("envoyer", going + marks)
        #expect(done.status == 303)
        #expect(done.header("Location")?.hasPrefix(browser.path("envoi/")) == true)
        let bytes = try #require(sent.last)
        let slip = try Pli(bytes).slip
        #expect(slip.reponseA == pli.slip.id && slip.pour == partnership.ml.structure)
        let reader = try #require(partnership.ml.identities["claire"])
        let payload = try Payload(Age.open(Pli(bytes).age, with: reader.all))
        let part = try #require(payload.fichePart)
        let object = try #require((try? JSONValue.parse(part.content))?.object)
        #expect(
            object["besoinsEtMotifs"]?.string
                == "Rendez-vous le 3 décembre à 10 h.\n\(values[0].1)")
        #expect(object["beneficiaire"]?.object?["nom"]?.string == "OFFICE")
        // Who answers is known the next time.
        #expect(try await browser.get(page).text.contains(#"value="MODELE""#))
    }

    @Test("« Corriger » revient à ce qui était tapé, sans rien envoyer")
    func corrects() async throws {
        let back = try await send("corriger", [("reponse", "à \"revoir\"")])
        #expect(back.status == 200)
        #expect(back.text.contains("à &quot;revoir&quot;</textarea>"))
        #expect(sent.isEmpty)
    }

    @Test("un partenaire qui n'est plus vérifié : rien ne part, et c'est dit")
    func unverified() async throws {
        let act = "verifications/\(partnership.ml.structure).note"
        try partnership.claire.folder.write(Array("rien".utf8), to: act, replacing: true)
        let answer = try await send("controler", [("reponse", "oui")])
        #expect(answer.status == 403 && sent.isEmpty)
    }

    @Test("avec des pièces, la réponse devient un brouillon, adressé à qui avait écrit")
    func pieces() async throws {
        let wrong = try await send("pieces", [("reponse", "")])
        #expect(wrong.status == 422)
        let begun = try await send("pieces", [("reponse", "Voir la pièce.")])
        #expect(begun.status == 303)
        let place = try #require(begun.header("Location"))
        #expect(place.hasSuffix("/pieces"))
        #expect(try await browser.get(place).text.contains("Aucune pièce jointe."))
        let checked = try await browser.get(place.replacing("/pieces", with: "/controle")).text
        #expect(
            checked.contains("Voir la pièce.") && checked.contains("Mission locale de Grenoble"))
        #expect(sent.isEmpty)
    }

    @Test("fermée, l'identité n'empêche pas de garder la réponse, scellée, une fois")
    func locked() async throws {
        browser.desk.vault.lock()
        let answer = try await send("controler", [("reponse", "à \"garder\"")])
        #expect(answer.text.contains(#"name="vers" value="\#(browser.path(page))""#))
        #expect(!answer.text.contains("garder&quot;"))
        let folder = partnership.claire.folder
        let names = folder.names(in: "reponses-attente")
        let name = try #require(names.first)
        let bytes = try folder.read("reponses-attente/\(name)", limit: 1 << 20)
        #expect(bytes.firstRange(of: Array("garder".utf8)) == nil)
        try await browser.desk.agent.unlock(nil)
        #expect(try await browser.get(page).text.contains("à &quot;garder&quot;</textarea>"))
        #expect(!(try await browser.get(page).text.contains("garder&quot;")))
    }

    @Test(
        "par le guichet : les mots à l'écran une fois, le courriel sans eux, puis ce qui fut fait")
    func guichet() async throws {
        _ = FakeGuichets(partnership.operateur)
        let values = [("reponse", "D'accord."), ("voie", "guichet")]
        let confirm = try await send("controler", values)
        #expect(confirm.text.contains(#"id="voie-guichet" name="voie" value="guichet" checked"#))
        let done = try await send("envoyer", values + accepted(confirm.text))
        #expect(done.status == 200 && done.header("Location") == nil)
        #expect(done.text.contains("href=\"mailto:") && done.text.contains("guichet%23"))
        let words = try #require(
            done.text.split(separator: "class=\"chiffres\" translate=\"no\">").dropFirst().first
        ).prefix { $0 != "<" }
        #expect(words.split(separator: " ").count == Phrase.wordCount)
        let mail = try #require(
            done.text.split(separator: "href=\"mailto:").dropFirst().first
        ).prefix { $0 != "\"" }
        let second = String(words.split(separator: " ")[1])
        #expect(!mail.contains("%20\(second)%20"))
        let slip = try Pli(#require(sent.last)).slip
        let word = browser.desk.handles.handle(of: .pli(slip.key))
        #expect(done.text.contains(browser.path("envoi/\(word)/transmis")))
        #expect(done.text.contains("un guichet se refait"))
        let none = try await browser.send("envoi/\(word)/transmis", [("moyen", "pigeon")])
        #expect(none.status == 400)
    }

    @Test(
        "sur papier : la fiche à prendre tant que l'identité est ouverte, et jamais dans un fichier d'ici"
    )
    func paper() async throws {
        let values = [("reponse", "D'accord."), ("voie", "papier")]
        let confirm = try await send("controler", values)
        let done = try await send("envoyer", values + accepted(confirm.text))
        #expect(done.status == 200 && done.text.contains("Prendre le fichier"))
        // No guichet, nothing of how one is made again.
        #expect(!done.text.contains("un guichet se refait"))
        let slip = try Pli(#require(sent.last)).slip
        // It is printed first, and that leaves no file behind.
        let sheet = "envoi/\(browser.desk.handles.handle(of: .pli(slip.key)))/feuille"
        let print = try #require(done.text.firstRange(of: "Imprimer la feuille"))
        let take = try #require(done.text.firstRange(of: "Prendre le fichier"))
        #expect(print.lowerBound < take.lowerBound && done.text.contains(browser.path(sheet)))
        let shown = try await browser.get(sheet)
        #expect(shown.status == 200 && shown.text.contains("OFFICE"))
        #expect(shown.header("Content-Disposition") == nil)
        #expect(shown.header("Content-Security-Policy") == SecurityHeaders.sheet)
        #expect(try await browser.get("copies").text.contains("Rien n&#39;est sorti"))
        let file = "envoi/\(browser.desk.handles.handle(of: .pli(slip.key)))/fichier"
        let taken = try await browser.get(file)
        #expect(taken.status == 200 && taken.text.contains("OFFICE"))
        #expect(taken.header("Content-Disposition")?.hasPrefix("attachment; ") == true)
        #expect(taken.header("Content-Security-Policy") == SecurityHeaders.sandbox)
        // Whoever has the sheet reads it: the list of what went out in the clear has it.
        let name = try #require(taken.header("Content-Disposition")?.split(separator: "\"").last)
        #expect(try await browser.get("copies").text.contains(name))
        browser.desk.vault.lock()
        try await browser.desk.agent.unlock(nil)
        #expect(try await browser.get(file).status == 404)
        #expect(try await browser.get(sheet).status == 404)
    }

    @Test("un pli à porter : rien à noter, ses accusés le diront ; ce n'est pas une feuille")
    func pli() async throws {
        let values = [("reponse", "D'accord."), ("voie", "pli")]
        let confirm = try await send("controler", values)
        let done = try await send("envoyer", values + accepted(confirm.text))
        #expect(done.text.contains("ses accusés le disent au suivi"))
        #expect(!done.text.contains("/transmis") && !done.text.contains("Imprimer la feuille"))
        let slip = try Pli(#require(sent.last)).slip
        let word = browser.desk.handles.handle(of: .pli(slip.key))
        #expect(try await browser.get("envoi/\(word)/feuille").status == 404)
    }
}
