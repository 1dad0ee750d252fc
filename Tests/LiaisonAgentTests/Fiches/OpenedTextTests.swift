import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What a partner sealed, as the operator's referent reads it: `ouvrir --format html` is one page writer's, with
/// its content security policy, whatever was sealed.
@Suite struct OpenedTextTests {
    private let partnership: Partnership
    private let author: Session

    init() throws {
        partnership = try Partnership()
        author = try partnership.conseillere.session()
    }

    private static let markup = "<script>alert(1)</script><img src=x>"

    /// Seals a part as the partner's program would not, and opens it at the operator's.
    private func opened(_ objet: Objet, _ part: Payload.Part) throws -> OpenedPayload {
        let destination = try Destination(
            "agir38.example", session: author, unverifiedReason: nil)
        let sealer = Sealer(session: author, destinations: [destination], classical: true)
        let pli = try sealer.plis(sealer.seal(objet, part))[0]
            .countersigned(by: partnership.ml.serviceKey)
        partnership.holds([pli])
        return try OpenFiche(.box(pli.slip.id.text), partnership.claire.session()).open()
    }

    private func part(_ name: String, _ content: String) -> Payload.Part {
        Payload.Part(nom: name, type: "application/json", content: Array(content.utf8))
    }

    private func check(_ page: String) {
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.hasSuffix("</html>\n"))
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("Signé par claire (claire), Mission locale"))
        for markup in ["<script", "<img"] { #expect(!page.contains(markup)) }
    }

    @Test("une anomalie est une page ; son texte n'y est que du texte")
    func anomaly() throws {
        let opened = try opened(.anomalie, AnomalieMessage(texte: Self.markup).part())
        let page = opened.text(.html)
        check(page)
        #expect(page.contains("Anomalie dite par ml.example"))
        #expect(page.contains("&lt;script&gt;alert(1)"))
        #expect(opened.text(.texte).contains(Self.markup))
    }

    @Test("une demande de droits est une page, ce qui est à rectifier compris")
    func rights() throws {
        let champs: JSONValue = [
            "/beneficiaire/<script>": .string(Self.markup), "x": [.string("<img src=y>")],
        ]
        let message = try RightsMessage(
            numeroAGDREF: #require(AGDREFNumber("3803054321")), demande: .rectification,
            champs: champs)
        // A DPO sends it; a referent opens it too.
        let denis = try Machine("denis", of: partnership.ml)
        try denis.knows(partnership.operateur.card())
        let author = try denis.session()
        let destination = try Destination(
            "agir38.example", session: author, unverifiedReason: nil, roles: [.referent, .dpo])
        let sealer = Sealer(session: author, destinations: [destination], classical: true)
        let pli = try sealer.plis(sealer.seal(.droits, message.part))[0]
            .countersigned(by: partnership.ml.serviceKey)
        partnership.holds([pli])
        let opened = try OpenFiche(.box(pli.slip.id.text), partnership.claire.session()).open()
        let page = opened.text(.html)
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("Demande de droits, transmise par ml.example"))
        #expect(page.contains("3803054321"))
        #expect(page.contains("À rectifier"))
        for markup in ["<script", "<img"] { #expect(!page.contains(markup)) }
    }

    @Test("une sortie, et ce qui se donne pour une sortie, sont des pages")
    func exit() throws {
        let message = SortieMessage(
            numeroAGDREF: try #require(AGDREFNumber("3803054321")),
            le: try #require(CalendarDate("2026-11-20")))
        let page = try opened(.sortie, message.part).text(.html)
        check(page)
        #expect(page.contains("Fin de l'accompagnement"))
        #expect(page.contains("20/11/2026"))
        check(try opened(.sortie, part("sortie.json", Self.markup)).text(.html))
    }

    @Test("un tableau est une page")
    func table() throws {
        let content = "Programme AGIR\r\n\(Self.markup);2\r\n"
        let opened = try opened(.tableauOFII, part("tableau.csv", content))
        check(opened.text(.html))
        #expect(opened.text(.texte).contains("Programme AGIR\n"))
    }

    @Test(
        "une fiche qui ne suit pas son formulaire est une page, avec ce qu'elle porte",
        arguments: [
            "<script>alert(1)</script>", "[]", "{", "", #"{"<script>":"<img src=x>"}"#,
            #"{"modele":"generique","beneficiaire":{"nom":"<script>"},"x":"<img>"}"#,
        ])
    func defective(_ content: String) throws {
        let opened = try opened(
            .fiche,
            Payload.Part(
                nom: "fiche.json", type: "application/vnd.agir-liaison.fiche+json",
                content: Array(content.utf8)))
        #expect(opened.fiche == nil)
        check(opened.text(.html))
    }

    @Test("ce qui n'est pas vérifié est une page aussi, qui le dit")
    func unverified() throws {
        let session = try partnership.claire.session()
        let age = try Age.seal(
            Array(Self.markup.utf8), to: [session.agent.destinataire])
        let opened = try OpenFiche(.file(age), session).open(acceptsUnverified: true)
        let page = opened.text(.html)
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("NON VÉRIFIÉ"))
        #expect(!page.contains("<script"))
    }

    @Test(
        "avec un format, un seul fichier est écrit, dans la liste des copies ; rien n'est remplacé")
    func oneFile() throws {
        let pli = try partnership.receive()
        let session = try partnership.claire.session()
        let folder = try TemporaryFolder()
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        let opened = try open.open()
        for (format, name) in [(FicheFormat.html, "f.html"), (.texte, "f.txt"), (.json, "f.json")] {
            let path = "\(folder.path)/\(name)"
            try open.write(opened, as: format, to: path)
            #expect(
                try PrivateFile.read(path, limit: 1 << 20) == Array(opened.text(format).utf8))
            #expect(code { try open.write(opened, as: format, to: path) } == .exists)
        }
        #expect(PrivateFile.names(in: folder.path) == ["f.html", "f.json", "f.txt"])
        let rows = try Copies.update(session).rows
        #expect(rows.count == 3)
        #expect(rows.allSatisfy { $0.fiche == pli.slip.key })
    }
}
