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

    /// A second fiche of the partner's, changed so.
    private func second(_ changes: [(String, String)]) throws -> Pli {
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        var answers = FicheAnswers()
        (answers.confirmsWarnings, answers.isCIRSigned) = (true, true)
        let content = try Partnership.fiche("generique", [("OFFICE", "SECONDE")] + changes)
        _ = try send.execute(send.plan(Partnership.input(content, session)), answers)
        return try Pli(#require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.ml.serviceKey)
    }

    @Test(
        "un département prend ses fiches, et celles qui n'en disent rien ; les autres sont nommées")
    func departements() throws {
        let unsaid = try second([(#","departement":"38""#, "")])
        partnership.holds([unsaid, pli])
        func plan(_ departement: String) throws -> MonthlyTable.Plan {
            var input = input
            input.departement = departement
            return try monthly.plan(input)
        }
        _ = partnership.claire.notices
        // In the inbox's order.
        #expect(try plan("38").fiches == [unsaid.slip.key, pli.slip.key])
        #expect(try plan("isere").table.departement == "Isère")
        let rhone = try plan("Rhône")
        #expect(rhone.fiches == [unsaid.slip.key])
        #expect(rhone.table.departement == "Rhône")
        let named = [pli, unsaid].map(\.slip.id)
        #expect(
            partnership.claire.notices.contains(
                .fiche(
                    .otherDepartements(
                        [.init(id: named[0], name: "OFFICE Samir")],
                        unsaid: [.init(id: named[1], name: "SECONDE Samir")]))))
        #expect(throws: AgentError(.usage, "", next: .fiche(.nameDepartement))) {
            _ = try plan("Grenoble")
        }
    }

    @Test("personne n'est proposé tant que rien ne dit que son CIR est signé")
    func cir() throws {
        let office = try Team("dt38.example", .dtOFII, partnership.operateur.horloge)
        try partnership.claire.knows(office.card())
        let unsigned = try second(Partnership.withoutCIR)
        partnership.holds([pli, unsigned])
        _ = partnership.claire.notices
        var input = input
        input.office = "dt38.example"
        let plan = try monthly.plan(input)
        let named = FicheNotice.NamedFiche(id: unsigned.slip.id, name: "SECONDE Samir")
        #expect(plan.withoutCIR == [named])
        #expect(plan.questions.first == .isCIRSigned([named]))
        #expect(partnership.claire.notices.contains(.fiche(.checkCIR([named]))))
        let daemon = partnership.operateur.daemon
        #expect(throws: AgentError(.data, "", next: .fiche(.checkCIR))) {
            _ = try monthly.execute(plan, withEmptyCells: true, by: Remises().hands)
        }
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        _ = try monthly.execute(
            plan, cirSigned: true, withEmptyCells: true, by: Remises().hands)
        #expect(daemon.bodies("PUT", Routes.localSend).count == 1)
        // Left out, or its date filled in: nothing is asked any more.
        var without = input
        without.without = [unsigned.slip.id.text]
        #expect(try monthly.plan(without).withoutCIR == [])
        let session = try partnership.claire.session()
        var completion = try TableCompletion(unsigned.slip.id.text, session)
        let rank = try #require(
            completion.completion.questions.firstIndex { $0.label == "Date de signature du CIR" })
        #expect(completion.completion.answer("15/12/2025", to: rank) == nil)
        try completion.save(session)
        #expect(try monthly.plan(input).questions == [])
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
        #expect(
            partnership.claire.notices.contains(
                .fiche(.answersLeftOut([.init(id: answer.slip.id, name: "OFFICE Samir")]))))
        // Its word alone, about a fiche that did not go to it, keeps nobody out.
        partnership.operateur.daemon.on("GET", outbox, text: "[]")
        #expect(try monthly.plan(input).fiches == [answer.slip.key])
        #expect(
            !partnership.claire.notices.contains(
                .fiche(.answersLeftOut([.init(id: answer.slip.id, name: "OFFICE Samir")]))))
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
                    #""ofii":{"numeroCIR":"0380001234","emploi":false,"logement":false,"demandeCPH":false,"departement":"38"},"#,
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
