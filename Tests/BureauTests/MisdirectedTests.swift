import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("Une fiche au mauvais endroit : retirée à temps, ou déclarée")
struct MisdirectedTests {
    private let partnership: Partnership
    private let browser: Browser
    private let slip: Slip

    /// A fiche of the operator's to the mission locale.
    init() async throws {
        partnership = try Partnership()
        let session = try partnership.claire.session()
        let send = try SendFiche(session)
        var confirmed = FicheAnswers()
        confirmed.confirmsWarnings = true
        _ = try send.execute(
            send.plan(Partnership.input(Partnership.fiche("spe"), to: ["ml.example"], session)),
            confirmed)
        let daemon = partnership.operateur.daemon
        slip = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last)).slip
        partnership.holds([])
        let row = BoxEntry(
            slip, recu: nil, place: .envoi(.enAttente, retenu: false, accuses: []))
        daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        browser = try await .inside(partnership.claire)
        daemon.forget()
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }
    private let page = "probleme/destinataire"
    private var fiche: (String, String) {
        ("fiche", browser.desk.handles.handle(of: .pli(slip.key)))
    }

    private func comesTo(_ issue: Retrait.Issue) {
        let withdrawal = Withdrawal(
            pour: slip.pour, issue: issue, voie: .service, le: partnership.operateur.horloge.now,
            par: partnership.operateur.name("claire"), motif: .erreurDestinataire)
        daemon.on("POST", Routes.localWithdrawal(slip.id), json: [withdrawal].value)
    }

    @Test("pas encore partie, elle est retirée : rien n'est à déclarer")
    func inTime() async throws {
        comesTo(.retire)
        let list = try await browser.get(page)
        #expect(list.text.contains("à Mission locale de Grenoble"))
        // What was said is given back.
        let unchosen = try await browser.send(page, [("pas-parti", "oui")])
        #expect(unchosen.status == 422)
        #expect(unchosen.text.contains(#"name="pas-parti" value="oui" checked"#))
        let done = try await browser.send(page, [fiche])
        #expect(done.status == 200 && done.text.contains("La fiche est retirée"))
        #expect(done.text.contains("La fiche de SPECIMEN Amina, envoyée à Mission locale"))
        #expect(daemon.bodies("PUT", Routes.localIncidents).isEmpty)
    }

    @Test("déjà remise : qui appeler, quoi dire, puis la violation, et la demande par écrit")
    func tooLate() async throws {
        comesTo(.parti)
        let now = partnership.operateur.horloge.now
        let incident = LocalIncident(
            n: 9, type: .violation, statut: .aQualifier, moments: .init(decouverte: now),
            declaration: now, par: partnership.operateur.name("claire"),
            natures: [.confidentialite], touche: IncidentReach(), personnes: 0,
            enregistrements: 0, risque: nil, partenaires: [slip.pour], arrets: [],
            echeances: [], cloture: nil, heure: now, dossier: nil)
        daemon.on("PUT", Routes.localIncidents, json: incident.value)
        let late = try await browser.send(page, [fiche])
        #expect(late.status == 200 && late.text.contains("Trop tard pour la retirer"))
        // What a person can say on the telephone, and the name for who calls alone.
        let (short, day) = (slip.id.text.prefix(8), ParisTime.french(slip.scelle))
        #expect(!late.text.contains(slip.id.text))
        #expect(late.text.contains("vous a envoyée le \(day), n° \(short), l&#39;a été à tort"))
        #expect(
            late.text.contains(
                "La fiche de SPECIMEN Amina, envoyée à Mission locale de Grenoble le \(day), n° "
                    + "\(short)."))
        #expect(late.text.split(separator: "SPECIMEN").count == 2)
        #expect(daemon.bodies("PUT", Routes.localIncidents).isEmpty)
        let ask = ("demander", browser.desk.handles.handle(of: .structure(slip.pour)))
        let empty = try await browser.send(
            page, [fiche, ("etape", "declarer"), ("quand", "maintenant"), ask])
        #expect(empty.status == 422 && daemon.bodies("PUT", Routes.localSend).isEmpty)
        let declared = try await browser.send(
            page,
            [
                fiche, ("etape", "declarer"), ("quand", "maintenant"),
                ("faits", "Mauvais partenaire."), ask,
            ])
        #expect(declared.status == 200 && declared.text.contains("n° 9"))
        let said = try #require(daemon.bodies("PUT", Routes.localIncidents).first)
        let object = try #require(try JSONValue.parse(said).object)
        guard case .declaration(let fact) = try IncidentFact(object) else {
            Issue.record("il fallait la déclarer")
            return
        }
        #expect(fact.portee.fiches == [slip.key] && fact.natures == [.confidentialite])
        let message = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last)).slip
        #expect(message.objet == .anomalie && message.pour == slip.pour)
    }
}
