import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Testing

@Suite struct ShareFichesTests {
    private let partnership: Partnership
    private let pli: Pli
    /// The one who shares is named; a colleague came after the fiche was sealed.
    private let session: Session
    private let sara: AgentIdentity

    init() throws {
        partnership = try Partnership()
        pli = try partnership.receive()
        let operateur = partnership.operateur
        let sara = try AgentIdentity.generate(.x25519)
        let card = try operateur.card(serie: 2) { card in
            card.agents.append(
                Carte.Agent(
                    nom: operateur.name("sara"), fonction: "référente", roles: [.referent],
                    cle: try sara.signing.verifierKey(name: operateur.name("sara").description),
                    destinataire: sara.age.recipient))
        }
        self.sara = sara
        try partnership.claire.folder.pin(card)
        try operateur.shows(own: card, [partnership.ml.card()])
        session = try partnership.claire.session()
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    @Test("on ne partage ni avec soi-même, ni avec qui n'ouvre pas de fiche, ni avec un inconnu")
    func refused() throws {
        let share = try ShareFiches(session)
        #expect(code { _ = try share.plan(nil, with: "claire") } == .usage)
        #expect(code { _ = try share.plan(nil, with: "denis") } == .notAllowed)
        #expect(code { _ = try share.plan(nil, with: "personne") } == .noInput)
    }

    @Test("toute la file se partage une fois ; le plan la compte, et ne dépose rien")
    func all() throws {
        let share = try ShareFiches(session)
        let plan = try share.plan(nil, with: "sara")
        #expect(plan.questions == [.shareAll(1, with: partnership.operateur.name("sara"))])
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        let result = try share.execute(plan)
        #expect(result.shared.map(\.fiche) == [pli.slip.id])
        let read = Routes.localPli(de: pli.slip.de, id: pli.slip.id)
        #expect(daemon.requests.filter { $0.path == read }.map(\.query) == ["partage=oui"])
        let request = try #require(daemon.requests.last { $0.path == Routes.localSend })
        #expect(request.query == "fiche=\(pli.slip.id)&de=\(pli.slip.de)")
        let shared = try Pli(request.body)
        #expect(shared.slip.objet == .partage)
        #expect(
            try Payload(Age.open(shared.age, with: sara.all)).original().manifest.id == pli.slip.id)
        #expect(try share.plan(nil, with: "sara").rows == [])
    }

    @Test("ce que le collègue ouvre déjà n'est pas redonné")
    func held() throws {
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        // Sealed under the card that names the colleague already.
        try partnership.conseillere.folder.save(contact: partnership.claire.folder.ownCard())
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        _ = try send.execute(
            send.plan(Partnership.input(Partnership.fiche("generique"), session)), answers)
        let later = try Pli(#require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.ml.serviceKey)
        partnership.holds([later])
        let share = try ShareFiches(self.session)
        let result = try share.execute(share.plan(nil, with: "sara"))
        #expect(result.held == 1)
        #expect(result.shared.isEmpty)
    }

    @Test("une fiche illisible arrête celle qu'on nomme, et se compte dans toute la file")
    func unread() throws {
        daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id), text: "{}")
        let share = try ShareFiches(session)
        #expect(
            code { _ = try share.execute(share.plan([pli.slip.id.text], with: "sara")) } == .data)
        let result = try share.execute(share.plan(nil, with: "sara"))
        #expect(result.failures == 1)
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
    }

    @Test(
        "une boîte ou un dépôt illisible arrête tout",
        arguments: ["{}", "", "<html></html>", "[{}]"])
    func unreadable(_ text: String) throws {
        let share = try ShareFiches(session)
        let plan = try share.plan(nil, with: "sara")
        daemon.on("PUT", Routes.localSend, text: text)
        #expect(code { _ = try share.execute(plan) } == .data)
        #expect(try share.plan(nil, with: "sara").rows.count == 1)
        daemon.on("GET", "/local/v1/boite/reception", text: text)
        #expect(code { _ = try share.plan(nil, with: "sara") } == .data)
    }
}
