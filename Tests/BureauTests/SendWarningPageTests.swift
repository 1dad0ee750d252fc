import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Envoyer » : le partenaire d'une phrase à accepter y a son libellé")
struct SendWarningPageTests {
    private func marks(_ html: String) -> [(String, String)] {
        Browser.held("accepte", "marque", "voie", in: html)
    }

    /// The page on which a fiche of the manual leaves that machine.
    private func page(
        _ modele: FicheModele, from machine: Machine, to partner: Team, _ browser: Browser
    ) async throws -> Browser.Answer {
        let session = try machine.session()
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let start = try FicheStart.from(
            "/\(root)/docs/exemple-\(modele.rawValue).json", modele, session.context)
        let draft = try SealedDrafts(session).begin(start, to: partner.structure)
        let word = browser.desk.handles.handle(of: .draft(draft.id))
        return try await browser.get("brouillon/\(word)/envoyer")
    }

    @Test("ce qui est dit d'un partenaire l'est par son libellé, sur une ligne")
    func words() throws {
        let team = try Team("ml.example", .missionLocale, TestClock())
        let card = try team.card().carte
        let le = try #require(Instant("2026-11-25T10:00:00Z"))
        let warnings: [FicheWarning] = [
            .otherPartner(named: "ml.example", addressee: card),
            .sentAlready(to: team.structure, id: .random(), le: le),
            .noConvention(team.structure),
        ]
        #expect(
            warnings.map { $0.words { _ in "Association\nd'à côté" } } == [
                "La fiche nomme une autre structure (« ml.example ») que son destinataire, "
                    + "« Association‹U+000A›d'à côté ».",
                "La même fiche est déjà partie à Association‹U+000A›d'à côté le 25/11/2026.",
                "Aucune convention n'est enregistrée avec Association‹U+000A›d'à côté pour ce modèle de "
                    + "fiche.",
            ])
    }

    @Test("déjà partie : à qui, par son libellé, avec son nom quand deux se lisent pareil")
    func sentAlready() async throws {
        let partnership = try Partnership()
        let pli = try partnership.receive()
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, text: "[]")
        let browser = try await Browser.inside(partnership.claire)
        let page = "fiche/\(browser.desk.handles.handle(of: .pli(pli.slip.key)))/repondre"
        let values = [
            ("nom", "MODELE"), ("prenom", "Claire"), ("telephone", "06 00 00 00 01"),
            ("fait-a", "Grenoble"), ("accord", "oui"), ("reponse", "D'accord."),
        ]
        func send(_ step: String, _ more: [(String, String)] = []) async throws -> Browser.Answer {
            try await browser.send(page, values + more + [("etape", step)])
        }
        let first = try await send("controler")
        #expect(first.status == 200 && !first.text.contains("déjà partie"))
        #expect(try await send("envoyer", marks(first.text)).status == 303)
        let again = try await send("controler")
        #expect(again.text.contains("déjà partie à Mission locale de Grenoble le "))
        let twin = try await browser.send(
            "partenaire/declarer",
            [
                ("structure", "faux.example"), ("libelle", "Mission locale de Grenoble"),
                ("type", "pole-emploi"), ("voie", "archive"),
            ])
        #expect(twin.status == 200)
        let alike = try await send("controler")
        #expect(alike.text.contains("déjà partie à Mission locale de Grenoble (ml.example) le "))
        // What was accepted before there was another of that label is still accepted.
        #expect(try await send("envoyer", marks(again.text)).status == 303)
    }

    @Test("sans convention : avec qui, par son libellé")
    func noConvention() async throws {
        let partnership = try Partnership(.missionLocale)
        let browser = try await Browser.inside(partnership.claire)
        let confirm = try await page(
            .spe, from: partnership.claire, to: partnership.ml, browser)
        #expect(
            confirm.text.contains(
                "Aucune convention n&#39;est enregistrée avec Mission locale de Grenoble pour ce"))
    }

    @Test("à savoir : un programme d'avant est celui d'un libellé")
    func olderProgram() async throws {
        let partnership = try Partnership()
        let team = partnership.operateur
        var object = try Acte(.carte, team.card().bytes).object
        object["capacites"] = .array([.string("refus-motives")])
        let act = try Acte(
            .carte, object, key: team.structureKey, name: team.structure.key(.structure))
        let older = try SignedCarte(act.bytes)
        try partnership.conseillere.knows(older)
        try partnership.ml.shows([older])
        let browser = try await Browser.inside(partnership.conseillere)
        let confirm = try await page(
            .generique, from: partnership.conseillere, to: team, browser)
        #expect(
            confirm.text.contains(
                "Le programme d&#39;Opérateur AGIR de l&#39;Isère est d&#39;une version d&#39;avant"
            ))
    }
}
