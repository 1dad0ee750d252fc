import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Mon compte » : la durée, la phrase, les clés ; rien de secret ne revient dans une page")
struct AccountTests {
    private let partnership: Partnership
    private let browser: Browser

    init() async throws {
        partnership = try Partnership()
        browser = try Browser(partnership.claire, isSealed: true)
        var phrase = Array(Browser.phrase.utf8)
        try await browser.desk.agent.unlock(SecretBytes(taking: &phrase))
    }

    private static let new = "un autre choix de mots assez long"

    private func opens(_ phrase: String) throws -> Bool {
        var bytes = Array(phrase.utf8)
        let sealed = try partnership.claire.folder.read("identite.age", limit: 1 << 20)
        return (try? SealedFile.open(sealed, passphrase: SecretBytes(taking: &bytes))) != nil
    }

    @Test("qui l'on est, l'empreinte, et la durée que l'on choisit, de 5 à 240 minutes")
    func duration() async throws {
        let page = try await browser.get("compte")
        #expect(page.status == 200)
        #expect(page.text.contains("<dd>claire<small>agir38.example/claire</small>"))
        #expect(page.text.contains("<dt>Rôles</dt><dd>référent</dd>"))
        #expect(page.text.contains(#"id="minutes-15" name="minutes" value="15" checked"#))
        for wrong in ["4", "241", "x", ""] {
            let answer = try await browser.send("compte/duree", [("minutes", wrong)])
            #expect(answer.status == 400, "\(wrong)")
        }
        let folder = partnership.claire.folder
        #expect(IdleTime.read(folder) == nil)
        #expect(try await browser.send("compte/duree", [("minutes", "60")]).status == 303)
        // Of the days that follow too.
        #expect(IdleTime.read(folder) == 60)
        browser.elapsed.advance(59 * 60)
        #expect(browser.desk.vault.isOpen)
        browser.elapsed.advance(60)
        #expect(!browser.desk.vault.isOpen)
        for wrong in ["4", "241", "", "60 ", "6000000000"] {
            try folder.write(Array(wrong.utf8), to: "bureau-minutes", replacing: true)
            #expect(IdleTime.read(folder) == nil, "\(wrong)")
        }
    }

    @Test("la phrase se change : l'ancienne la demande, la nouvelle se mesure et se retape")
    func phrase() async throws {
        let page = "compte/phrase"
        func send(_ old: String, _ new: String, _ again: String) async throws -> Browser.Answer {
            try await browser.send(
                page, [("ancienne", old), ("nouvelle", new), ("encore", again)])
        }
        #expect(try await browser.get(page).status == 200)
        for (old, new, again) in [
            ("", Self.new, Self.new), (Browser.phrase, "court", "court"),
            (Browser.phrase, Self.new, "autre"), ("pas celle-là du tout", Self.new, Self.new),
        ] {
            let wrong = try await send(old, new, again)
            #expect(wrong.status == 422)
            #expect(!wrong.text.contains(Self.new) && !wrong.text.contains("pas celle-là"))
        }
        #expect(try opens(Browser.phrase))
        #expect(try await send(Browser.phrase, Self.new, Self.new).status == 200)
        #expect(try opens(Self.new) && !opens(Browser.phrase))
    }

    @Test("fermée entre-temps, la page demande la phrase, et ne garde rien de ce qui fut tapé")
    func locked() async throws {
        browser.desk.vault.lock()
        for page in ["compte/phrase", "compte/cles"] {
            let answer = try await browser.send(
                page,
                [("ancienne", Browser.phrase), ("nouvelle", Self.new), ("encore", Self.new)])
            #expect(answer.text.contains(#"name="phrase""#))
            #expect(!answer.text.contains(Self.new) && !answer.text.contains(Browser.phrase))
        }
    }

    @Test("de nouvelles clés : la feuille une fois, la moitié publique à remettre")
    func keys() async throws {
        #expect(try await browser.get("compte/cles/note").status == 404)
        let wrong = try await browser.send("compte/cles", [("ancienne", "pas celle-là")])
        #expect(wrong.status == 422)
        let sheet = try await browser.send("compte/cles", [("ancienne", Browser.phrase)])
        #expect(sheet.status == 200)
        let note = try await browser.get("compte/cles/note")
        #expect(note.status == 200)
        let acte = try AgentActe(Array(note.text.utf8))
        let print = Fingerprint(agent: acte.cle, recipient: acte.destinataire).description
        #expect(sheet.text.contains(print))
        #expect(try await browser.get("compte").text.contains("attendent la carte"))
    }

    @Test("l'aide est le manuel, jusqu'à son annexe, identité fermée aussi")
    func help() async throws {
        browser.desk.vault.lock()
        let page = try await browser.get("aide")
        #expect(page.status == 200)
        let blocks = Manual.referent.blocks
        #expect(blocks.count > 20)
        for block in blocks {
            for run in block.texte + block.liste.flatMap(\.morceaux) {
                for sign in ["**", "](", "![", "`", " --"] {
                    #expect(!run.dit.contains(sign), "\(run.dit)")
                }
            }
        }
        // Each screen has its part.
        let text = blocks.compactMap(\.titre).joined(separator: "\n")
        for tab in Tab.allCases where tab != .aide { #expect(text.contains(tab.name), "\(tab)") }
    }

    @Test("titres, listes, gras, liens : ce que le manuel emploie, et rien d'autre ; pas d'image")
    func markdown() {
        let manual = Manual(
            "# Livre\n\n## Un\nDes **mots** et\nun [lien](ailleurs).\n![Un écran](images/un.png)\n\n- a\n  suite\n- b\n<!--\nx\n-->\n```sh\nls\n```\n## Annexe : deux\nrien\n"
        )
        #expect(manual.blocks.map(\.titre) == ["Un", nil, nil])
        #expect(
            manual.blocks[1].texte == [
                .init(dit: "Des ", gras: false), .init(dit: "mots", gras: true),
                .init(dit: " et un lien.", gras: false),
            ])
        #expect(manual.blocks[2].liste.map { $0.morceaux.map(\.dit) } == [["a suite"], ["b"]])
    }
}
