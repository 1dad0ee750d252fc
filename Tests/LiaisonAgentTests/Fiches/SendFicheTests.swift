import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct SendFicheTests {
    private let partnership: Partnership
    private let session: Session
    private let send: SendFiche

    init() throws {
        partnership = try Partnership()
        session = try partnership.conseillere.session()
        send = try SendFiche(session)
    }

    private var deposits: [[UInt8]] { partnership.ml.daemon.bodies("PUT", Routes.localSend) }

    @Test("une fiche part : la carte du partenaire d'abord, la personne ensuite, le pli enfin")
    func sends() throws {
        let plan = try send.plan(Partnership.input(Partnership.fiche("generique"), session))
        #expect(plan.refusal == nil)
        #expect(plan.questions == [])
        #expect(deposits.isEmpty)
        let id = try send.execute(plan, FicheAnswers())
        let asked = partnership.ml.daemon.requests.filter { $0.method == "PUT" }.map(\.path)
        #expect(
            asked == [
                Routes.localContacts, Routes.localVerifications, Routes.localAnnotations,
                Routes.localSend,
            ])
        let pli = try Pli(#require(deposits.first))
        #expect(pli.slip.id == id)
        #expect(pli.slip.pour == partnership.operateur.structure)
        let row = BoxEntry(
            pli.slip, recu: nil, place: .envoi(.enAttente, retenu: false, accuses: []))
        #expect(Repertoire(session).person(row)?.name == "OFFICE Samir")
    }

    @Test("une fiche invalide dit toutes ses erreurs, et rien ne part")
    func invalid() throws {
        let input = try Partnership.input(
            Partnership.fiche(
                "generique", [(#""nom":"OFFICE","#, ""), ("2026-11-20", "2027-11-20")]),
            session)
        let plan = try send.plan(input)
        guard case .invalid(let report) = plan.refusal else {
            Issue.record("elle devait être refusée")
            return
        }
        #expect(report.erreurs.count >= 2)
        let before = partnership.conseillere.files.files
        #expect(code { _ = try send.execute(plan, FicheAnswers()) } == .data)
        #expect(deposits.isEmpty)
        #expect(partnership.conseillere.files.files == before)
    }

    @Test("une convention qui manque est un avertissement : confirmé, la fiche part")
    func warnings() throws {
        let partnership = try Partnership(.missionLocale)
        let session = try partnership.claire.session()
        let send = try SendFiche(session)
        let plan = try send.plan(
            Partnership.input(Partnership.fiche("spe"), to: ["ml.example"], session))
        #expect(plan.warnings.contains(.noConvention(partnership.ml.structure)))
        #expect(plan.questions == [.confirmWarnings])
        var answers = FicheAnswers()
        #expect(throws: AgentError(.data, "", next: .fiche(.confirmWarnings))) {
            _ = try send.execute(plan, answers)
        }
        let daemon = partnership.operateur.daemon
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        answers.confirmsWarnings = true
        _ = try send.execute(plan, answers)
        #expect(daemon.requests.last?.query == "declarations=avertissements-confirmes")
    }

    @Test("à qui ne lit pas encore le département, la fiche part sans lui, et c'est dit")
    func olderProgram() throws {
        let whole = try send.plan(Partnership.input(Partnership.fiche("generique"), session))
        #expect(whole.fiche?.departementOFII?.code == "38" && whole.notices == [])
        let team = partnership.operateur
        var object = try Acte(.carte, team.card().bytes).object
        object["capacites"] = .array([.string("refus-motives")])
        let older = try Acte(
            .carte, object, key: team.structureKey, name: team.structure.key(.structure))
        try partnership.conseillere.knows(SignedCarte(older.bytes))
        let plan = try send.plan(Partnership.input(Partnership.fiche("generique"), session))
        #expect(plan.notices == [.departementNotSent(team.structure)])
        let fiche = try #require(plan.fiche)
        #expect(fiche.content[path: "ofii.departement"] == nil)
        #expect(fiche.content[path: "ofii.numeroCIR"] != nil)
        let again = Fiche.validate(fiche.json, today: session.today)
        #expect(again.fiche == fiche)
    }

    @Test("à quoi sert une pièce se demande ; sans réponse, c'est « autre », et c'est dit")
    func purpose() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/piece.pdf"
        try PrivateFile.write(Array("%PDF-1.4\n%%EOF\n".utf8), to: path)
        let input = try Partnership.input(Partnership.fiche("generique"), pieces: [path], session)
        let plan = try send.plan(input)
        #expect(plan.questions == [.attachmentPurpose])
        _ = partnership.conseillere.notices
        _ = try send.execute(plan, FicheAnswers())
        #expect(partnership.conseillere.notices.contains(.fiche(.otherAttachment)))
        #expect(partnership.ml.daemon.requests.last?.query == "declarations=piece-autre")
        var answers = FicheAnswers()
        answers.purpose = .dossierSPADA
        _ = try send.execute(plan, answers)
        #expect(partnership.ml.daemon.requests.last?.query == "declarations=piece-dossier-spada")
    }

    @Test("chaque pièce d'un navigateur dit à quoi elle sert ; le journal a chaque usage une fois")
    func purposes() throws {
        func piece(_ name: String, _ purpose: AttachmentPurpose?) -> Attachments.Piece {
            .init(nom: name, content: Array("%PDF-1.4\n%%EOF\n".utf8), purpose: purpose)
        }
        func plan(_ pieces: [Attachments.Piece]) throws -> FichePlan {
            try send.plan(
                FicheInput(
                    file: "brouillons/x", content: Partnership.fiche("generique"),
                    attachments: Attachments(pieces: pieces),
                    to: [Destination("agir38.example", session: session, unverifiedReason: nil)],
                    session))
        }
        let told = try plan([
            piece("a.pdf", .dossierSPADA), piece("b.pdf", .preDiagnostic),
            piece("c.pdf", .dossierSPADA),
        ])
        #expect(told.questions == [])
        #expect(try plan([piece("a.pdf", nil)]).questions == [.attachmentPurpose])
        _ = try send.execute(told, FicheAnswers())
        #expect(
            partnership.ml.daemon.requests.last?.query
                == "declarations=piece-pre-diagnostic,piece-dossier-spada")
        for name in ["fiche.json", "../a.pdf", ""] {
            #expect(code { _ = try Attachments(pieces: [piece(name, .autre)]) } == .data, "\(name)")
        }
        let many = (0...20).map { piece("\($0).pdf", .autre) }
        #expect(code { _ = try Attachments(pieces: many) } == .data)
    }

    @Test("une structure nommée deux fois est refusée")
    func twice() throws {
        let input = try Partnership.input(
            Partnership.fiche("generique"), to: ["agir38.example", "agir38.example"], session)
        #expect(code { _ = try send.plan(input) } == .usage)
    }

    @Test(
        "un dépôt dont la réponse est illisible est une erreur : rien n'est retenu",
        arguments: FakeDaemon.unreadable)
    func unreadableDeposit(_ text: String) throws {
        let plan = try send.plan(Partnership.input(Partnership.fiche("generique"), session))
        partnership.ml.daemon.on("PUT", Routes.localSend, text: text)
        let before = partnership.conseillere.files.files
        #expect(code { _ = try send.execute(plan, FicheAnswers()) } == .data)
        #expect(partnership.conseillere.files.files == before)
    }

    @Test(
        "un envoi en est où en est le moins avancé ; ce qui ne se lit pas n'est pas « en attente »")
    func status() throws {
        let pli = try partnership.receive()
        let states: [EnvoiStatut] = [.ouvert, .expire, .remis]
        let rows = states.map {
            BoxEntry(pli.slip, recu: nil, place: .envoi($0, retenu: false, accuses: []))
        }
        let route = Routes.localSent(pli.slip.id)
        partnership.ml.daemon.on("GET", route, json: rows.value)
        #expect(try SendFiche.status(of: pli.slip.id, session).statut == .expire)
        for text in FakeDaemon.unreadable {
            partnership.ml.daemon.on("GET", route, text: text)
            #expect(code { _ = try SendFiche.status(of: pli.slip.id, session) } == .data)
        }
    }

    @Test(
        "un envoi se suit tant qu'il attend et qu'on attend ; une panne n'oublie pas ce qui se savait"
    )
    func followed() throws {
        let pli = try partnership.receive()
        let (daemon, id) = (partnership.ml.daemon, pli.slip.id)
        func isAt(_ statut: EnvoiStatut) {
            let row = BoxEntry(
                pli.slip, recu: nil, place: .envoi(statut, retenu: false, accuses: []))
            daemon.on("GET", Routes.localSent(id), json: [row].value)
        }
        isAt(.enAttente)
        var waits = 0
        let delivered = SendFiche.follow(id, session) {
            waits += 1
            if waits == 1 { daemon.on("GET", Routes.localSent(id), text: "{}") }
            if waits == 2 { isAt(.remis) }
            return waits < 5
        }
        #expect(delivered.statut == .remis && delivered.failure == nil && waits == 2)
        daemon.on("GET", Routes.localSent(id), text: "{}")
        let lost = SendFiche.follow(id, session) { false }
        #expect(lost.statut == .enAttente && lost.failure?.code == .data)
    }

    @Test("huit envois à la fois gardent tous les noms")
    func parallel() async throws {
        let (files, horloge) = (partnership.conseillere.files, partnership.ml.horloge)
        let transport = partnership.ml.daemon.transport
        try await withThrowingTaskGroup(of: Void.self) { group in
            for n in 0..<8 {
                group.addTask {
                    let context = AgentContext(
                        folder: AgentFolder(files, path: "/dossier"),
                        endpoint: .socket(path: "/service"), now: { horloge.now },
                        secret: { _ in throw AgentError(.usage, "") }, transport: transport,
                        show: { _ in })
                    let session = try Session.open(context)
                    let send = try SendFiche(session)
                    let content = try Partnership.fiche(
                        "generique", [(#""nom":"OFFICE""#, #""nom":"OFFICE-\#(n)""#)])
                    let input = try Partnership.input(
                        content, file: "/fiches/\(n).json", session)
                    _ = try send.execute(send.plan(input), FicheAnswers())
                }
            }
            try await group.waitForAll()
        }
        let names = try deposits.map { bytes in
            Repertoire(session).person(
                BoxEntry(
                    try Pli(bytes).slip, recu: nil,
                    place: .envoi(.enAttente, retenu: false, accuses: [])))?.name
        }
        #expect(Set(names.compactMap(\.self)) == Set((0..<8).map { "OFFICE-\($0) Samir" }))
    }
}
