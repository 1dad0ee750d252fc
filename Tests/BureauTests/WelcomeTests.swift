import AgentTestSupport
import BureauAccess
import HTTPTypes
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Bienvenue » : les clés, la feuille de secours, la carte, sans une commande")
struct WelcomeTests {
    private let team: Team
    private let machine: Machine
    private let browser: Browser

    init() throws {
        let horloge = TestClock()
        horloge.set(Instant("2026-11-25T10:00:00Z")!)
        team = try Team("agir38.example", .operateurAGIR, horloge)
        machine = try Machine(empty: team)
        browser = try Browser(machine)
    }

    private static let own = "quatre mots sans rapport"
    private static let names = [
        ("nom", "sara.martin"), ("structure", "agir38.example"), ("fonction", "Référente"),
    ]

    /// What stands in an element of that class.
    private func digits(_ html: String) -> String {
        html.split(separator: "class=\"chiffres\"").dropFirst().first.map { rest in
            String(rest.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" })
        } ?? ""
    }

    private func upload(
        _ page: String, _ fields: [(String, String)], _ files: [(String, [UInt8])] = []
    ) async throws -> Browser.Answer {
        let token = browser.desk.visit.token(for: browser.path(page))
        var body = ""
        for (name, value) in [("jeton", token)] + fields {
            body +=
                "--limite\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        for (name, content) in files {
            body +=
                "--limite\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\(name)\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n"
                + String(decoding: content, as: UTF8.self) + "\r\n"
        }
        return try await browser.ask(
            .post, page, cookie: browser.cookie,
            fields: [("Content-Type", "multipart/form-data; boundary=limite")],
            body: body + "--limite--\r\n")
    }

    /// The groups of a fingerprint, as the form names them.
    private func groups(_ fingerprint: Fingerprint) -> [(String, String)] {
        fingerprint.description.split(separator: " ").enumerated().map { index, group in
            ("groupe-\(index + 1)", String(group))
        }
    }

    private func create() async throws -> Browser.Answer {
        _ = try await browser.send(
            "bienvenue", Self.names + [("choix", "mienne"), ("phrase", Self.own)])
        return try await browser.send("bienvenue/phrase", [("phrase", Self.own)])
    }

    @Test("sans identité, toute page mène à « Bienvenue », qui ne se rouvre pas ensuite")
    func leads() async throws {
        for page in ["", "brouillons", "fiche/x"] {
            let answer = try await browser.get(page)
            #expect(answer.status == 303)
            #expect(answer.header("Location") == browser.path("bienvenue"))
        }
        let page = try await browser.get("bienvenue")
        #expect(page.status == 200 && page.text.contains(#"name="fonction""#))
        #expect(try await browser.get("bienvenue/second").text.contains("à la fois"))
        #expect(try await browser.get("bienvenue/fichier/secours").status == 404)
        _ = try await create()
        #expect(try await browser.get("bienvenue").status == 303)
        #expect(
            try await browser.get("").header("Location") == browser.path("bienvenue/structure"))
    }

    @Test("ce qui manque, ou ne tient pas, est dit à côté de son champ, et rien n'est fait")
    func faults() async throws {
        let cases: [([(String, String)], String)] = [
            ([("nom", "Sara Martin !")], "nom-faute"),
            ([("structure", "agir 38 !")], "structure-faute"),
            ([("fonction", " ")], "fonction-faute"),
            ([("choix", "mienne"), ("phrase", "courte")], "en faut 20"),
            ([("choix", "mienne"), ("phrase", String(repeating: "ab", count: 15))], "répète"),
            ([("choix", "mienne"), ("phrase", "les clés de sara, quatre fois")], "votre nom"),
        ]
        for (changed, words) in cases {
            let kept = Self.names.filter { name in !changed.contains { $0.0 == name.0 } }
            let answer = try await browser.send("bienvenue", kept + changed)
            #expect(answer.status == 422)
            #expect(answer.text.contains(words), "\(words)")
            #expect(!answer.text.contains(#"value="courte""#))
            let isPhrase = changed.contains { $0.0 == "phrase" }
            #expect(answer.text.contains("id=\"phrase-faute\"") == isPhrase)
            #expect(answer.text.contains("aria-invalid"))
        }
        #expect(!machine.folder.hasIdentity)
    }

    @Test("sept mots montrés une fois ; retapés au signe près, ils scellent l'identité")
    func generated() async throws {
        let shown = try await browser.send("bienvenue", Self.names + [("choix", "proposee")])
        let words = digits(shown.text)
        #expect(words.split(separator: " ").count == Phrase.wordCount)
        let wrong = try await browser.send("bienvenue/phrase", [("phrase", words + " ")])
        #expect(wrong.status == 422 && !wrong.text.contains(words))
        #expect(!machine.folder.hasIdentity)
        let sheet = try await browser.send("bienvenue/phrase", [("phrase", words)])
        #expect(sheet.status == 200 && sheet.text.contains("agir38.example/sara.martin"))
        var bytes = Array(words.utf8)
        let sealed = try machine.folder.read("identite.age", limit: 1 << 20)
        _ = try SealedFile.open(sealed, passphrase: SecretBytes(taking: &bytes))
        #expect(browser.desk.welcome.beginning == nil)
        // Loaded again, it makes nothing anew.
        let again = try await browser.send("bienvenue/phrase", [("phrase", words)])
        #expect(again.status == 303)
    }

    @Test("la feuille de secours et ses deux fichiers rendent les clés sur une autre machine")
    func restores() async throws {
        let code = digits(try await create().text)
        let backup = try machine.folder.read("secours.age", limit: 1 << 20)
        let note = try machine.folder.read("agent.note", limit: 1 << 20)
        #expect(
            try await browser.get("bienvenue/fichier/secours").header("Content-Disposition")
                == "attachment; filename=\"secours.age\"")
        let other = try Machine(empty: team)
        var new = Array("une autre phrase bien longue".utf8)
        let phrase = try SecretBytes(taking: &new)
        #expect(throws: AgentError.self) {
            try IdentityCare.restore(
                backup: backup, note: note, code: Array("AAAAA".utf8),
                other.context.answering { _ in phrase })
        }
        #expect(!other.folder.hasIdentity)
        try IdentityCare.restore(
            backup: backup, note: note, code: Array(code.utf8),
            other.context.answering { _ in phrase })
        #expect(try other.folder.agentActe() == machine.folder.agentActe())
        let sealed = try other.folder.read("identite.age", limit: 1 << 20)
        _ = try SealedFile.open(sealed, passphrase: phrase)
    }

    @Test("sans les deux fichiers, ou avec deux phrases, rien n'est repris")
    func restoreFaults() async throws {
        let page = "bienvenue/reprise"
        #expect(try await browser.get(page).status == 200)
        let none = try await upload(
            page, [("code", "A"), ("phrase", Self.own), ("encore", Self.own)])
        #expect(none.status == 422 && none.text.contains("secours.age et agent.note"))
        #expect(none.text.contains("id=\"fichiers-faute\"") && none.text.contains("value=\"A\""))
        #expect(!machine.folder.hasIdentity)
    }

    @Test(
        "un fichier que le courriel a changé est refusé par son nom, et se redemande en pièce jointe"
    )
    func alteredByMail() async throws {
        func refused(_ answer: Browser.Answer, _ name: String) {
            #expect(answer.status == 422 && answer.text.contains("Le fichier \(name) n"))
            #expect(answer.text.contains("en pièce jointe"))
        }
        let altered = Array("Bonjour,\n\n".utf8)
        let note = try Machine("claire", of: team).folder.read("agent.note", limit: 1 << 20)
        refused(
            try await upload(
                "bienvenue/reprise", [("code", "A"), ("phrase", Self.own), ("encore", Self.own)],
                [
                    ("secours.age", Array("age-encryption.org/v1\n".utf8)),
                    ("claire.note", altered + note),
                ]),
            "claire.note")
        _ = try await create()
        let card = try altered + team.card().bytes
        refused(
            try await upload(
                "bienvenue/structure",
                groups(Fingerprint(structure: try team.card().carte.cleStructure)),
                [("Envoyés/agir38.carte", card)]), "agir38.carte")
        #expect(!machine.folder.exists("ancre"))
    }

    @Test(
        "les chiffres de l'agent se lisent, ceux de la structure se comparent, puis le bureau s'ouvre"
    )
    func joins() async throws {
        _ = try await create()
        let acte = try machine.folder.agentActe()
        let page = try await browser.get("bienvenue/structure")
        #expect(
            digits(page.text)
                == Fingerprint(agent: acte.cle, recipient: acte.destinataire).description)
        let expected = Fingerprint(structure: try team.card().carte.cleStructure)
        let step = "bienvenue/structure"

        let short = try await upload(step, Array(groups(expected).dropLast()))
        #expect(short.status == 422 && short.text.contains("groupe-6-faute"))
        // The card that the service gives does not name her yet.
        let early = try await upload(step, groups(expected))
        #expect(early.status == 422 && early.text.contains("ne vous nomme pas encore"))

        let card = try team.card(serie: 2) { card in
            card.agents.append(
                Carte.Agent(
                    nom: acte.nom, fonction: acte.fonction, roles: [.referent], cle: acte.cle,
                    destinataire: acte.destinataire))
        }
        var swapped = groups(expected)
        (swapped[0].1, swapped[1].1) = (swapped[1].1, swapped[0].1)
        let wrong = try await upload(step, swapped, [("agir38.carte", card.bytes)])
        #expect(wrong.status == 422 && wrong.text.contains("Groupes qui diffèrent : 1, 2."))
        #expect(!machine.folder.exists("ancre"))

        let joined = try await upload(step, groups(expected), [("agir38.carte", card.bytes)])
        #expect(joined.status == 303 && joined.header("Location") == browser.path(""))
        #expect(machine.folder.exists("ancre"))
        #expect(try await browser.get("").text.contains("Ouvrir mon identité"))
    }

    @Test("hébergée, qui elle est vient du frontal, et de personne d'autre")
    func hosted() async throws {
        let hosted = try Browser(machine, isHosted: true)
        let word = [
            ("Liaison-Session", String(repeating: "a", count: 32)),
            ("Liaison-Agent", "agir38.example/sara.martin"), ("Liaison-Echecs", "0"),
        ]
        let place = try await hosted.ask(.post, FrontWord.opening, cookie: nil, fields: word)
        #expect(place.status == 200)
        let start = try await hosted.ask(.get, place.text, cookie: nil, fields: word)
        let cookie = String(try #require(start.header("Set-Cookie")).prefix { $0 != ";" })
        let page = try await hosted.ask(.get, "bienvenue", cookie: cookie, fields: word)
        #expect(page.text.contains("agir38.example/sara.martin"))
        #expect(!page.text.contains(#"name="nom""#))
        // The promise of a machine of one's own is not made for the structure's.
        #expect(page.text.contains("sur le serveur de votre structure"))
        #expect(!page.text.contains("personne d&#39;autre"))
        #expect(try await browser.get("bienvenue").text.contains("personne d&#39;autre"))
        let token = hosted.desk.visit.token(for: hosted.path("bienvenue"))
        _ = try await hosted.ask(
            .post, "bienvenue", cookie: cookie, fields: word,
            body: Browser.encoded([
                ("jeton", token), ("nom", "autre"), ("structure", "autre.example"),
                ("fonction", "Référente"), ("choix", "proposee"),
            ]))
        #expect(hosted.desk.welcome.beginning?.name.local == "sara.martin")
        // Another agent's session is none of this process.
        let other = word.map { $0.0 == "Liaison-Agent" ? ($0.0, "agir38.example/paul") : $0 }
        let refused = try await hosted.ask(.post, FrontWord.opening, cookie: nil, fields: other)
        #expect(refused.status == 403)
    }
}
