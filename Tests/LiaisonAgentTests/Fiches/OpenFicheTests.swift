import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct OpenFicheTests {
    private let partnership: Partnership
    private let pli: Pli
    private let session: Session

    init() throws {
        partnership = try Partnership()
        pli = try partnership.receive()
        session = try partnership.claire.session()
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    private func phrase(_ text: String) throws -> SecretBytes {
        var bytes = Array(text.utf8)
        return try SecretBytes(taking: &bytes)
    }

    private func nobody() throws -> SecretBytes { throw AgentError(.usage, "") }

    @Test("une fiche reçue s'ouvre, puis la personne et l'accusé sont dits au service")
    func opens() throws {
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        let opened = try open.open(phrase: nobody)
        #expect(opened.isVerified)
        #expect(opened.fiche?.nom == "OFFICE")
        #expect(opened.names == [pli.slip.key])
        // Nothing is receipted before it was shown.
        #expect(!daemon.asked.contains("PUT \(Routes.localReceipts)"))
        try open.finish(opened)
        #expect(
            daemon.asked.suffix(2)
                == ["PUT \(Routes.localAnnotations)", "PUT \(Routes.localReceipts)"])
    }

    @Test("une orientation qui ne dit rien du CIR le rappelle à l'opérateur qui l'ouvre")
    func cir() throws {
        let theirs = try partnership.conseillere.session()
        let send = try SendFiche(theirs)
        var answers = FicheAnswers()
        (answers.confirmsWarnings, answers.isCIRSigned) = (true, true)
        let content = try Partnership.fiche("generique", Partnership.withoutCIR)
        _ = try send.execute(send.plan(Partnership.input(content, theirs)), answers)
        let unsigned = try Pli(#require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.ml.serviceKey)
        partnership.holds([unsigned, pli])
        for (one, expected) in [(unsigned, 1), (pli, 0)] {
            _ = partnership.claire.notices
            let open = try OpenFiche(.box(one.slip.id.text), session)
            open.remind(of: try open.open(phrase: nobody))
            let reminders = partnership.claire.notices.filter {
                if case .fiche(.checkCIR) = $0 { true } else { false }
            }
            #expect(reminders.count == expected)
        }
    }

    @Test("une fiche dont la carte de l'auteur n'est pas vérifiée ne s'ouvre que sur demande")
    func unverified() throws {
        let machine = try Machine("claire", of: partnership.operateur)
        try machine.knows(partnership.ml.card(), isVerified: false)
        let session = try machine.session()
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        #expect(code { _ = try open.open(phrase: nobody) } == .notAllowed)
        #expect(machine.notices == [])
        let opened = try open.open(acceptsUnverified: true, phrase: nobody)
        #expect(!opened.isVerified)
        #expect(opened.fiche == nil)
        guard case .fiche(.unverified(let why))? = machine.notices.last else {
            Issue.record("il fallait le dire")
            return
        }
        #expect(why.code == .notAllowed)
        try open.finish(opened)
        #expect(!daemon.asked.contains("PUT \(Routes.localReceipts)"))
    }

    @Test("la fiche d'un autre pli que celui demandé n'est pas prise")
    func substituted() throws {
        let other = try partnership.receive()
        partnership.holds([pli])
        daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id)) { _ in
            .init(status: 200, body: other.bytes)
        }
        #expect(code { _ = try OpenFiche(.box(pli.slip.id.text), session) } == .data)
    }

    @Test("ce que le service donne pour un pli et n'en est pas un est une erreur")
    func unreadable() throws {
        for text in FakeDaemon.unreadable {
            daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id), text: text)
            #expect(code { _ = try OpenFiche(.box(pli.slip.id.text), session) } == .data)
        }
    }

    @Test("service arrêté après l'ouverture : l'accusé n'est pas parti, et c'est dit")
    func unreachable() throws {
        let open = try OpenFiche(.box(pli.slip.id.text), session)
        let opened = try open.open(phrase: nobody)
        _ = partnership.claire.notices
        daemon.isDown = true
        try open.finish(opened)
        #expect(partnership.claire.notices == [.fiche(.receiptNotSent)])
    }

    @Test("un fichier s'ouvre sans service ; l'ouverture lui est dite quand il revient")
    func file() throws {
        daemon.isDown = true
        let open = try OpenFiche(.file(pli.bytes), session)
        try open.finish(open.open(phrase: nobody))
        #expect(partnership.claire.notices.contains(.fiche(.openingWaits)))
        #expect(partnership.claire.folder.names(in: "attente").count == 2)
        daemon.isDown = false
        #expect(try FileOpenings(session: session).flush())
        #expect(
            daemon.asked.suffix(2)
                == ["PUT \(Routes.localAnnotations)", "PUT \(Routes.localFileOpenings)"])
        #expect(partnership.claire.folder.names(in: "attente") == [])
    }

    @Test("ce que le service refuse d'une ouverture est dit, et n'est plus demandé")
    func refusedOpening() throws {
        daemon.on("PUT", Routes.localFileOpenings, refuses: 409)
        let open = try OpenFiche(.file(pli.bytes), session)
        try open.finish(open.open(phrase: nobody))
        let isSaid = partnership.claire.notices.contains {
            if case .fiche(.openingRefused) = $0 { true } else { false }
        }
        #expect(isSaid)
        #expect(partnership.claire.folder.names(in: "attente") == [])
    }

    @Test("un fichier scellé par une phrase s'ouvre avec elle, et avec nulle autre")
    func byPhrase() throws {
        let author = try partnership.conseillere.session()
        let seal = try SealFiche(author)
        let input = try FicheInput(
            file: "/fiches/fiche.json", content: Partnership.fiche("generique"),
            attachments: Attachments([]),
            to: [.phrase(partnership.operateur.structure, .operateurAGIR)], author)
        // The same fiche went to the operator already.
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        let remises = Remises()
        _ = try seal.execute(
            seal.plan(input), answers, as: .phrase(asPage: false), by: remises.hands)
        let open = try OpenFiche(.file(#require(remises.files.first).bytes), session)
        let secret = try #require(remises.shown.first).phrase
        #expect(code { _ = try open.open { try phrase("abcd-efgh") } } == .data)
        let opened = try open.open { try phrase(secret) }
        #expect(opened.fiche?.nom == "OFFICE")
        #expect(opened.isVerified)
    }

    @Test("un fichier scellé pour quelqu'un, et non signé, ne se lit que sur demande")
    func unsigned() throws {
        let age = try Age.seal(Array("bonjour".utf8), to: [session.agent.destinataire])
        let open = try OpenFiche(.file(age), session)
        #expect(throws: AgentError(.data, "", next: .fiche(.readUnverified))) {
            try open.open(phrase: nobody)
        }
        #expect(try !open.open(acceptsUnverified: true, phrase: nobody).isVerified)
    }

    @Test("une clé révoquée depuis avant la réception est douteuse : c'est une alarme")
    func doubtful() throws {
        let horloge = partnership.ml.horloge
        horloge.advance(3_600)
        let first = try partnership.ml.card()
        let key = try partnership.ml.agent("claire").cle
        let renewed = try partnership.ml.card(serie: 2) { card in
            card.agents.removeAll { $0.nom == partnership.ml.name("claire") }
            card.revocations = [
                .init(cle: key, depuis: pli.slip.scelle + -60, motif: .compromission)
            ]
        }
        try partnership.claire.knows(renewed)
        let cards = [(first, pli.slip.scelle + -86_400), (renewed, horloge.now)].map {
            JSONValue.object(
                JSONObject([
                    ("carte", .string(Base64.encode($0.0.bytes))),
                    ("acceptee", .string($0.1.description)),
                ]))
        }
        // A page after another.
        let pages = [
            JSONObject([("cartes", .array([cards[0]])), ("suite", 7)]),
            JSONObject([("cartes", .array([cards[1]]))]),
        ].map { Array(JSONValue.object($0).text.utf8) }
        let route = Routes.localCards(of: partnership.ml.structure)
        daemon.on("GET", route) { request in
            .init(status: 200, body: request.query == "apres=7" ? pages[1] : pages[0])
        }
        try partnership.operateur.shows([renewed])
        partnership.holds([pli], recu: pli.slip.scelle)
        let opened = try OpenFiche(.box(pli.slip.id.text), session).open(phrase: nobody)
        #expect(opened.isVerified)
        let alarm = FicheNotice.doubtfulKey(of: partnership.ml.name("claire"))
        #expect(alarm.isAlarm)
        #expect(partnership.claire.notices.contains(.fiche(alarm)))
        // A daemon that does not say which cards were in force leaves the question open.
        daemon.on("GET", route, refuses: 429)
        let again = try OpenFiche(.box(pli.slip.id.text), session)
        #expect(code { _ = try again.open(phrase: nobody) } == .tryAgain)
        // A page that leads nowhere is no answer.
        daemon.on("GET", route) { _ in .init(status: 200, body: pages[0]) }
        #expect(code { _ = try again.open(phrase: nobody) } == .data)
    }
}
