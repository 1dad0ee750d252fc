import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Partager », deux fois : une seule est donnée, avec son expéditeur et son jour")
struct ShareTests {
    private let partnership: Partnership
    private let pli: Pli
    private let name: KeyName
    private let sara: Machine

    init() throws {
        partnership = try Partnership()
        pli = try partnership.receive()
        let team = partnership.operateur
        let identity = try AgentIdentity.generate(.x25519)
        let name = team.name("sara")
        self.name = name
        let cle = try identity.signing.verifierKey(name: name.description)
        let card = try partnership.joined(by: "sara", identity, fonction: "Référente")
        sara = try Machine(empty: team)
        try sara.folder.makeFolder("")
        try sara.folder.write(identity.fileBytes(), to: "identite.age")
        let acte = AgentActe(
            nom: name, fonction: "Référente", cle: cle, destinataire: identity.age.recipient)
        try sara.folder.write(acte.signed(by: identity.signing).bytes, to: "agent.note")
        try sara.folder.pin(card)
        try sara.knows(partnership.ml.card())
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    @Test("la seconde fois le dit, et ne dépose rien ; c'est toujours celle du partenaire")
    func twice() async throws {
        let browser = try await Browser.inside(partnership.claire)
        let page = "fiche/\(browser.desk.handles.handle(of: .pli(pli.slip.key)))/partager"
        partnership.operateur.horloge.advance(2 * 86_400)
        let values = [("collegue", name.description)]
        let first = try await browser.send(page, values)
        #expect(first.status == 200 && first.text.contains("sara la trouve dans ses fiches reçues"))
        let second = try await browser.send(page, values)
        #expect(second.status == 200 && second.text.contains("sara l&#39;avait déjà"))
        #expect(daemon.bodies("PUT", Routes.localSend).count == 1)

        let shared = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.operateur.serviceKey)
        #expect(shared.slip.scelle == pli.slip.scelle + 2 * 86_400)
        partnership.holds([shared])
        let hers = try await Browser.inside(sara)
        let word = hers.desk.handles.handle(of: .pli(shared.slip.key))
        let opened = try await hers.get("fiche/\(word)")
        #expect(opened.status == 200 && opened.text.contains("OFFICE"))
        #expect(opened.text.contains("scellée le \(ParisTime.french(pli.slip.scelle))"))
        // Once it was read, the list has whose it is, not who handed it on.
        let day = try await hers.get("")
        #expect(
            day.text.contains("OFFICE Samir") && day.text.contains("Mission locale de Grenoble"))
        // And when that one was sealed, as the command line's box: two days ago.
        let now = partnership.operateur.horloge.now
        #expect(day.text.contains(">\(FrenchMoment.past(pli.slip.scelle, now: now))<"))
        #expect(!day.text.contains("aujourd&#39;hui, "))
    }
}
