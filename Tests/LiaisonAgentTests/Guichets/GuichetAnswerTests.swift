import GuichetPage
import JOSE
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonAgent

@Suite("Ce qui revient d'un guichet")
struct GuichetAnswerTests {
    private let partnership: Partnership
    private let session: Session
    private let daemon: FakeDaemon
    private let guichets: FakeGuichets

    init() throws {
        partnership = try Partnership()
        session = try partnership.conseillere.session()
        daemon = partnership.ml.daemon
        guichets = FakeGuichets(partnership.ml)
        for box in BoiteName.allCases {
            daemon.on("GET", "/local/v1/boite/\(box.rawValue)", text: "[]")
        }
    }

    private static let id = PliID("7c6e0f0a-3f52-4e0c-9d7c-0d2a6d1f9b11")!

    /// A guichet that was opened, with the key that its page seals answers by.
    private func open() throws -> (name: GuichetName, key: SecretBytes, slip: Slip) {
        let seal = try SealFiche(session)
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        let input = try Partnership.input(Partnership.fiche("generique"), session)
        let opened = try SendByGuichet(session).execute(
            seal.plan(input), answers, to: input.destinations[0], by: Remises().hands)
        let name = opened.guichet.nom
        let held = try #require(guichets.held(name))
        var key = try Age.open(
            held.preparation.cle, with: partnership.ml.identities["claire"]!.all)
        let deposit = try #require(daemon.bodies("PUT", Routes.localSend).last)
        return (name, try SecretBytes(taking: &key), try Pli(deposit).slip)
    }

    private func seal(
        _ text: String, _ name: GuichetName, _ key: SecretBytes, id: PliID = Self.id
    ) throws -> [UInt8] {
        try DirectJWE(contentType: GuichetReply.contentType, id: id.text, name: name.text)
            .seal(Array(text.utf8), key: key)
    }

    private static func reply(_ more: String = #""texte":"Bien reçu.""#) -> String {
        #"{"id":"\#(id)",\#(more),"pieces":[{"nom":"bilan.pdf","type":"application/pdf","donnees":""#
            + Base64.encode(Array("%PDF-1.4 bilan".utf8)) + #""},{"nom":"outil.exe","type":"x/y","#
            + #""donnees":"TVqQAA=="}],"repondant":{"nom":"Jean Modèle","fonction":"Conseiller"}}"#
    }

    /// What was deposited last, opened by its author.
    private func taken() throws -> (query: String, pli: Pli, opened: OpenedPayload) {
        let request = try #require(
            daemon.requests.last { $0.method == "PUT" && $0.path == Routes.localSend })
        let pli = try Pli(request.body).countersigned(by: partnership.ml.serviceKey)
        let opened = try FicheSource.open(
            SealedContent(pli.bytes, recorded: session.now), session)
        return (request.query, pli, opened)
    }

    @Test("une réponse se range dans la boîte, s'ouvre, et devient un document reçu comme un autre")
    func answer() throws {
        let (name, key, sent) = try open()
        guichets.receive(try seal(Self.reply(), name, key), Self.id, by: name)
        let listing = try BoxView(session).list(.reception)
        #expect(listing.answers.map(\.reponse.id) == [Self.id])
        let answers = GuichetAnswers(session: session)
        let answer = try #require(try answers.find("1"))
        #expect(try answers.find(String(Self.id.text.prefix(6))) == answer)
        #expect(try answers.find("2") == nil && answers.find("ffff") == nil)
        let id = try answers.take(answer)
        let (query, pli, opened) = try taken()
        #expect(pli.slip.id == id && pli.slip.objet == .recu && pli.slip.reponseA == sent.id)
        #expect(
            query == "origine=agir38.example&voie=guichet&guichet=\(name)&reponse=\(Self.id)")
        #expect(opened.reception?.voie == .guichet)
        #expect(opened.parts.map(\.nom) == ["reception.json", "reponse.txt", "bilan.pdf"])
        let text = opened.text(.texte)
        for words in ["Réponse de agir38.example", "Jean Modèle", "Bien reçu.", "outil.exe"] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(partnership.conseillere.notices.contains(.fiche(.leftOut("outil.exe"))))
        let slip = String(decoding: pli.acte.bytes, as: UTF8.self)
        #expect(!slip.contains("Modèle") && !slip.contains("bilan"))
    }

    @Test("la fiche d'une réponse compte si elle suit son formulaire ; sinon, gardée et dite")
    func fiche() throws {
        let (name, key, _) = try open()
        let content = String(decoding: try Partnership.fiche("generique"), as: UTF8.self)
        guichets.receive(
            try seal(Self.reply(#""fiche":\#(content)"#), name, key), Self.id, by: name)
        let answers = GuichetAnswers(session: session)
        _ = try answers.take(#require(try answers.waiting().first))
        let good = try taken()
        #expect(good.opened.fiche?.modele == .generique && good.pli.slip.modele == .generique)
        guichets.receive(
            try seal(Self.reply(#""fiche":{"version":1}"#), name, key), Self.id, by: name)
        _ = try answers.take(#require(try answers.waiting().first))
        let bad = try taken().opened
        #expect(bad.fiche == nil && bad.parts[1].nom == "fiche-a-corriger.json")
        #expect(bad.text(.texte).contains("ne suit pas son formulaire"))
    }

    @Test("scellée pour un autre guichet, un autre id, par une autre clé, coupée : elle reste là")
    func refused() throws {
        let (name, key, _) = try open()
        let other = try SecretBytes(random: 32)
        let before = daemon.bodies("PUT", Routes.localSend).count
        let whole = try seal(Self.reply(), name, key)
        for sealed in [
            try seal(Self.reply(), GuichetToken().name, key),
            try seal(Self.reply(), name, key, id: .random()),
            try seal(Self.reply(), name, other), Array(whole.dropLast(4)), [],
            try seal(Self.reply().replacing(Self.id.text, with: PliID.random().text), name, key),
            try seal("rien", name, key),
        ] {
            guichets.receive(sealed, Self.id, by: name)
            let answers = GuichetAnswers(session: session)
            let answer = try #require(try answers.waiting().first)
            #expect(code { _ = try answers.take(answer) } == .data)
        }
        #expect(daemon.bodies("PUT", Routes.localSend).count == before)
    }

    @Test("une réponse en fichier se reçoit du partenaire à qui était la page, et de lui seul")
    func file() throws {
        let (name, key, sent) = try open()
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/reponse.jose"
        let sealed = try seal(Self.reply(), name, key)
        try PrivateFile.write(sealed, to: path)
        let which =
            "guichet=\(name)&reponse=\(Self.id)&sha256=\(Hex.encode(Hash.sha256(sealed)))"
            + "&taille=\(sealed.count)"
        let receive = try ReceiveDocuments(session)
        func note(_ origin: StructureName, _ voie: VoieRecue = .fichier) -> ReceptionNote {
            ReceptionNote(origine: origin, voie: voie, le: session.today)
        }
        let stranger = StructureName("autre.example")!
        #expect(code { _ = try receive.takeAnswer(path, note(stranger)) } == .data)
        let id = try receive.takeAnswer(path, note(partnership.operateur.structure))
        let (query, pli, opened) = try taken()
        #expect(pli.slip.id == id && pli.slip.reponseA == sent.id)
        #expect(query == "origine=agir38.example&voie=fichier&" + which)
        #expect(opened.text(.texte).contains("Bien reçu."))
        let other = "\(folder.path)/autre.pdf"
        try PrivateFile.write(Array("%PDF-1.4".utf8), to: other)
        #expect(
            try receive.takeAnswer(other, note(partnership.operateur.structure)) == nil)
        // By mail it is the same answer; among other files it is none.
        _ = try receive.takeAnswer(path, note(partnership.operateur.structure, .courriel))
        #expect(try taken().query == "origine=agir38.example&voie=courriel&" + which)
        let problem = #expect(throws: AgentError.self) {
            try receive.plan(
                .init(files: [other, path], note: note(partnership.operateur.structure, .courriel)))
        }
        #expect(problem?.message.contains("se donne seule") == true)
    }

    @Test("déjà reçue, par le guichet ou en fichier : elle ne devient pas un deuxième document")
    func known() throws {
        let (name, key, _) = try open()
        let folder = try TemporaryFolder()
        let receive = try ReceiveDocuments(session)
        let note = ReceptionNote(
            origine: partnership.operateur.structure, voie: .fichier, le: session.today)
        func refusal(_ path: String) -> AgentError? {
            do {
                _ = try receive.takeAnswer(path, note)
                return nil
            } catch { return AgentError(error) }
        }
        // By the guichet first: it waits, then it is opened.
        let first = "\(folder.path)/premiere.jose"
        let sealed = try seal(Self.reply(), name, key)
        try PrivateFile.write(sealed, to: first)
        guichets.receive(sealed, Self.id, by: name)
        let waiting = refusal(first)
        #expect(waiting?.code == .data && waiting?.next == .fiche(.openAnswer(Self.id)))
        #expect(waiting?.message.contains("déjà reçue") == true)
        guichets.take(Self.id, of: name)
        let opened = refusal(first)
        #expect(opened?.code == .data && opened?.next == .fiche(.nameFiche))
        #expect(opened?.message.contains("déjà reçue") == true)
        let count = daemon.bodies("PUT", Routes.localSend).count
        // As a file first: then the daemon knows it so.
        let id = PliID("11111111-2222-4333-8444-555555555555")!
        let second = "\(folder.path)/deuxieme.jose"
        let text = Self.reply().replacing(Self.id.text, with: id.text)
        try PrivateFile.write(try seal(text, name, key, id: id), to: second)
        #expect(refusal(second) == nil)
        #expect(daemon.bodies("PUT", Routes.localSend).count == count + 1)
        guichets.take(id, of: name)
        #expect(refusal(second)?.message.contains("déjà reçue") == true)
        #expect(daemon.bodies("PUT", Routes.localSend).count == count + 1)
    }

    @Test("sans guichet au service, la boîte est comme avant")
    func older() throws {
        daemon.on("GET", Routes.localGuichets, refuses: 404)
        #expect(try BoxView(session).list(.reception).answers.isEmpty)
        #expect(try GuichetBook(session).of(Self.id).isEmpty)
    }

    @Test("la page servie se compare à celle de ce programme")
    func verified() throws {
        let style = GuichetPage.style
        daemon.on("GET", Routes.guichet) { _ in
            .init(
                status: 200,
                body: GuichetPage(libelle: "AGIR", contact: "dpo@agir38.example", host: "h").page)
        }
        daemon.on("GET", Routes.guichetStyle) { _ in .init(status: 200, body: style) }
        daemon.on("GET", Routes.guichetScript) { _ in
            .init(status: 200, body: GuichetPage.script(words: Phrase.words))
        }
        let context = partnership.conseillere.context
        let url = "https://guichet.agir38.example/guichet#AAAAAAAAAAAAAAAAAAAAAA"
        #expect(try VerifyGuichet.differences(at: url, context).isEmpty)
        #expect(daemon.requests.allSatisfy { !$0.path.contains("AAAA") })
        daemon.on("GET", Routes.guichetStyle) { _ in .init(status: 200, body: style + [0x20]) }
        daemon.on("GET", Routes.guichetScript, refuses: 404)
        #expect(try VerifyGuichet.differences(at: url, context) == [.style, .script])
        #expect(code { _ = try VerifyGuichet.differences(at: "ici", context) } == .usage)
    }
}
