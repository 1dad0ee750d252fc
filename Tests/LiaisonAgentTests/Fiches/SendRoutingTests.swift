import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What must go with a fiche for it to leave: a signed CIR, copies to the DT OFII and the SIAO.
@Suite struct SendRoutingTests {
    private let partnership: Partnership
    private let session: Session
    private let send: SendFiche

    init() throws {
        partnership = try Partnership()
        session = try partnership.conseillere.session()
        send = try SendFiche(session)
    }

    private var deposits: [[UInt8]] { partnership.ml.daemon.bodies("PUT", Routes.localSend) }

    @Test("sans réponse ou sans CIR signé, l'orientation ne part pas ; signé, c'est déclaré")
    func cir() throws {
        let plan = try send.plan(
            Partnership.input(Partnership.fiche("generique", Partnership.withoutCIR), session))
        #expect(plan.questions == [.isCIRSigned])
        var answers = FicheAnswers()
        #expect(code { _ = try send.execute(plan, answers) } == .data)
        answers.isCIRSigned = false
        #expect(code { _ = try send.execute(plan, answers) } == .data)
        #expect(deposits.isEmpty)
        answers.isCIRSigned = true
        _ = try send.execute(plan, answers)
        #expect(partnership.ml.daemon.requests.last?.query == "declarations=cir-signe")
    }

    @Test("à la seule DT OFII, le CIR ne se demande pas : c'est elle qu'on informe qu'il manque")
    func informsOFII() throws {
        let office = try Team("dt38.example", .dtOFII, partnership.ml.horloge)
        try partnership.conseillere.knows(office.card())
        let content = try Partnership.fiche("generique", Partnership.withoutCIR)
        let plan = try send.plan(Partnership.input(content, to: ["dt38.example"], session))
        #expect(plan.refusal == nil && plan.questions == [])
        var answers = FicheAnswers()
        answers.isCIRSigned = false
        _ = try send.execute(plan, answers)
        #expect(deposits.count == 1 && partnership.ml.daemon.requests.last?.query == "")
        // In copy, it is an orientation like another; the DT OFII has the same already.
        let copied = try send.plan(
            Partnership.input(content, to: ["agir38.example", "dt38.example"], session))
        #expect(copied.questions == [.confirmWarnings, .isCIRSigned])
    }

    @Test("la copie à la DT OFII est proposée ; refusée, la fiche ne part pas")
    func copy() throws {
        let partnership = try Partnership(.missionLocale)
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        var deposits: [[UInt8]] { partnership.ml.daemon.bodies("PUT", Routes.localSend) }
        let office = try Team("dt38.example", .dtOFII, partnership.ml.horloge)
        try partnership.conseillere.knows(office.card())
        let content = try Partnership.fiche(
            "spe",
            [
                ("agir-vers-partenaire", "partenaire-vers-agir"),
                (#""dateContratAGIR":"2026-10-02","#, ""),
                (#""faitA""#, #""consentementOrientation":true,"faitA""#),
            ])
        let plan = try send.plan(Partnership.input(content, session))
        guard case .copy(.dtOFII, let known)? = plan.questions.first, let card = known.first
        else {
            Issue.record("la copie devait être proposée")
            return
        }
        let declined = try send.plan(plan.input.declining(.dtOFII))
        #expect(declined.questions == [])
        #expect(code { _ = try send.execute(declined, FicheAnswers()) } == .data)
        #expect(deposits.isEmpty)
        let copied = try send.plan(plan.input.copying(card))
        #expect(copied.refusal == nil)
        var answers = FicheAnswers()
        answers.isCIRSigned = true
        answers.confirmsWarnings = true
        _ = try send.execute(copied, answers)
        #expect(
            try deposits.map { try Pli($0).slip.pour.text } == ["agir38.example", "dt38.example"])
    }

    @Test(
        "une réponse à l'opérateur ne demande pas de copie ; à une fiche qu'il n'a pas envoyée, si")
    func answer() throws {
        let partnership = try Partnership(.missionLocale)
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        // What the operator sent, as the partner's daemon holds it.
        let author = try partnership.claire.session()
        let sending = try SendFiche(author)
        var answers = FicheAnswers()
        answers.confirmsWarnings = true
        let id = try sending.execute(
            sending.plan(Partnership.input(Partnership.fiche("spe"), to: ["ml.example"], author)),
            answers)
        let slip = try Pli(
            #require(partnership.operateur.daemon.bodies("PUT", Routes.localSend).last)
        ).slip
        func plan() throws -> FichePlan {
            try send.plan(
                FicheInput(
                    file: "/fiches/reponse.json", content: Partnership.fiche("generique"),
                    attachments: Attachments([]),
                    to: [
                        Destination("agir38.example", session: session, unverifiedReason: nil)
                    ], reponseA: id.text, session))
        }
        let box = "/local/v1/boite/reception"
        let row = BoxEntry(slip, recu: slip.scelle, place: .reception(.nonLu))
        partnership.ml.daemon.on("GET", box, json: [row].value)
        #expect(try plan().refusal == nil)
        partnership.ml.daemon.on("GET", box, text: "[]")
        guard case .route(let findings)? = try plan().refusal else {
            Issue.record("elle devait être refusée")
            return
        }
        #expect(findings.map(\.pointeur) == ["/beneficiaire/dateContratAGIR"])
        for text in FakeDaemon.unreadable where text != "[]" {
            partnership.ml.daemon.on("GET", box, text: text)
            #expect(code { _ = try plan() } == .data)
        }
    }

    @Test("une structure d'hébergement est invitée à informer le SIAO")
    func siao() throws {
        let partnership = try Partnership(.hebergement)
        let session = try partnership.conseillere.session()
        let siao = try Team("siao.example", .siao, partnership.ml.horloge)
        try partnership.conseillere.knows(siao.card())
        let plan = try SendFiche(session).plan(
            Partnership.input(Partnership.fiche("generique"), session))
        #expect(plan.notices == [.informSIAO])
        #expect(
            plan.questions.first == .copy(.siao, [.structure(try siao.card().carte, agent: nil)]))
    }
}
