import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import Testing

@Suite struct MonthlyTableTests {
    private let partnership: Partnership
    private let pli: Pli
    private let monthly: MonthlyTable
    private let input: MonthlyTable.Input

    init() throws {
        partnership = try Partnership()
        pli = try partnership.receive()
        monthly = try MonthlyTable(partnership.claire.session())
        let month = try #require(CalendarDate("2026-11-01"))
        var input = MonthlyTable.Input(month: month, au: try #require(CalendarDate("2026-11-30")))
        input.departement = "Isère"
        input.capacite = "à séquencer"
        self.input = input
    }

    @Test("le tableau du mois prend les fiches reçues ce mois-là, et celles-là seules")
    func rows() throws {
        let plan = try monthly.plan(input)
        #expect(plan.fiches == [pli.slip.key])
        #expect(plan.office == nil)
        let read = Routes.localPli(de: pli.slip.de, id: pli.slip.id)
        #expect(
            partnership.operateur.daemon.requests.filter { $0.path == read }.map(\.query)
                == ["tableau=oui"])
        #expect(code { _ = try monthly.execute(plan, by: Remises().hands) } == .usage)
        var other = input
        other.without = [pli.slip.id.text]
        #expect(try monthly.plan(other).fiches == [])
        var october = MonthlyTable.Input(
            month: try #require(CalendarDate("2026-10-01")), au: input.au)
        (october.departement, october.capacite) = (input.departement, input.capacite)
        #expect(try monthly.plan(october).fiches == [])
    }

    @Test("le tableau est celui d'un opérateur, et ne va qu'à la DT OFII")
    func office() throws {
        #expect(code { _ = try MonthlyTable(partnership.conseillere.session()) } == .notAllowed)
        var toPartner = input
        toPartner.office = "ml.example"
        #expect(code { _ = try monthly.plan(toPartner) } == .notAllowed)
        let office = try Team("dt38.example", .dtOFII, partnership.operateur.horloge)
        try partnership.claire.knows(office.card())
        var sent = input
        sent.office = "dt38.example"
        let plan = try monthly.plan(sent)
        let daemon = partnership.operateur.daemon
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        let id = try monthly.execute(plan, by: Remises().hands).id
        let slip = try Pli(#require(daemon.bodies("PUT", Routes.localSend).last)).slip
        #expect(slip.id == id)
        #expect(slip.objet == .tableauOFII)
        sent.without = [pli.slip.id.text]
        #expect(code { _ = try monthly.execute(monthly.plan(sent), by: Remises().hands) } == .data)
    }

    @Test("parti, il est rattaché à chacun de ceux qu'il nomme, avant d'être déposé")
    func everybody() throws {
        let office = try Team("dt38.example", .dtOFII, partnership.operateur.horloge)
        try partnership.claire.knows(office.card())
        var sent = input
        sent.office = "dt38.example"
        let plan = try monthly.plan(sent)
        let daemon = partnership.operateur.daemon
        let id = try monthly.execute(plan, by: Remises().hands).id
        let keyring = try IndexKeyring.required(partnership.claire.session())
        let expected = OFIITable.numbers(in: plan.table.csv).flatMap(keyring.indices(of:))
        #expect(!expected.isEmpty)
        let key = try partnership.operateur.agent("claire")
        let said = try daemon.bodies("PUT", Routes.localAnnotations)
            .map { try Annotation($0, signedBy: key.cle) }.filter { $0.id == id }
        #expect(Set(said.map(\.personne)) == Set(expected))
        #expect(Set(said.map(\.nombre)) == [OFIITable.personCount(in: plan.table.csv)])
        let asked = daemon.asked.filter { $0.hasPrefix("PUT") }
        #expect(asked.last?.contains(Routes.localSend) == true)
    }

    @Test("une réponse à une fiche de l'opérateur n'oriente personne : elle est laissée, et nommée")
    func answers() throws {
        // What the operator sent to that partner, or to another; nothing known of it.
        let author = try partnership.claire.session()
        let sending = try SendFiche(author)
        var confirmed = FicheAnswers()
        confirmed.confirmsWarnings = true
        let asked = try sending.execute(
            sending.plan(Partnership.input(Partnership.fiche("spe"), to: ["ml.example"], author)),
            confirmed)
        let slip = try Pli(
            #require(partnership.operateur.daemon.bodies("PUT", Routes.localSend).last)
        )
        .slip
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        let sent = BoxEntry(
            slip, recu: nil, place: .envoi(.enAttente, retenu: false, accuses: []))
        let received = BoxEntry(slip, recu: slip.scelle, place: .reception(.nonLu))
        partnership.ml.daemon.on("GET", "/local/v1/boite/reception", json: [received].value)
        _ = try send.execute(
            send.plan(
                FicheInput(
                    file: "/fiches/reponse.json", content: Partnership.fiche("generique"),
                    attachments: Attachments([]),
                    to: [
                        Destination("agir38.example", session: session, unverifiedReason: nil)
                    ], reponseA: asked.text, session)), confirmed)
        let answer = try Pli(#require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.ml.serviceKey)
        #expect(answer.slip.reponseA == asked)
        partnership.holds([answer])
        let outbox = "/local/v1/boite/envoi"
        partnership.operateur.daemon.on("GET", outbox, json: [sent].value)
        _ = partnership.claire.notices
        #expect(try monthly.plan(input).fiches == [])
        #expect(partnership.claire.notices.contains(.fiche(.answersLeftOut([answer.slip.id]))))
        // Its word alone, about a fiche that did not go to it, keeps nobody out.
        partnership.operateur.daemon.on("GET", outbox, text: "[]")
        #expect(try monthly.plan(input).fiches == [answer.slip.key])
        #expect(!partnership.claire.notices.contains(.fiche(.answersLeftOut([answer.slip.id]))))
        for text in FakeDaemon.unreadable where text != "[]" {
            partnership.operateur.daemon.on("GET", outbox, text: text)
            #expect(code { _ = try monthly.plan(input) } == .data)
        }
    }

    @Test("une fiche du mois qui ne se lit pas est nommée, et le tableau n'est pas dressé")
    func unread() throws {
        let daemon = partnership.operateur.daemon
        daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id), text: "{}")
        _ = partnership.claire.notices
        #expect(throws: AgentError(.data, "", next: .fiche(.leaveOut))) {
            try monthly.plan(input)
        }
        guard case .fiche(.unread(let id, _))? = partnership.claire.notices.first else {
            Issue.record("il fallait la nommer")
            return
        }
        #expect(id == pli.slip.id)
        for text in FakeDaemon.unreadable where text != "[]" {
            daemon.on("GET", "/local/v1/boite/reception", text: text)
            #expect(code { _ = try monthly.plan(input) } == .data)
        }
    }

    @Test(
        "sans département ou sans capacité, il n'y a pas de tableau",
        arguments: [("", "à séquencer"), ("Isère", ""), (" ", "\u{A0}")])
    func required(departement: String, capacite: String) throws {
        var input = input
        (input.departement, input.capacite) = (departement, capacite)
        #expect(throws: AgentError(.usage, "", next: .fiche(.nameDepartement))) {
            try monthly.plan(input)
        }
    }

    @Test("des cases vides se montrent et se demandent ; sans réponse, rien ne part")
    func emptyCells() throws {
        let office = try Team("dt38.example", .dtOFII, partnership.operateur.horloge)
        try partnership.claire.knows(office.card())
        let send = try SendFiche(partnership.conseillere.session())
        let content = try Partnership.fiche(
            "generique",
            [
                (
                    #""ofii":{"numeroCIR":"0380001234","emploi":true,"logement":true,"demandeCPH":false},"#,
                    ""
                )
            ])
        _ = try send.execute(
            send.plan(Partnership.input(content, partnership.conseillere.session())), FicheAnswers()
        )
        let lacking = try Pli(#require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.ml.serviceKey)
        partnership.holds([lacking])
        var drawn = input
        #expect(try monthly.plan(drawn).questions == [])
        drawn.office = "dt38.example"
        let plan = try monthly.plan(drawn)
        let cells = MonthlyTable.EmptyCells(
            fiche: lacking.slip.key, name: "OFFICE Samir",
            columns: [.cir, .emploi, .logement, .cph])
        #expect(plan.questions == [.sendEmptyCells([cells])])
        let daemon = partnership.operateur.daemon
        #expect(throws: AgentError(.data, "", next: .fiche(.completeCells))) {
            _ = try monthly.execute(plan, by: Remises().hands)
        }
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        _ = try monthly.execute(plan, withEmptyCells: true, by: Remises().hands)
        #expect(daemon.bodies("PUT", Routes.localSend).count == 1)
    }
}
