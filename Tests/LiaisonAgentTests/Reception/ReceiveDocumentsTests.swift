import AgentTestSupport
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonAgent

@Suite("Recevoir hors du service")
struct ReceiveDocumentsTests {
    let partnership: Partnership
    let session: Session
    private let folder: TemporaryFolder
    var daemon: FakeDaemon { partnership.operateur.daemon }

    init() throws {
        partnership = try Partnership()
        session = try partnership.claire.session()
        folder = try TemporaryFolder()
    }

    func file(_ name: String, _ content: [UInt8]) throws -> String {
        let path = "\(folder.path)/\(name)"
        try PrivateFile.write(content, to: path)
        return path
    }

    private static let pdf = Array("%PDF-1.4 bilan".utf8)

    func input(
        _ files: [String], voie: VoieRecue = .courriel, modele: FicheModele? = nil
    ) -> ReceiveDocuments.Input {
        .init(
            files: files,
            note: ReceptionNote(
                origine: partnership.ml.structure, voie: voie, le: session.today), modele: modele)
    }

    /// What was deposited, opened by its author.
    private func taken() throws -> (pli: Pli, opened: OpenedPayload) {
        let bytes = try #require(daemon.bodies("PUT", Routes.localSend).last)
        let pli = try Pli(bytes).countersigned(by: partnership.operateur.serviceKey)
        return (
            pli,
            try FicheSource.open(
                SealedContent(pli.bytes, recorded: partnership.operateur.horloge.now), session)
        )
    }

    @Test("un PDF, un courriel : scellés pour nos référents, l'origine dehors, les noms dedans")
    func documents() throws {
        let receive = try ReceiveDocuments(session)
        let mail = """
            From: a@ml.example\r
            To: claire@agir38.example\r
            Subject: bilan\r
            MIME-Version: 1.0\r
            Content-Type: multipart/mixed; boundary="b"\r
            \r
            --b\r
            Content-Type: text/plain\r
            \r
            Bonjour\r
            --b\r
            Content-Type: application/pdf; name="fiche.json"\r
            Content-Disposition: attachment; filename="fiche.json"\r
            \r
            %PDF-1.4 joint\r
            --b--\r

            """
        let files = [
            try file("bilan de Mme.pdf", Self.pdf), try file("message.eml", Array(mail.utf8)),
        ]
        let plan = try receive.plan(input(files))
        let id = try receive.execute(plan)
        let (pli, opened) = try taken()
        #expect(pli.slip.id == id && pli.slip.objet == .recu)
        #expect(pli.slip.pour == session.own.structure)
        #expect(pli.slip.addressees == .roles([.referent]))
        #expect(!String(decoding: pli.acte.bytes, as: UTF8.self).contains("bilan"))
        let asked = daemon.requests.last { $0.method == "PUT" && $0.path == Routes.localSend }
        #expect(asked?.query == "origine=ml.example&voie=courriel")
        #expect(opened.reception == plan.input.note)
        // No name of a part of ours is taken by a stranger's, and each ends as what it holds.
        #expect(
            opened.parts.map(\.nom)
                == ["reception.json", "bilan de Mme.pdf", "fiche.json.pdf"])
        #expect(opened.fiche == nil)
        let text = opened.text(.texte)
        for words in [
            "Documents reçus de ml.example", "courriel", "bilan de Mme.pdf", "rien ne prouve",
            "PDF, 1 Kio",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        let copies = try Copies.update(session).rows
        #expect(Set(copies.map(\.chemin)) == Set(files))
        #expect(copies.allSatisfy { $0.fiche == pli.slip.key })
        // The originals are where they were, and nothing else is.
        #expect(try PrivateFile.read(files[0], limit: 100) == Self.pdf)
    }

    @Test("une archive par phrase se déploie en mémoire ; sans la bonne phrase, rien n'est pris")
    func archive() throws {
        let phrase = try Phrase.generate()
        let archive = try ArchiveWriter().write(
            [
                Payload.Part(nom: "bilan.pdf", type: "", content: Self.pdf),
                Payload.Part(nom: "note.html", type: "", content: Array("<p>Bonjour</p>".utf8)),
                Payload.Part(nom: "outil.exe", type: "", content: [0x4D, 0x5A, 0, 1]),
            ], as: .sevenZip, phrase: phrase)
        let path = try file("document.7z", archive)
        let receive = try ReceiveDocuments(session)
        _ = partnership.claire.notices
        let plan = try receive.plan(input([path], voie: .archive)) { try phrase.text(.hyphen) }
        #expect(plan.documents.map(\.nom) == ["bilan.pdf", "note.html"])
        #expect(plan.documents.map(\.type) == ["application/pdf", "text/plain"])
        #expect(partnership.claire.notices.contains(.fiche(.leftOut("outil.exe"))))
        #expect(
            code {
                _ = try receive.plan(input([path])) {
                    var bytes = Array("autre chose".utf8)
                    return try SecretBytes(taking: &bytes)
                }
            } == .data)
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        let other = PrivateFile.names(in: folder.path)
        #expect(other == ["document.7z"])
    }

    @Test("ce qui n'est pas un document, ou viendrait d'ici ou de demain : refusé")
    func refused() throws {
        let receive = try ReceiveDocuments(session)
        for content in [Array("bonjour".utf8), [], [0x4D, 0x5A, 0, 1]] {
            let path = try file("x\(content.count)", content)
            #expect(code { _ = try receive.plan(input([path])) } == .data)
        }
        #expect(code { _ = try receive.plan(input(["/nulle/part"])) } == .noInput)
        let path = try file("a.pdf", Self.pdf)
        let own = ReceiveDocuments.Input(
            files: [path],
            note: .init(origine: session.own.structure, voie: .papier, le: session.today))
        #expect(code { _ = try receive.plan(own) } == .usage)
        let later = ReceiveDocuments.Input(
            files: [path],
            note: .init(
                origine: partnership.ml.structure, voie: .papier, le: session.today.adding(days: 1))
        )
        #expect(code { _ = try receive.plan(later) } == .usage)
    }

    @Test("une fiche générique transcrite a son pseudonyme, et entre dans le tableau de l'OFII")
    func transcribed() throws {
        let report = Fiche.validate(
            try Partnership.fiche("generique"), today: session.today, reponseA: true)
        let fiche = try #require(report.fiche)
        let receive = try ReceiveDocuments(session)
        let plan = try receive.plan(
            input([file("scan.pdf", Self.pdf)], voie: .papier, modele: .generique))
        _ = try receive.execute(plan, transcription: fiche)
        let (pli, opened) = try taken()
        #expect(pli.slip.modele == .generique)
        #expect(opened.fiche?.nom == fiche.nom)
        let number = try #require(fiche.numeroAGDREF)
        let keyring = try IndexKeyring.required(session)
        #expect(
            daemon.bodies("PUT", Routes.localAnnotations).count == keyring.indices(of: number).count
        )
        partnership.holds([pli])
        var month = MonthlyTable.Input(
            month: try #require(CalendarDate("2026-11-01")),
            au: try #require(CalendarDate("2026-11-30")))
        (month.departement, month.capacite) = ("Isère", "à séquencer")
        let table = try MonthlyTable(session).plan(month)
        #expect(table.fiches == [pli.slip.key])
        #expect(opened.text(.texte).contains("scan.pdf"))
        // Documents that nobody transcribed stop the table: it would lack a person.
        _ = try receive.execute(plan)
        partnership.holds([try taken().pli])
        #expect(code { _ = try MonthlyTable(session).plan(month) } == .data)
    }

    @Test("le formulaire à transcrire part du partenaire, et du jour de la réception")
    func start() throws {
        let note = ReceptionNote(
            origine: partnership.ml.structure, voie: .papier,
            le: try #require(CalendarDate("2026-11-20")))
        let start = try FicheStart.transcription(of: note, as: .generique, session.context)
        #expect(start.content["sens"]?.string == "partenaire-vers-agir")
        #expect(start.content["faitLe"]?.string == "2026-11-20")
        #expect(
            start.content["partenaire"]?.object?["structure"]?.string
                == "Mission locale de Grenoble")
        #expect(
            start.content["operateurAGIR"]?.object?["structure"]?.string
                == "Opérateur AGIR de l'Isère")
    }

    @Test("ce qui répond à un envoi le dit au service")
    func answering() throws {
        let receive = try ReceiveDocuments(session)
        var answer = input([try file("a.pdf", Self.pdf)])
        answer.reponseA = .random()
        _ = try receive.execute(receive.plan(answer))
        #expect(try taken().pli.slip.reponseA == answer.reponseA)
    }

    @Test("un collègue reçoit ce qui a été reçu, tel qu'enregistré")
    func shared() throws {
        let receive = try ReceiveDocuments(session)
        _ = try receive.execute(receive.plan(input([file("a.pdf", Self.pdf)])))
        let (pli, opened) = try taken()
        let payload = try #require(opened.payload)
        let colleague = try #require(session.me)
        let shared = try Sealer(session: session, destinations: [], classical: false)
            .share(payload, with: colleague)
            .countersigned(by: partnership.operateur.serviceKey)
        partnership.holds([pli])
        let again = try FicheSource.open(
            SealedContent(shared.bytes, recorded: partnership.operateur.horloge.now), session)
        #expect(again.manifest?.key == pli.slip.key)
        #expect(again.reception == opened.reception)
        #expect(again.parts.map(\.nom) == ["reception.json", "a.pdf"])
    }
}
