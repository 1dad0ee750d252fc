import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Un problème » : déclaré d'une page, puis qui appeler et avant quand")
struct ProblemTests {
    private let partnership: Partnership
    private let browser: Browser

    init() async throws {
        partnership = try Partnership()
        browser = try await .inside(partnership.claire)
        let now = partnership.operateur.horloge.now
        let partner = partnership.ml.structure
        let clock = NoticeDeadline(
            destinataire: .structure(partner), heures: 36, depart: now,
            echeance: now + 36 * 3_600, statut: .aNotifier, isSent: false, notifie: nil)
        // As the daemon tells an agent who does not handle it.
        let incident = LocalIncident(
            n: 7, type: .violation, statut: .aQualifier, moments: .init(decouverte: now),
            declaration: now, par: partnership.operateur.name("claire"),
            natures: [.confidentialite], touche: IncidentReach(), personnes: 0,
            enregistrements: 0, risque: nil, partenaires: [partner], arrets: [],
            echeances: [clock], cloture: nil, heure: now, dossier: nil)
        partnership.operateur.daemon.on(
            "PUT", Routes.localIncidents, json: incident.value)
    }

    private var facts: [IncidentFact] {
        get throws {
            try partnership.operateur.daemon.bodies("PUT", Routes.localIncidents)
                .compactMap { (try? JSONValue.parse($0))?.object }.map { try IncidentFact($0) }
        }
    }

    @Test("ce qui manque est dit à côté de son champ ; rien n'est déclaré")
    func faults() async throws {
        #expect(try await browser.get("probleme/autre").status == 200)
        let empty = try await browser.send("probleme/autre", [("quand", "hier")])
        #expect(empty.status == 422)
        for field in ["faits", "quand"] {
            #expect(empty.text.contains(#"id="\#(field)-faute""#))
        }
        #expect(empty.text.contains(##"href="#nature-confidentialite""##))
        #expect(empty.text.contains(#"value="hier""#))
        #expect(try facts.isEmpty)
    }

    @Test("déclaré : le numéro, le délai ; ce que l'agent coche est ce qui est touché")
    func declares() async throws {
        let word = browser.desk.handles.handle(of: .structure(partnership.ml.structure))
        let answer = try await browser.send(
            "probleme/autre",
            [
                ("faits", "Un ordinateur volé."), ("quand", "maintenant"),
                ("nature", "confidentialite"), ("nature", "disponibilite"),
                ("partenaire", word), ("portee", "cle"),
            ])
        #expect(answer.status == 200)
        #expect(answer.text.contains("n° 7"))
        #expect(answer.text.contains("qu'il révoque votre clé".escapedApostrophe))
        let all = try facts
        guard case .declaration(let said)? = all.first, all.count == 1 else {
            Issue.record("une déclaration, et une seule")
            return
        }
        #expect(said.natures == [.confidentialite, .disponibilite])
        #expect(said.portee.partenaires == [partnership.ml.structure])
        #expect(said.portee.cles == [partnership.operateur.name("claire")])
        #expect(said.moments.decouverte == partnership.operateur.horloge.now)
    }

    @Test("un partenaire que cette page n'a pas nommé n'est pas déclaré")
    func unknownPartner() async throws {
        let answer = try await browser.send(
            "probleme/autre",
            [
                ("faits", "Une clé perdue."), ("quand", "maintenant"),
                ("nature", "confidentialite"), ("partenaire", "ml.example"),
            ])
        #expect(answer.status == 404)
        #expect(try facts.isEmpty)
    }

    @Test("ce qui court est dit, avec ce qu'il en reste, que la page décompte")
    func clocks() async throws {
        let now = partnership.operateur.horloge.now
        let clock = NoticeDeadline(
            destinataire: .structure(partnership.ml.structure), heures: 36, depart: now,
            echeance: now + 36 * 3_600, statut: .aNotifier, isSent: false, notifie: nil)
        let running = LocalCountdown(n: 7, type: .violation, what: .deadline(clock), heure: now)
        try partnership.operateur.shows([partnership.ml.card()]) {
            $0["echeances"] = .array([running.value])
        }
        let page = try await browser.get("probleme")
        #expect(page.status == 200 && page.text.contains("Incident n° 7"))
        #expect(page.text.contains("Mission locale de Grenoble"))
        #expect(page.text.contains(#"data-delai="129600""#) && page.text.contains("reste 36 h 00"))
    }

    @Test("un ordinateur perdu : la clé est dite peut-être connue sans qu'on ait à y penser")
    func lost() async throws {
        let form = try await browser.get("probleme/perdu")
        #expect(form.text.contains(#"name="portee" value="cle" checked"#))
        #expect(form.text.contains(#"value="confidentialite" checked"#))
    }

    @Test("une plainte veut un partenaire, et court de son arrivée")
    func complaint() async throws {
        let said = [("faits", "Un envoi sans accord."), ("quand", "maintenant")]
        #expect(try await browser.send("probleme/plainte", said).status == 422)
        #expect(try facts.isEmpty)
        let word = browser.desk.handles.handle(of: .structure(partnership.ml.structure))
        let done = try await browser.send("probleme/plainte", said + [("partenaire", word)])
        #expect(done.status == 200)
        guard case .declaration(let declared)? = try facts.first else {
            Issue.record("il fallait la déclarer")
            return
        }
        #expect(declared.type == .plainte && declared.natures.isEmpty)
        #expect(declared.moments.reception == partnership.operateur.horloge.now)
    }

    @Test("une difficulté part scellée ; sans texte ni partenaire, rien ne part")
    func difficulty() async throws {
        let daemon = partnership.operateur.daemon
        let empty = try await browser.send("probleme/difficulte", [("texte", " ")])
        #expect(empty.status == 422 && daemon.bodies("PUT", Routes.localSend).isEmpty)
        #expect(empty.text.contains("choisissez un partenaire"))
        #expect(empty.text.contains(##"<a href="#texte">"##))
        #expect(empty.text.contains(#"texte-faute" aria-invalid="true""#))
        let word = browser.desk.handles.handle(of: .structure(partnership.ml.structure))
        let said = try await browser.send("probleme/difficulte", [("texte", "Reçue deux fois.")])
        #expect(said.status == 422 && said.text.contains("Reçue deux fois.</textarea>"))
        #expect(!said.text.contains("texte-faute"))
        let done = try await browser.send(
            "probleme/difficulte", [("texte", "Reçue deux fois."), ("partenaire", word)])
        #expect(done.status == 200)
        let slip = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last)).slip
        #expect(slip.objet == .anomalie && slip.pour == partnership.ml.structure)
    }
}

extension String {
    /// As a page writes it.
    fileprivate var escapedApostrophe: String { replacing("'", with: "&#39;") }
}
