import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What is asked before a fiche goes to the wrong place or twice, and what is no error once it went.
@Suite struct SendWarningTests {
    private let partnership: Partnership
    private let session: Session
    private let send: SendFiche

    init() throws {
        partnership = try Partnership()
        session = try partnership.conseillere.session()
        send = try SendFiche(session)
    }

    private var daemon: FakeDaemon { partnership.ml.daemon }
    private var deposits: Int { daemon.bodies("PUT", Routes.localSend).count }

    private func plan(
        _ changes: [(String, String)] = [], to names: [String] = ["agir38.example"]
    ) throws -> FichePlan {
        try send.plan(
            Partnership.input(Partnership.fiche("generique", changes), to: names, session))
    }

    private func confirmed() -> FicheAnswers {
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        return answers
    }

    // MARK: To whom

    @Test("une fiche qui nomme une autre structure que son destinataire se demande")
    func otherPartner() throws {
        let plan = try plan([("Opérateur AGIR de l'Isère", "Opérateur AGIR du Rhône")])
        let card = try partnership.operateur.card().carte
        #expect(
            plan.warnings == [.otherPartner(named: "Opérateur AGIR du Rhône", addressee: card)])
        #expect(plan.questions == [.confirmWarnings])
        #expect(code { _ = try send.execute(plan, FicheAnswers()) } == .data)
        #expect(deposits == 0)
        _ = try send.execute(plan, confirmed())
        #expect(deposits == 1)
    }

    @Test("une autre façon d'écrire le nom, ou une copie à la DT OFII, ne demande rien")
    func samePartner() throws {
        #expect(
            try plan([("Opérateur AGIR de l'Isère", "OPERATEUR AGIR ISERE")]).warnings == [])
        let office = try Team("dt38.example", .dtOFII, partnership.ml.horloge)
        try partnership.conseillere.knows(office.card())
        #expect(try plan(to: ["agir38.example", "dt38.example"]).warnings == [])
    }

    @Test("une structure de plus, qui n'est ni nommée ni en copie, se demande")
    func second() throws {
        let cap = try Team("cap.example", .dna, partnership.ml.horloge)
        try partnership.conseillere.knows(cap.card())
        let plan = try plan(to: ["agir38.example", "cap.example"])
        #expect(
            plan.warnings == [
                .otherPartner(
                    named: "Opérateur AGIR de l'Isère", addressee: try cap.card().carte)
            ])
    }

    // MARK: Twice

    @Test(
        "la même fiche au même destinataire en trente jours se demande, même refaite un autre jour")
    func twice() throws {
        let first = try send.execute(plan(), FicheAnswers())
        let le = partnership.ml.horloge.now
        let already = FicheWarning.sentAlready(
            to: partnership.operateur.structure, id: first, le: le)
        #expect(try plan().warnings == [already])
        #expect(
            try plan([(#""faitLe":"2026-11-20""#, #""faitLe":"2026-11-21""#)]).warnings == [already]
        )
        #expect(try plan([(#""nom":"OFFICE""#, #""nom":"AUTRE""#)]).warnings == [])
        #expect(code { _ = try send.execute(plan(), FicheAnswers()) } == .data)
        #expect(deposits == 1)
        partnership.ml.horloge.advance(30 * 86_400)
        #expect(try plan().warnings == [already])
        partnership.ml.horloge.advance(1)
        #expect(try plan().warnings == [])
    }

    @Test("à un autre destinataire, ce n'est pas la même")
    func elsewhere() throws {
        _ = try send.execute(plan(), FicheAnswers())
        let other = try Team("agir69.example", .operateurAGIR, partnership.ml.horloge)
        try partnership.conseillere.knows(other.card { $0.libelle = "Opérateur AGIR de l'Isère" })
        #expect(try plan(to: ["agir69.example"]).warnings == [])
    }

    // MARK: Once it went

    @Test(
        "le service l'a prise : ce que ce poste ne peut pas noter est dit, et n'est pas une erreur")
    func kept() throws {
        let plan = try plan()
        // A folder where the sealed directory would be written.
        try partnership.conseillere.folder.makeFolder("repertoire.age")
        _ = partnership.conseillere.notices
        let id = try send.execute(plan, FicheAnswers())
        #expect(deposits == 1)
        let isSaid = partnership.conseillere.notices.contains {
            if case .fiche(.sentNotKept) = $0 { true } else { false }
        }
        #expect(isSaid)
        #expect(try Pli(#require(daemon.bodies("PUT", Routes.localSend).last)).slip.id == id)
    }

    @Test("prise pour l'un et pas pour l'autre : l'erreur dit à qui elle est, et le lien reste")
    func partial() throws {
        let office = try Team("dt38.example", .dtOFII, partnership.ml.horloge)
        try partnership.conseillere.knows(office.card())
        let plan = try plan(to: ["agir38.example", "dt38.example"])
        let first = partnership.operateur.structure
        Self.takes(first, daemon)
        let error = try #require(failure { _ = try send.execute(plan, FicheAnswers()) })
        #expect(error.code == .tryAgain)
        #expect(error.message.contains("pour agir38.example, et pas pour dt38.example"))
        let rest = try #require(Self.rest(error))
        #expect(rest.addressees == ["dt38.example"] && rest.file == plan.input.file)
        #expect(rest.withoutOFIICopy == nil && !rest.isCIRSigned && !rest.confirmsWarnings)
        #expect(deposits == 2)
        // Sent again to all by mistake, it is asked.
        let names = try self.plan(to: ["agir38.example", "dt38.example"]).warnings
        guard case .sentAlready(first, _, _)? = names.first, names.count == 1 else {
            Issue.record("il fallait le dire : \(names)")
            return
        }
    }

    /// The daemon takes what goes to that structure, and nothing else.
    private static func takes(_ name: StructureName, _ daemon: FakeDaemon) {
        daemon.on("PUT", Routes.localSend) { request in
            guard let slip = try? Pli(request.body).slip, slip.pour == name else {
                return .problem(503)
            }
            let row = BoxEntry(
                slip, recu: nil, place: .envoi(.enAttente, retenu: false, accuses: []))
            return .init(status: 201, body: Array(row.value.text.utf8))
        }
    }

    private static func rest(_ error: AgentError) -> FicheRemainder? {
        guard case .fiche(.finish(let rest))? = error.next else { return nil }
        return rest
    }

    @Test("la DT OFII l'a, l'opérateur non : finir redit tout ce qu'il faut, et passe")
    func finish() throws {
        let partnership = try Partnership(.missionLocale)
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        let daemon = partnership.ml.daemon
        let office = try Team("dt38.example", .dtOFII, partnership.ml.horloge)
        try partnership.conseillere.knows(office.card())
        let folder = try TemporaryFolder()
        let piece = "\(folder.path)/piece.pdf"
        try PrivateFile.write(Array("%PDF-1.4\n%%EOF\n".utf8), to: piece)
        let content = try Partnership.fiche(
            "spe",
            [
                ("agir-vers-partenaire", "partenaire-vers-agir"),
                (#""dateContratAGIR":"2026-10-02","#, ""),
                (#""faitA""#, #""consentementOrientation":true,"faitA""#),
            ])
        let replaced = PliID.random()
        func input(_ names: [String]) throws -> FicheInput {
            try FicheInput(
                file: "/fiches/fiche.json", content: content, attachments: Attachments([piece]),
                to: names.map { try Destination($0, session: session, unverifiedReason: nil) },
                remplace: replaced.text, session)
        }
        var answers = FicheAnswers()
        (answers.confirmsWarnings, answers.isCIRSigned) = (true, true)
        answers.purpose = .dossierSPADA
        let plan = try send.plan(input(["dt38.example", "agir38.example/claire"]))
        #expect(plan.questions.contains(.isCIRSigned))
        Self.takes(office.structure, daemon)
        let error = try #require(
            failure { _ = try send.execute(plan, answers, classical: true) })
        let rest = try #require(Self.rest(error))
        #expect(rest.addressees == ["agir38.example/claire"])
        #expect(rest.withoutOFIICopy == .hasItAlready && rest.acceptsClassical)
        #expect(rest.isCIRSigned && rest.confirmsWarnings && rest.link.remplace == replaced)
        #expect(rest.pieces == [piece] && rest.purpose == .dossierSPADA)
        // Without what it says it would be refused.
        Self.takes(partnership.operateur.structure, daemon)
        var again = try input(rest.addressees)
        guard case .route? = try send.plan(again).refusal else {
            Issue.record("sans la copie, elle devait être refusée")
            return
        }
        again.withoutOFIICopy = "copie déjà partie"
        _ = try send.execute(send.plan(again), answers, classical: true)
        #expect(daemon.requests.last?.query.contains("sans-copie-ofii") == true)
        // The other way round, a copy alone has its doubt to confirm, and no CIR to tell.
        let other = try send.plan(input(["agir38.example", "dt38.example"]))
        let copy = try #require(
            failure { _ = try send.execute(other, answers) }.flatMap(Self.rest))
        #expect(copy.addressees == ["dt38.example"] && copy.withoutOFIICopy == nil)
        #expect(!copy.isCIRSigned && copy.confirmsWarnings)
    }

    @Test("ouverte, une fiche que ce poste ne peut pas noter n'est pas une erreur non plus")
    func opened() throws {
        let pli = try partnership.receive()
        let open = try OpenFiche(.box(pli.slip.id.text), partnership.claire.session())
        let opened = try open.open()
        try partnership.claire.folder.makeFolder("repertoire.age")
        _ = partnership.claire.notices
        try open.finish(opened)
        let isSaid = partnership.claire.notices.contains {
            if case .fiche(.openedNotKept) = $0 { true } else { false }
        }
        #expect(isSaid)
    }
}
