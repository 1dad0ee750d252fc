import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("les envois par une autre voie que le service")
struct HandoverTests {
    private let partnership: Partnership
    private let session: Session
    private let daemon: FakeDaemon

    init() throws {
        partnership = try Partnership()
        session = try partnership.conseillere.session()
        daemon = partnership.ml.daemon
    }

    private var deposits: [FakeDaemon.Request] {
        daemon.requests.filter { $0.method == "PUT" && $0.path == Routes.localSend }
    }

    @discardableResult
    private func send(
        _ artefact: Artefact, to destination: Destination? = nil, _ remises: Remises
    ) throws -> Handover.Made {
        let seal = try SealFiche(session)
        let operateur = try Destination(
            "agir38.example", session: session, unverifiedReason: nil)
        let input = try FicheInput(
            file: "/fiches/fiche.json", content: Partnership.fiche("generique"),
            attachments: Attachments([]), to: [destination ?? operateur], session)
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        return try seal.execute(seal.plan(input), answers, as: artefact, by: remises.hands)
    }

    @Test("notre copie est confiée d'abord : même identité, mêmes parties, à nos lecteurs seuls")
    func ownCopyFirst() throws {
        let daemon = daemon
        let remises = Remises(before: { _ in
            #expect(daemon.asked.last == "PUT \(Routes.localSend)")
        })
        let made = try send(.keys, remises)
        let deposit = try #require(deposits.first)
        #expect(deposits.count == 1 && deposit.query == "voie=fichier")
        let pli = try Pli(deposit.body)
        let file = try #require(remises.files.first).bytes
        #expect(made.manifest.id == pli.slip.id && pli.slip.pour == partnership.operateur.structure)
        // The person is annotated before.
        #expect(daemon.asked.contains("PUT \(Routes.localAnnotations)"))
        func opened(_ age: [UInt8], _ identity: AgentIdentity) throws -> Payload {
            try Payload(Age.open(age, with: identity.all))
        }
        let (ours, theirs) = (
            partnership.ml.identities["claire"]!, partnership.operateur.identities["claire"]!
        )
        let (copy, sent) = try (opened(pli.age, ours), opened(file, theirs))
        #expect(copy.manifest.id == sent.manifest.id && copy.parts == sent.parts)
        #expect(copy.manifest.destinataires == [Manifest.digest(ours.age.recipient)])
        #expect(throws: (any Error).self) { try opened(pli.age, theirs) }
    }

    @Test("par une phrase ou sur papier : la voie est dite, et la phrase ne va qu'à l'écran")
    func roads() throws {
        let remises = Remises()
        let phrase = Destination.phrase(partnership.operateur.structure, .operateurAGIR)
        try send(.phrase(asPage: false), to: phrase, remises)
        try send(.phrase(asPage: true), to: phrase, remises)
        try send(.paper, remises)
        // The same fiche to the same partner: the log says that it was confirmed.
        let again = "declarations=avertissements-confirmes&"
        #expect(
            deposits.map(\.query)
                == ["voie=fichier", "\(again)voie=fichier", "\(again)voie=papier"])
        #expect(remises.shown.count == 2)
        let message = try #require(remises.shown.first)
        #expect(message.sms.contains(message.phrase) && message.sms.contains(".age"))
        // It says how the file is opened: by our program, or by any that reads age.
        #expect(remises.shown.map { $0.sms.contains("agir-liaison ouvrir ") } == [true, false])
        #expect(remises.shown.map { $0.sms.contains("age -d -o fiche.html ") } == [false, true])
        let page = String(decoding: remises.files[2].bytes, as: UTF8.self)
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("OFFICE"))
        for (name, _) in remises.files {
            #expect(!name.contains("OFFICE") && name.hasPrefix("document-"))
        }
        let notes = deposits.flatMap { String(decoding: $0.body, as: UTF8.self) }
        #expect(!String(notes).contains(message.phrase))
    }

    @Test("sans terminal où montrer la phrase, rien n'est confié ni écrit")
    func noScreen() throws {
        let remises = Remises(hasScreen: false)
        let phrase = Destination.phrase(partnership.operateur.structure, .operateurAGIR)
        #expect(code { try send(.phrase(asPage: false), to: phrase, remises) } == .usage)
        #expect(code { try send(.archive(.sevenZip), remises) } == .usage)
        #expect(deposits.isEmpty && remises.files.isEmpty)
    }

    @Test("partie par une voie, la même fiche au même, par une autre, demande confirmation")
    func again() throws {
        try send(.paper, Remises())
        let seal = try SealFiche(session)
        let phrase = Destination.phrase(partnership.operateur.structure, .operateurAGIR)
        let input = try FicheInput(
            file: "/fiches/fiche.json", content: Partnership.fiche("generique"),
            attachments: Attachments([]), to: [phrase], session)
        let isSaid = try seal.plan(input).warnings.contains {
            if case .sentAlready(partnership.operateur.structure, _, _) = $0 { true } else { false }
        }
        #expect(isSaid)
    }

    @Test("un fichier qui ne s'écrit pas laisse la copie, à transmettre")
    func unwritten() throws {
        let remises = Remises(before: { _ in throw FileError(.wouldOverwrite, "existe") })
        #expect(code { try send(.paper, remises) } == .exists)
        #expect(deposits.count == 1)
    }

    @Test("ce que le service refuse ne laisse ni fichier, ni attente", arguments: [400, 403, 409])
    func refused(status: Int) throws {
        daemon.on("PUT", Routes.localSend, refuses: status)
        let remises = Remises()
        #expect(code { try send(.paper, remises) } != nil)
        #expect(remises.files.isEmpty)
        #expect(WaitingDeposits.waiting(in: session.folder) == nil)
    }

    @Test("une structure sans service à elle scelle comme avant : il n'y a personne à qui le dire")
    func noDaemon() throws {
        let own = try partnership.ml.card(serie: 2) { $0.daemon = nil }
        let machine = try Machine("claire", of: partnership.ml, card: own)
        try machine.knows(partnership.operateur.card())
        let session = try machine.session()
        let seal = try SealFiche(session)
        let remises = Remises()
        _ = try seal.execute(
            seal.plan(Partnership.input(Partnership.fiche("generique"), session)), FicheAnswers(),
            as: .keys, by: remises.hands)
        #expect(deposits.isEmpty && remises.files.count == 1)
        #expect(WaitingDeposits.waiting(in: machine.folder) == nil)
    }

    // MARK: The daemon away

    @Test(
        "sans service : la copie attend, scellée, avant le fichier ; puis va d'abord, dite différée"
    )
    func waits() throws {
        daemon.isDown = true
        let folder = session.folder
        let remises = Remises(before: { _ in
            #expect(WaitingDeposits.waiting(in: folder)?.count == 1)
        })
        let made = try send(.paper, remises)
        #expect(made.isWaiting && remises.files.count == 1)
        let waiting = try #require(folder.names(in: "departs").first)
        let bytes = try folder.read("departs/\(waiting)", limit: 1 << 20)
        #expect(String(decoding: bytes.prefix(22), as: UTF8.self) == "age-encryption.org/v1\n")
        #expect(!waiting.contains("OFFICE"))
        daemon.isDown = false
        daemon.forget()
        _ = try session.synchronize()
        let deposit = try #require(deposits.first)
        #expect(deposit.query == "voie=papier&differe=oui")
        #expect(try Pli(deposit.body).slip.id == made.manifest.id)
        // The person is annotated before, and nothing waits any more.
        let puts = daemon.requests.filter { $0.method == "PUT" }.map(\.path)
        #expect(
            puts.suffix(2) == [Routes.localAnnotations, Routes.localSend]
                && WaitingDeposits.waiting(in: folder) == nil)
        daemon.forget()
        _ = try session.synchronize()
        #expect(deposits.isEmpty)
    }

    @Test("ce qui attend se compte, et devient une alarme au bout de sept jours")
    func counted() throws {
        WaitingDeposits(session: session).warn()
        #expect(partnership.conseillere.notices.isEmpty)
        daemon.isDown = true
        let remises = Remises()
        try send(.paper, remises)
        _ = partnership.conseillere.notices
        let since = partnership.ml.horloge.now
        for (days, isLong) in [(6 as Int64, false), (7, true)] {
            partnership.ml.horloge.set(since + days * 86_400)
            WaitingDeposits(session: session).warn()
            #expect(
                partnership.conseillere.notices
                    == [.fiche(.depositsWait(1, since: since, isLong: isLong))])
        }
    }

    /// A copy that waits, and the service back.
    private func waiting() throws -> PliID {
        daemon.isDown = true
        let made = try send(.paper, Remises())
        daemon.isDown = false
        daemon.on("GET", "/local/v1/boite/envoi", text: "[]")
        daemon.on("POST", Routes.localDestroyed, text: "[]")
        _ = partnership.conseillere.notices
        return made.manifest.id
    }

    private var isRefusalSaid: Bool {
        partnership.conseillere.notices.contains {
            if case .fiche(.depositRefused) = $0 { true } else { false }
        }
    }

    @Test("refusée plus tard, une copie reste et se dit", arguments: [403, 507, 409])
    func refusedLater(status: Int) throws {
        _ = try waiting()
        // A 409 may be a closed incident: nothing says that the copy is there.
        daemon.on("PUT", Routes.localSend, refuses: status)
        try WaitingDeposits(session: session).flush()
        #expect(WaitingDeposits.waiting(in: session.folder)?.count == 1)
        #expect(isRefusalSaid)
    }

    @Test("une carte que le service ne prend plus n'arrête ni ne détruit ce qui attend")
    func staleCard() throws {
        let id = try waiting()
        daemon.on("PUT", Routes.localContacts, refuses: 409)
        try WaitingDeposits(session: session).flush()
        #expect(try deposits.map { try Pli($0.body).slip.id } == [id])
        #expect(WaitingDeposits.waiting(in: session.folder) == nil && !isRefusalSaid)
    }

    @Test("déjà là, ou détruite là depuis, une copie s'en va", arguments: [true, false])
    func settled(isHeld: Bool) throws {
        let id = try waiting()
        daemon.on("PUT", Routes.localSend, refuses: 409)
        let daemon = daemon
        if isHeld {
            // As deposited before: the file of it stayed here.
            daemon.on("GET", "/local/v1/boite/envoi") { _ in
                let rows = daemon.bodies("PUT", Routes.localSend).compactMap {
                    try? Pli($0).slip
                }.map {
                    BoxEntry(
                        $0, recu: nil,
                        place: .envoi(.aTransmettre, retenu: false, accuses: [], voie: .papier))
                }
                return .init(status: 200, body: Array(rows.value.text.utf8))
            }
        } else {
            let destroyed = DestroyedPli(
                key: PliKey(de: session.own.structure, id: id), le: session.now)
            daemon.on("POST", Routes.localDestroyed, json: [destroyed].value)
        }
        try WaitingDeposits(session: session).flush()
        #expect(deposits.count == 1)
        #expect(WaitingDeposits.waiting(in: session.folder) == nil && !isRefusalSaid)
    }

    @Test("une copie abîmée est une alarme, et n'empêche pas les autres de partir")
    func damaged() throws {
        daemon.isDown = true
        try send(.paper, Remises())
        daemon.isDown = false
        try session.folder.write(Array("rien".utf8), to: "departs/0000000001-x.age")
        _ = partnership.conseillere.notices
        try WaitingDeposits(session: session).flush()
        #expect(deposits.count == 1)
        #expect(partnership.conseillere.notices.contains(.fiche(.depositUnreadable)))
        #expect(session.folder.names(in: "departs") == ["0000000001-x.age"])
    }

    // MARK: Declared

    @Test("ce qui devient d'un envoi se déclare à chacun de ses destinataires par ces voies")
    func declares() throws {
        try send(.paper, Remises())
        let slip = try Pli(#require(deposits.first).body).slip
        func row(_ voie: Voie) -> BoxEntry {
            BoxEntry(
                slip, recu: nil,
                place: .envoi(.aTransmettre, retenu: false, accuses: [], voie: voie))
        }
        let step = DeclaredStep(.transmis, le: session.now, moyen: .mainPropre)
        daemon.on("GET", Routes.localSent(slip.id), json: [row(.service)].value)
        #expect(
            code { try DeclareState(session).declare(step, of: row(.service), for: nil) } == .data)
        daemon.on("GET", Routes.localSent(slip.id), json: [row(.papier)].value)
        try DeclareState(session).declare(step, of: row(.papier), for: nil)
        let said = try #require(daemon.requests.last)
        #expect(said.method == "POST" && said.query == "pour=agir38.example")
        #expect(try DeclaredStep(#require(JSONValue.parse(said.body).object)) == step)
    }
}
