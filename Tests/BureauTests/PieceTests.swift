import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Pièces » et « Partager » : ce qui vient avec une fiche, et à qui on la donne")
struct PieceTests {
    private let partnership: Partnership
    private let browser: Browser
    private let word: String

    private static let pdf = Array("%PDF-1.4 essai".utf8)

    init() async throws {
        partnership = try Partnership()
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        let input = try FicheInput(
            file: "/fiches/fiche.json", content: Partnership.fiche("generique"),
            attachments: Attachments(pieces: [
                .init(nom: "<b>ordonnance.exe.pdf", content: Self.pdf, purpose: .autre)
            ]),
            to: [Destination("agir38.example", session: session, unverifiedReason: nil)], session)
        _ = try send.execute(send.plan(input), answers)
        let bytes = try #require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last)
        let pli = try Pli(bytes).countersigned(by: partnership.ml.serviceKey)
        partnership.holds([pli])
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, text: "[]")
        browser = try await .inside(partnership.claire)
        word = browser.desk.handles.handle(of: .pli(pli.slip.key))
    }

    @Test("une pièce se prend telle quelle, sous un nom à nous, et rien en elle ne s'exécute")
    func download() async throws {
        let page = try await browser.get("fiche/\(word)")
        #expect(page.text.contains("&lt;b&gt;ordonnance"))
        #expect(page.text.contains(browser.path("fiche/\(word)/piece/1")))
        let piece = try await browser.get("fiche/\(word)/piece/1")
        #expect(piece.status == 200 && piece.text == "%PDF-1.4 essai")
        #expect(piece.header("Content-Type") == "application/pdf")
        #expect(piece.header("Content-Disposition") == "attachment; filename=\"piece-1.pdf\"")
        #expect(piece.header("Content-Security-Policy") == SecurityHeaders.sandbox)
        #expect(piece.header("X-Content-Type-Options") == "nosniff")
        // It is on a disk from now on: the log has the export, the list the copy, as one that is outside.
        let exports = partnership.operateur.daemon.requests.filter { $0.query == "export=oui" }
        #expect(exports.count == 1)
        let session = try partnership.claire.session()
        let copies = try Copies.update(session).rows
        #expect(copies.map(\.chemin) == ["piece-1.pdf"] && copies.allSatisfy(\.isOutside))
        for rank in ["0", "2", "x", "-1"] {
            #expect(try await browser.get("fiche/\(word)/piece/\(rank)").status == 404)
        }
    }

    @Test("un numéro mal écrit se corrige sur place ; celui d'une autre personne est refusé")
    func attaches() async throws {
        let page = "fiche/\(word)/rattacher"
        // It bears its own: nothing is proposed.
        #expect(!(try await browser.get("fiche/\(word)").text.contains("/rattacher")))
        partnership.operateur.daemon.forget()
        #expect(try await browser.get(page).status == 200)
        for number in ["12", "3803000001"] {
            let answer = try await browser.send(page, [("numero", number)])
            #expect(answer.status == 422 && answer.text.contains(#"id="numero-faute""#))
            #expect(answer.text.contains("value=\"\(number)\""))
        }
        #expect(!partnership.operateur.daemon.asked.contains("PUT \(Routes.localAnnotations)"))
    }

    @Test("ce qui n'est pas une sortie ne se confirme pas")
    func confirms() async throws {
        #expect(!(try await browser.get("fiche/\(word)").text.contains("/confirmer")))
        #expect(try await browser.send("fiche/\(word)/confirmer").status == 422)
        #expect(partnership.operateur.daemon.bodies("PUT", Routes.localFacts).isEmpty)
    }

    @Test("partager demande à qui ; qui n'est pas un collègue n'est personne")
    func shares() async throws {
        #expect(try await browser.get("fiche/\(word)").text.contains("/partager"))
        #expect(try await browser.get("fiche/\(word)/partager").status == 200)
        let wrong = try await browser.send(
            "fiche/\(word)/partager", [("collegue", "ml.example/claire")])
        #expect(wrong.status == 422)
        #expect(partnership.operateur.daemon.bodies("PUT", Routes.localSend).isEmpty)
    }

    @Test("ce qui fut téléchargé se voit, et ne quitte la liste que sur la parole de qui l'a")
    func copies() async throws {
        _ = try await browser.get("fiche/\(word)/piece/1")
        let list = try await browser.get("copies")
        #expect(list.status == 200 && list.text.contains("piece-1.pdf"))
        #expect(list.text.contains("Je l&#39;ai détruit"))
        #expect(try await browser.send("copies/9").status == 404)
        let rest = list.text.split(separator: #"name="marque" value=""#).dropFirst().first
        let mark = String(try #require(rest).prefix { $0 != "\"" })
        // Another page may have taken away the one that had this number: nothing else goes in its place.
        let others: [[(String, String)]] = [[], [("marque", "0")], [("marque", "\(mark)0")]]
        for other in others {
            #expect(try await browser.send("copies/1", other).status == 409)
        }
        #expect(try await browser.get("copies").text.contains("piece-1.pdf"))
        let gone = try await browser.send("copies/1", [("marque", mark)])
        #expect(gone.status == 303 && gone.header("Location") == browser.path("copies"))
        #expect(!(try await browser.get("copies").text.contains("piece-1.pdf")))
    }

    @Test("un fichier de cette machine est nommé, et son dossier, sans son chemin")
    func written() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/fiche.json"
        try PrivateFile.write("{}".utf8, to: path)
        Copies.record(path, .fiche, .none, partnership.claire.context)
        let list = try await browser.get("copies").text
        #expect(list.contains("<td>fiche.json<small>"))
        let name = try #require(folder.path.split(separator: "/").last)
        #expect(list.contains("la machine de ce bureau, dossier « \(name) »"))
        #expect(!list.contains(path))
    }

    @Test("un export que le service ne note pas n'est pas donné")
    func unlogged() async throws {
        let daemon = partnership.operateur.daemon
        guard case .pli(let key) = try browser.desk.handles.target(word) else { return }
        let path = Routes.localPli(de: key.de, id: key.id)
        let before = try partnership.claire.session().client.request("GET", path).body
        daemon.on("GET", path) { request in
            request.query == "export=oui" ? .problem(403) : .init(status: 200, body: before)
        }
        #expect(try await browser.get("fiche/\(word)/piece/1").status == 403)
    }
}
