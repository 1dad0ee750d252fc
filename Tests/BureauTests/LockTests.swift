import AgentTestSupport
import HTTPTypes
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import agir_liaison_bureau

@Suite("L'identité s'ouvre par la phrase, se ferme seule, et rien de ce qui était écrit ne se perd")
struct LockTests {
    private let partnership: Partnership
    private let browser: Browser

    init() throws {
        partnership = try Partnership()
        browser = try Browser(partnership.claire, isSealed: true)
        partnership.holds([])
    }

    private func unlock(
        _ phrase: String, _ more: [(String, String)] = []
    ) async throws -> Browser.Answer {
        try await browser.send("deverrouiller", [("phrase", phrase)] + more)
    }

    @Test("fermée, chaque page demande la phrase et dit où revenir ; aucune n'est lisible")
    func closed() async throws {
        for page in ["", "boite/reception/1"] {
            let answer = try await browser.get(page)
            #expect(answer.status == 200)
            #expect(answer.text.contains(#"name="phrase""#))
            #expect(answer.text.contains(#"name="vers" value="\#(browser.path(page))""#))
            #expect(!answer.text.contains("Verrouiller"))
            #expect(answer.text.contains("claire (Référente)"))
            // Who forgot it is told whom to call, and with what.
            #expect(answer.text.contains("Phrase oubliée ?"))
            #expect(answer.text.contains("feuille de secours et les deux fichiers"))
            #expect(answer.text.contains("appelez votre administrateur"))
            #expect(answer.text.contains("href=\"\(browser.path("aide"))\""))
        }
    }

    @Test("la bonne phrase ouvre et ramène ; une fausse se retape au même endroit")
    func phrases() async throws {
        let wrong = try await unlock("pas celle-là", [("vers", browser.path("boite/envoi/1"))])
        #expect(wrong.status == 422)
        #expect(wrong.text.contains("ouvre pas votre identité"))
        #expect(wrong.text.contains(browser.path("boite/envoi/1")))
        #expect(!wrong.text.contains("pas celle-là"))
        #expect(!browser.desk.vault.isOpen)
        #expect(try await unlock("").status == 422)

        let right = try await unlock(Browser.phrase, [("vers", browser.path("boite/envoi/1"))])
        #expect(right.status == 303)
        #expect(right.header("Location") == browser.path("boite/envoi/1"))
        #expect(browser.desk.vault.isOpen)
        #expect(try await browser.get("").text.contains("Ma journée"))
    }

    @Test("une phrase s'ouvre malgré les blancs et les accents d'un autre clavier")
    func typedOtherwise() async throws {
        #expect(try await unlock(" \(Browser.phrase)\u{A0}").status == 303)
        #expect(browser.desk.vault.isOpen)
    }

    @Test(
        "ce que d'autres utilisateurs pouvaient ouvrir se dit une fois, si c'est la phrase qui l'a trouvé"
    )
    func toldOpen() async throws {
        partnership.claire.files.leaveOpen("/dossier")
        _ = try await unlock(Browser.phrase)
        #expect(try await browser.get("").text.contains("pouvaient ouvrir /dossier ;"))
        #expect(!(try await browser.get("").text.contains("pouvaient ouvrir")))
    }

    @Test("le dossier se regarde à chaque ouverture, et non à chaque page")
    func looks() async throws {
        _ = try await unlock(Browser.phrase)
        partnership.claire.files.leaveOpen("/dossier")
        for _ in 1...2 {
            #expect(!(try await browser.get("").text.contains("pouvaient ouvrir")))
        }
        browser.desk.vault.lock()
        _ = try await unlock(Browser.phrase)
        #expect(try await browser.get("").text.contains("pouvaient ouvrir /dossier ;"))
    }

    @Test("les phrases fausses sont dites une fois, à l'ouverture suivante")
    func toldWrong() async throws {
        _ = try await unlock("pas celle-là")
        _ = try await unlock("")
        #expect(!(try await browser.get("").text.contains("fausse essayée")))
        _ = try await unlock(Browser.phrase)
        #expect(try await browser.get("").text.contains("1 phrase fausse"))
        #expect(!(try await browser.get("").text.contains("fausse essayée")))
    }

    @Test(
        "on ne revient que chez nous",
        arguments: [
            "https://evil.example/", "//evil.example/", "/autre/", "", "javascript:alert(1)",
            "/\\evil.example",
        ])
    func elsewhere(vers: String) async throws {
        let answer = try await unlock(Browser.phrase, [("vers", vers)])
        #expect(answer.header("Location") == browser.path(""))
        browser.desk.vault.lock()
        let inside = browser.path("") + "/evil.example"
        let again = try await unlock(Browser.phrase, [("vers", inside)])
        #expect(again.header("Location") == browser.path(""))
    }

    @Test("quinze minutes sans demande la ferment ; chaque demande en redonne quinze")
    func idle() async throws {
        _ = try await unlock(Browser.phrase)
        let limit = Int64(Vault.usualMinutes) * 60
        browser.elapsed.advance(limit - 1)
        #expect(try await browser.get("").text.contains("Ma journée"))
        // What is refused at the gate keeps nothing open.
        browser.elapsed.advance(limit - 1)
        _ = try await browser.ask(.get, "", cookie: nil)
        browser.elapsed.advance(1)
        #expect(try await browser.get("").text.contains(#"name="phrase""#))
        #expect(!browser.desk.vault.isOpen)
    }

    @Test(
        "deux pages qui demandent seules si elle est fermée ne la gardent pas ouverte, et restent")
    func watches() async throws {
        _ = try await unlock(Browser.phrase)
        browser.elapsed.advance(Int64(Vault.usualMinutes) * 60 - 1)
        for page in ["", "boite/reception/1"] {
            let answer = try await browser.get(page + Place.watch)
            #expect(answer.status == 204 && answer.text.isEmpty)
        }
        browser.elapsed.advance(1)
        let closed = try await browser.get("boite/reception/1" + Place.watch)
        #expect(closed.text.contains(#"name="phrase""#))
        #expect(
            closed.text.contains(#"name="vers" value="\#(browser.path("boite/reception/1"))""#))
        #expect(
            String(decoding: Pages.script, as: UTF8.self)
                .contains("location.pathname + \"\(Place.watch)\""))
    }

    @Test("elle se ferme sans qu'on demande rien, et à « Verrouiller »")
    func closes() async throws {
        _ = try await unlock(Browser.phrase)
        browser.elapsed.advance(Int64(Vault.usualMinutes) * 60)
        browser.desk.vault.closeIfIdle()
        #expect(!browser.desk.vault.lock())

        _ = try await unlock(Browser.phrase)
        let answer = try await browser.send("verrouiller")
        #expect(answer.status == 303 && answer.header("Location") == browser.path(""))
        #expect(throws: Vault.Locked.self) { try browser.desk.vault.identity() }
    }

    /// The word under which what was typed waits.
    private func word(_ html: String) throws -> String {
        let rest = try #require(html.split(separator: #"name="garde" value=""#).dropFirst().first)
        return String(rest.prefix { $0 != "\"" })
    }

    @Test(
        "ce qu'on avait écrit revient, au signe près, là où on l'envoyait, et n'est dans aucune page"
    )
    func kept() async throws {
        let typed = "un\n\n<b>\"l'autre\"</b> & \u{200D}fin"
        let handle = browser.desk.handles.handle(
            of: .pli(PliKey(de: partnership.ml.structure, id: .random())))
        let page = "fiche/\(handle)/partager"
        let locked = try await browser.send(page, [("reponse", typed), ("phrase", "un secret")])
        #expect(locked.status == 200)
        #expect(locked.text.contains(#"name="vers" value="\#(browser.path(page))""#))
        #expect(!locked.text.contains("autre") && !locked.text.contains("reponse"))
        let garde = try word(locked.text)
        // A wrong phrase, and it still waits.
        let wrong = try await unlock("pas celle-là", [("garde", garde)])
        #expect(try word(wrong.text) == garde)
        let resumed = try await unlock(
            Browser.phrase, [("vers", browser.path("boite/envoi/1")), ("garde", garde)])
        #expect(resumed.status == 200)
        #expect(
            resumed.text.contains(
                "name=\"reponse\" value=\"un\n\n&lt;b&gt;&quot;l&#39;autre&quot;&lt;/b&gt; &amp; "
                    + "\u{200D}fin\""))
        #expect(!resumed.text.contains("un secret"))
        #expect(resumed.text.contains(#"action="\#(browser.path(page))""#))
        #expect(
            resumed.text.contains(
                #"name="jeton" value="\#(browser.desk.visit.token(for: browser.path(page)))""#))
        // Once.
        browser.desk.vault.lock()
        #expect(try await unlock(Browser.phrase, [("garde", garde)]).status == 303)
    }

    @Test("ce qui attend est scellé, et se borne : le plus ancien s'en va")
    func waiting() throws {
        let identity = try AgentIdentity.generate(.x25519)
        let forms = LockedForms()
        let form = LockedForms.Form(
            path: "/a/chercher", fields: FormFields([.init(name: "cherche", value: "OFFICE")]))
        let words = try (0...LockedForms.most).map { _ in
            try forms.keep(form, for: identity.age.recipient)
        }
        #expect(forms.take(words[0], identity) == nil)
        let other = try AgentIdentity.generate(.x25519)
        #expect(forms.take(words[1], other) == nil)
        #expect(forms.take(words[2], identity) == form)
        #expect(forms.take(words[2], identity) == nil)
        forms.forget()
        #expect(forms.take(words[3], identity) == nil)
    }

    @Test(
        "ce qui est à remettre attend, autant qu'il y en a ; trop grand, le plus ancien cède")
    func made() throws {
        let vault = Vault(elapsed: { 0 })
        vault.open(try AgentIdentity.generate(.x25519))
        let ids = (0..<12).map { _ in PliID.random() }
        for id in ids { vault.keep(.init(name: "a", bytes: [1]), of: id) }
        #expect(ids.allSatisfy { vault.made($0) != nil })
        let large = [UInt8](repeating: 0, count: Vault.madeLimit)
        vault.keep(.init(name: "b", bytes: large), of: ids[11])
        #expect(vault.made(ids[0]) == nil && vault.made(ids[11])?.name == "b")
        vault.lock()
        #expect(vault.made(ids[11]) == nil)
    }

    @Test("le délai se tient entre cinq minutes et quatre heures")
    func bounds() {
        for (asked, held) in [(0, 5), (5, 5), (60, 60), (240, 240), (1_000, 240)] {
            let elapsed = Elapsed()
            let vault = Vault(minutes: asked, elapsed: { elapsed.now })
            guard let identity = try? AgentIdentity.generate(.x25519) else {
                Issue.record("pas d'identité")
                return
            }
            vault.open(identity)
            #expect(vault.closesIn == Int64(held) * 60)
            elapsed.advance(Int64(held) * 60 - 1)
            #expect(vault.isOpen)
            elapsed.advance(1)
            #expect(!vault.isOpen && vault.closesIn == nil)
        }
    }
}
