import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
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
        sara = try AgentIdentity.generate(.x25519)
        try partnership.joined(by: "sara", sara, fonction: "référente")
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

    @Test("une fiche nommée deux fois se partage une fois, et le jour en est dit")
    func twice() throws {
        let share = try ShareFiches(session)
        let name = pli.slip.id.text
        let first = try share.execute(share.plan([name], with: "sara"))
        #expect(first.shared.count == 1 && first.again == [])
        partnership.operateur.horloge.advance(3_600)
        let plan = try share.plan([name], with: "sara")
        #expect(plan.rows == [])
        let second = try share.execute(plan)
        #expect(second.shared.isEmpty && second.again.map(\.fiche) == [pli.slip.id])
        #expect(second.again.first.map { $0.le + 3_600 } == session.now)
        #expect(daemon.bodies("PUT", Routes.localSend).count == 1)
        #expect(try share.plan(nil, with: "sara").rows == [])
    }

    @Test("ce que compte l'attente est regardé ; seul le résultat dit ce qui est partagé")
    func progress() throws {
        let share = try ShareFiches(session)
        // Named fifty times, it is looked at fifty times, and given once.
        let names = Array(repeating: pli.slip.id.text, count: 50)
        let result = try share.execute(share.plan(names, with: "sara"))
        #expect(result.shared.count == 1)
        let counted = partnership.claire.notices.compactMap { notice in
            if case .progress(let done, _, let what) = notice { (done, what.rawValue) } else { nil }
        }
        #expect(counted.map(\.0) == Array(stride(from: 5, through: 50, by: 5)))
        #expect(counted.allSatisfy { $0.1 == "fiches regardées" })
    }

    @Test("de nouvelles clés n'ouvrent rien de ce qui fut partagé aux anciennes : cela se redonne")
    func newKeys() throws {
        let share = try ShareFiches(session)
        let name = pli.slip.id.text
        _ = try share.execute(share.plan([name], with: "sara"))
        let renewed = try AgentIdentity.generate(.x25519)
        try partnership.joined(by: "sara", renewed, fonction: "référente", serie: 3)
        let later = try ShareFiches(partnership.claire.session())
        #expect(try later.plan(nil, with: "sara").rows.map(\.id) == [pli.slip.id])
        let result = try later.execute(later.plan([name], with: "sara"))
        #expect(result.shared.count == 1 && result.again == [])
        let sent = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last))
        #expect(try !Age.open(sent.age, with: renewed.all).isEmpty)
    }

    @Test(
        "ce qui fut scellé avant qu'elle n'arrive dit à qui le demander ; partagé, il garde expéditeur et jour"
    )
    func newcomer() throws {
        let operateur = partnership.operateur
        let machine = try Machine(empty: operateur)
        try machine.folder.makeFolder("")
        try machine.folder.write(sara.fileBytes(), to: "identite.age")
        let acte = AgentActe(
            nom: operateur.name("sara"), fonction: "référente",
            cle: try sara.signing.verifierKey(name: operateur.name("sara").description),
            destinataire: sara.age.recipient)
        try machine.folder.write(acte.signed(by: sara.signing).bytes, to: "agent.note")
        try machine.folder.pin(partnership.claire.folder.ownCard())
        try machine.knows(partnership.ml.card())
        let hers = try machine.session()
        let open = try OpenFiche(.box(pli.slip.id.text), hers)
        #expect(throws: AgentError(.data, "", next: .fiche(.askColleague(pli.slip.id)))) {
            _ = try open.open { throw AgentError(.usage, "") }
        }
        operateur.horloge.advance(3_600)
        let share = try ShareFiches(session)
        _ = try share.execute(share.plan([pli.slip.id.text], with: "sara"))
        let shared = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: operateur.serviceKey)
        partnership.holds([shared])
        let opening = try OpenFiche(.box(shared.slip.id.text), hers)
        try opening.finish(opening.open { throw AgentError(.usage, "") })
        let listing = try BoxView(hers).list(.reception)
        let row = try #require(listing.rows.first)
        #expect(row.de == operateur.structure)
        #expect(listing.sender(row) == partnership.ml.structure)
        #expect(listing.author(row) == pli.slip.auteur && listing.sealed(row) == pli.slip.scelle)
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
        #expect(code { try result.requireAll() } == .data)
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
