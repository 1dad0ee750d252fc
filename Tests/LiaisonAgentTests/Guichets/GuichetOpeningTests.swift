import AgentTestSupport
import JOSE
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Synchronization
import TestSupport
import Testing

@testable import LiaisonAgent

@Suite("Ouvrir un guichet")
struct GuichetOpeningTests {
    private let partnership: Partnership
    private let session: Session
    private let daemon: FakeDaemon
    private let guichets: FakeGuichets

    /// What the daemon had been asked when the phrase was shown.
    private final class Seen: Sendable {
        let asked = Mutex<[String]>([])
    }

    init() throws {
        partnership = try Partnership()
        session = try partnership.conseillere.session()
        daemon = partnership.ml.daemon
        guichets = FakeGuichets(partnership.ml)
    }

    private var deposits: [FakeDaemon.Request] {
        daemon.requests.filter { $0.method == "PUT" && $0.path == Routes.localSend }
    }

    private func send(
        _ remises: Remises, until day: CalendarDate? = nil, isFile: Bool = false
    ) throws -> OpenedGuichet {
        let seal = try SealFiche(session)
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        let input = try Partnership.input(Partnership.fiche("generique"), session)
        return try SendByGuichet(session).execute(
            seal.plan(input), answers, to: input.destinations[0], until: day, isFile: isFile,
            by: remises.hands)
    }

    /// What a browser does: the link and the words open the content.
    private func read(
        _ opened: OpenedGuichet, _ phrase: String
    ) throws -> GuichetContent {
        let token = try #require(
            opened.link.split(separator: "#").last.flatMap { GuichetToken(String($0)) })
        #expect(token.name == opened.guichet.nom)
        var typed = Array(phrase.utf8)
        let words = try Phrase(typed: SecretBytes(taking: &typed)).text(.space)
        let sealed = try #require(guichets.held(token.name)?.content)
        return try GuichetContent(
            PasswordJWE(contentType: GuichetContent.contentType, name: token.name.text).open(
                sealed, password: token.password(phrase: words),
                limit: GuichetContent.sealedLimit))
    }

    @Test("notre copie d'abord, puis la phrase à l'écran, puis seulement le contenu servi")
    func order() throws {
        let remises = Remises()
        let seen = Seen()
        let (daemon, shows) = (daemon, try remises.hands.screen())
        let hands = Handover.Hands(
            write: { _, _, _ in throw AgentError(.usage, "Rien ne s'écrit.") },
            screen: {
                return { message in
                    seen.asked.withLock { $0 = daemon.asked }
                    try shows(message)
                }
            })
        let seal = try SealFiche(session)
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        let input = try Partnership.input(Partnership.fiche("generique"), session)
        let opened = try SendByGuichet(session).execute(
            seal.plan(input), answers, to: input.destinations[0], by: hands)
        let name = opened.guichet.nom
        let before = seen.asked.withLock { $0 }
        #expect(before.contains("PUT \(Routes.localSend)"))
        #expect(before.last == "PUT \(Routes.localGuichet(name))")
        #expect(daemon.asked.last == "PUT \(Routes.localGuichetContent(name))")
        let deposit = try #require(deposits.first)
        #expect(deposits.count == 1 && deposit.query.contains("voie=guichet"))
        let slip = try Pli(deposit.body).slip
        #expect(opened.guichet.subject == .envoi(slip.id))
        #expect(opened.guichet.pour == partnership.operateur.structure)

        // What the partner reads is the fiche; what the daemon holds opens nothing.
        let message = try #require(remises.shown.first)
        let content = try read(opened, message.phrase)
        let fiche = try #require(
            Fiche.validate(
                Partnership.fiche("generique"), today: session.today, reponseA: false
            ).fiche)
        #expect(content.fiche == fiche.content && content.id == slip.id)
        #expect(content.reponse?.isEmpty == false)
        #expect(content.expediteur.libelle == session.own.libelle)
        #expect(content.expire == session.today.adding(days: 30))
        let held = try #require(guichets.held(name))
        #expect(held.preparation.preuve == Hex.encode(content.proofDigest))
        #expect(held.fin == ParisTime.start(of: session.today.adding(days: 31)))
        let key = try Age.open(
            held.preparation.cle, with: partnership.ml.identities["claire"]!.all)
        #expect(content.cleReponse.withBytes { [UInt8]($0) } == key)
        #expect(throws: (any Error).self) {
            try Age.open(held.preparation.cle, with: partnership.ml.identities["denis"]!.all)
        }
        let token = String(try #require(opened.link.split(separator: "#").last))
        #expect(message.phrase.split(separator: " ").count == 7)
        for request in daemon.requests {
            let body = String(decoding: request.body, as: UTF8.self)
            for text in [request.path, request.query, body] {
                #expect(!text.contains(token) && !text.contains(message.phrase))
            }
        }
    }

    @Test("le courriel n'a pas les mots, le SMS n'a pas le lien, et aucun ne nomme personne")
    func letters() throws {
        let remises = Remises()
        let opened = try send(remises)
        let message = try #require(remises.shown.first)
        let token = String(try #require(opened.link.split(separator: "#").last))
        #expect(opened.link == "\(FakeGuichets.address)#\(token)")
        let subject = "Objet : Mission locale de Grenoble vous adresse un document\n"
        #expect(opened.mail.hasPrefix(subject))
        #expect(opened.mail.contains(opened.link) && !opened.mail.contains(message.phrase))
        #expect(message.sms.contains(message.phrase) && !message.sms.contains(token))
        for text in [opened.mail, message.sms] {
            #expect(text.contains("guichet.agir38.example"))
            #expect(!text.contains("OFFICE") && !text.contains("SPECIMEN"))
        }
    }

    @Test("sans terminal, sans guichet ici, ou sans service : rien n'est confié")
    func nothing() throws {
        #expect(code { _ = try send(Remises(hasScreen: false)) } == .usage)
        _ = FakeGuichets(partnership.ml, isOpen: false)
        #expect(code { _ = try send(Remises()) } == .configuration)
        daemon.isDown = true
        #expect(code { _ = try send(Remises()) } == .unavailable)
        #expect(deposits.isEmpty && WaitingDeposits.waiting(in: session.folder) == nil)
    }

    @Test("ce qui échoue avant d'être servi est retiré : rien ne reste à transmettre")
    func takenBack() throws {
        let hands = Handover.Hands(
            write: { name, _, _ in name },
            screen: { return { _ in throw AgentError(.output, "Le terminal est fermé.") } })
        let seal = try SealFiche(session)
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        let input = try Partnership.input(Partnership.fiche("generique"), session)
        let plan = try seal.plan(input)
        #expect(
            code {
                _ = try SendByGuichet(session).execute(
                    plan, answers, to: input.destinations[0], by: hands)
            } == .output)
        let slip = try Pli(#require(deposits.first).body).slip
        #expect(daemon.asked.last == "POST \(Routes.localWithdrawal(slip.id))")
        #expect(guichets.all.map(\.statut) == [.prepare])
    }

    @Test("un jour passé, ou au-delà de 90 jours, est refusé")
    func term() throws {
        let today = session.today
        #expect(try GuichetTerm(nil, on: today).day == today.adding(days: 30))
        #expect(try GuichetTerm(today, on: today).end == ParisTime.start(of: today.adding(days: 1)))
        let last = try GuichetTerm(today.adding(days: 89), on: today)
        #expect(GuichetTerm.day(of: last.end) == last.day)
        #expect(last.end - session.now <= 90 * 86_400)
        for days in [-1, 90] {
            #expect(code { _ = try GuichetTerm(today.adding(days: days), on: today) } == .usage)
        }
        // The bound is reckoned from the day on which it was made.
        #expect(
            code {
                _ = try GuichetTerm(
                    today.adding(days: 80), on: today, created: today.adding(days: -20))
            } == .usage)
    }

    @Test("refait : un autre lien, d'autres mots, la même fiche, et l'ancien est fermé")
    func redone() throws {
        let remises = Remises()
        let first = try send(remises)
        let pli = try Pli(#require(deposits.first).body)
            .countersigned(by: partnership.ml.serviceKey)
        holdsSent(pli)
        let second = try RedoGuichet(session).execute(
            String(first.guichet.nom.text.prefix(8)), isFile: true, by: remises.hands)
        let page = String(decoding: try #require(second.page), as: UTF8.self)
        #expect(page.contains(String(try #require(second.link.split(separator: "#").last))))
        #expect(second.link != first.link && remises.shown.count == 2)
        #expect(remises.shown[0].phrase != remises.shown[1].phrase)
        let content = try read(second, remises.shown[1].phrase)
        #expect(content.id == pli.slip.id && second.day == first.day)
        #expect(guichets.held(first.guichet.nom)?.motif == .refait)
        #expect(deposits.count == 1)
        #expect(try GuichetBook(session).find(pli.slip.id.text).nom == second.guichet.nom)
        #expect(
            try GuichetBook(session).of(pli.slip.id).map(\.nom).sorted { $0.text < $1.text }
                == [first, second].map(\.guichet.nom).sorted { $0.text < $1.text })
        #expect(try GuichetBook(session).of(.random()).isEmpty)
        // Cut before its content came: the one that is open is still the one that the fiche names.
        let cut = Handover.Hands(
            write: { name, _, _ in name },
            screen: { return { _ in throw AgentError(.output, "Le terminal est fermé.") } })
        #expect(
            code { _ = try RedoGuichet(session).execute(pli.slip.id.text, by: cut) } == .output)
        #expect(guichets.all.filter { $0.statut == .prepare }.count == 1)
        #expect(try GuichetBook(session).find(pli.slip.id.text).nom == second.guichet.nom)
        #expect(try GuichetBook(session).close(pli.slip.id.text).nom == second.guichet.nom)
        #expect(try GuichetBook(session).find(pli.slip.id.text).statut == .prepare)
    }

    @Test("une invitation n'a pas de fiche : un formulaire vierge, pour une structure")
    func invitation() throws {
        let remises = Remises()
        let opened = try InviteByGuichet(session).execute(
            to: "agir38.example", modele: .generique, answers: 3, by: remises.hands)
        let content = try read(opened, try #require(remises.shown.first).phrase)
        #expect(content.fiche == nil && content.pieces.isEmpty)
        #expect(content.reponse?.isEmpty == false)
        #expect(opened.guichet.subject == .invitation(modele: .generique, nombre: 3))
        #expect(deposits.isEmpty)
        for answers in [0, 11] {
            #expect(
                code {
                    _ = try InviteByGuichet(session).execute(
                        to: "agir38.example", modele: .spe, answers: answers, by: remises.hands)
                } == .usage)
        }
    }

    @Test("prolongé, fermé : le service le dit")
    func changed() throws {
        let opened = try send(Remises())
        let name = String(opened.guichet.nom.text.prefix(10))
        let book = try GuichetBook(session)
        let day = session.today.adding(days: 60)
        #expect(try book.prolong(name, until: day).fin == ParisTime.start(of: day.adding(days: 1)))
        #expect(code { _ = try book.prolong(name, until: day.adding(days: 30)) } == .usage)
        let closed = try book.close(name)
        #expect(closed.statut == .clos && closed.motif == .ferme)
    }

    @Test("la page en un fichier a le contenu scellé et le jeton, et jamais la phrase")
    func file() throws {
        let remises = Remises()
        let opened = try send(remises, isFile: true)
        let page = String(decoding: try #require(opened.page), as: UTF8.self)
        let sealed = try #require(guichets.held(opened.guichet.nom)?.content)
        #expect(page.contains(String(decoding: sealed, as: UTF8.self)))
        #expect(page.contains(String(try #require(opened.link.split(separator: "#").last))))
        #expect(!page.contains(try #require(remises.shown.first).phrase))
        #expect(try send(Remises()).page == nil)
    }

    @Test("ce que personne ne choisit ne va jamais par un guichet, même d'habitude")
    func automatic() throws {
        let destination = try Destination(
            "agir38.example", session: session, unverifiedReason: nil)
        #expect(RoadChoice.possible(destination).contains(.guichet))
        #expect(RoadChoice.automatic(destination, session) == .service)
        var input = ContactDeclaration.Input(partnership.operateur.structure)
        input.voie = .guichet
        _ = try ContactDeclaration(partnership.conseillere.context).add(input)
        let again = try partnership.conseillere.session()
        #expect(RoadChoice.usual(destination, again) == .guichet)
        #expect(RoadChoice.automatic(destination, again) == .service)
    }

    /// Our daemon shows that sending, and hands it out.
    private func holdsSent(_ pli: Pli) {
        let row = BoxEntry(
            pli.slip, recu: nil,
            place: .envoi(.aTransmettre, retenu: false, accuses: [], voie: .guichet))
        daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        daemon.on("GET", "/local/v1/boite/reception", text: "[]")
        daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id)) { _ in
            .init(status: 200, body: pli.bytes)
        }
        let step = Course.Step(.depot, par: pli.slip.auteur, le: pli.slip.scelle)
        daemon.on(
            "GET", Routes.localCourse(de: pli.slip.de, id: pli.slip.id),
            json: Course(steps: [step]).value)
    }
}
