import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("Ce que le service dit : une page au lieu d'une commande, un libellé au lieu d'un nom")
struct DaemonWordsTests {
    private let words = DaemonWords {
        StructureName("ml.example").map { [$0: "Association\nd'à côté"] } ?? [:]
    }

    @Test(
        "une commande que fait une page laisse sa place à cette page, une autre est dite d'un terminal",
        arguments: [
            (
                "L'incident n° 1 est à qualifier : « agir-liaison violation qualifier 1 ».",
                "L'incident n° 1 est à qualifier : « agir-liaison violation qualifier 1 » (dans un "
                    + "terminal)."
            ),
            (
                "depuis le 3/12/2026 : « agir-liaison boite ». Elle sera détruite.",
                "depuis le 3/12/2026 : page « Ma journée ». Elle sera détruite."
            ),
            (
                "de vive voix, « agir-liaison contact verifier ml.example ».",
                "de vive voix, page « Partenaires »."
            ),
            ("« Aucune », sans fin « agir-liaison", "« Aucune », sans fin « agir-liaison"),
        ])
    func commands(said: String, told: String) { #expect(words.told(said) == told) }

    @Test(
        "une structure qui a une carte a son libellé, sur une ligne et élidé ; nul autre nom n'en a",
        arguments: [
            (
                "3 notifications de ml.example, à vérifier",
                "3 notifications d'Association‹U+000A›d'à côté, à vérifier"
            ),
            ("chez ml.example.", "chez Association‹U+000A›d'à côté."),
            ("ml.example/jean, ml.example:443", "ml.example/jean, ml.example:443"),
            ("x.ml.example, autre.example...", "x.ml.example, autre.example..."),
            (
                "« agir-liaison contact reprendre ml.example » les reprend",
                "« agir-liaison contact reprendre ml.example » (dans un terminal) les reprend"
            ),
        ])
    func labels(said: String, told: String) { #expect(words.told(said) == told) }

    @Test(
        "deux partenaires d'un même libellé, ou d'un libellé qui en imite un, sont dits avec leur nom"
    )
    func alike() throws {
        let partnership = try Partnership()
        let (team, folder) = (partnership.operateur, partnership.claire.folder)
        let claire = try #require(team.identities["claire"])
        func declare(_ text: String, _ label: String) throws {
            let name = try #require(StructureName(text))
            let contact = DeclaredContact(
                structure: name, libelle: label, type: .cph, courriel: "accueil@\(text)",
                voie: .guichet, le: team.horloge.now)
            let act = try contact.signed(by: claire.signing, name: team.name("claire"))
            try folder.save(declaredContact: act.bytes, of: name)
        }
        let words = DaemonWords(of: folder, isHosted: false)
        let said = "Deux demandes de droits de ml.example, et une de faux.example."
        #expect(words.told(said).contains("de Mission locale de Grenoble, et une de faux.example."))
        try declare("faux.example", "MISSION LOCALE DE GRENOBLE")
        #expect(
            words.told([said]) == [
                "Deux demandes de droits de Mission locale de Grenoble (ml.example), et une de "
                    + "MISSION LOCALE DE GRENOBLE (faux.example)."
            ])
        try declare("faux.example", "Mission locale de Grenoble (ML.example)")
        #expect(
            words.told(said).contains(
                "et une de Mission locale de Grenoble (ML.example) (faux.example)."))
        try declare("faux.example", "ML.example")
        #expect(words.told(said).contains("et une de ML.example (faux.example)."))
        // The own structure is one of them.
        try declare("faux.example", team.card().carte.libelle)
        #expect(words.told("agir38.example").hasSuffix(" (agir38.example)"))
    }

    @Test("un rappel et une horloge du service, sur la page")
    func page() async throws {
        let partnership = try Partnership()
        partnership.holds([])
        let now = partnership.operateur.horloge.now
        let unread = LocalCountdown(
            n: 7, type: .violation, what: .unread(partnership.ml.structure, 1), heure: now)
        try partnership.operateur.shows([partnership.ml.card()]) {
            $0["rappels"] = .array([
                .string("Les échanges avec ml.example sont suspendus : « agir-liaison boite ».")
            ])
            $0["echeances"] = .array([unread.value])
        }
        let day = try await Browser.inside(partnership.claire).get("")
        #expect(
            day.text.contains(
                "Rappel : Les échanges avec Mission locale de Grenoble sont suspendus : page « Ma "
                    + "journée »."))
        #expect(day.text.contains("notification reçue de Mission locale de Grenoble, qu"))
        #expect(!day.text.contains("ml.example") && !day.text.contains("agir-liaison"))
    }

    @Test("une erreur du service aussi")
    func problem() async throws {
        let partnership = try Partnership()
        partnership.holds([])
        partnership.operateur.daemon.on("GET", "/local/v1/boite/reception") { _ in
            let problem = Problem(
                code: "introuvable", status: 404, title: "Rien de agir38.example.",
                detail: "Voyez « agir-liaison contact lister ».")
            return .init(status: 404, body: problem.bytes)
        }
        let page = try await Browser.inside(partnership.claire).get("")
        #expect(page.status == 404)
        #expect(page.text.contains("Rien d&#39;Opérateur AGIR"))
        #expect(page.text.contains("Voyez page « Partenaires »."))
    }
}
