import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct FicheRetentionTests {
    private let team: Team
    private let machine: Machine
    private let day = CalendarDate("2027-01-31")!
    private let pli: PliKey

    init() throws {
        team = try Team("ml.example", .missionLocale, TestClock())
        machine = try Machine("claire", of: team)
        let partner = try Team("agir38.example", .operateurAGIR, team.horloge)
        let theirs = try Machine("claire", of: partner)
        try theirs.knows(team.card())
        try machine.knows(partner.card())
        let fiche = try Self.fiche(on: ParisTime.date(at: team.horloge.now))
        let sealed = try Samples.pli(from: theirs, to: team.card().carte) {
            try $0.seal(fiche, pieces: [])
        }
        Samples.receive(sealed, team)
        pli = PliKey(de: partner.structure, id: sealed.slip.id)
        team.daemon.on("PUT", Routes.localFacts, json: Samples.outcome())
    }

    private static func fiche(on day: CalendarDate) throws -> Fiche {
        let text = #"""
            {"version":1,"modele":"spe","sens":"agir-vers-partenaire",
             "operateurAGIR":{"structure":"Opérateur AGIR","nom":"Exemple","prenom":"Claire","fonction":"Référente emploi-formation","telephone":"04 76 00 00 01","courriel":"referente@agir38.example"},
             "partenaire":{"structure":"Mission locale","nom":"Modèle","prenom":"Jean","fonction":"Conseiller en insertion","telephone":"04 76 00 00 02","courriel":"conseiller@ml.example"},
             "beneficiaire":{"numeroAGDREF":"\#(Samples.number.digits)","nom":"SPECIMEN","prenom":"Amina","nationalite":"afghane","dateNaissance":"2002-03-14","adressePostale":"1 rue de l'Exemple\n38000 Grenoble","telephone":"06 00 00 00 01","consentementDematerialise":false,
               "positionnementLinguistique":"A2","heuresFLE":{"nombre":200,"etat":"realisees"},"dateContratAGIR":"2026-10-02","situationFamille":"seul","enfantsACharge":{"nombre":1}},
             "freins":{"difficultes":["logement"],"prendreEnCompte":["contraintes-familiales"],"gardeEnfants":true,"developper":["transport"]},
             "orientation":{"vers":["mission-locale"]},
             "demandes":{"choisirMetier":["atouts"],"seFormer":["trouver-formation"],"ameliorerCompetences":["fle"]},
             "faitA":"Grenoble","faitLe":"\#(day)"}
            """#
        let report = Fiche.validate(Array(text.utf8), today: day)
        #expect(report.erreurs == [])
        return try #require(report.fiche)
    }

    private var puts: [String] { team.daemon.asked.filter { $0.hasPrefix("PUT") } }

    @Test("une fiche se rattache à la personne dont elle porte le numéro")
    func attaches() throws {
        let plan = try FicheAttachment.plan(pli.id.text, machine.context)
        #expect(plan.questions == [.number])
        #expect(plan.fiche == pli)
        #expect(puts == [])
        try FicheAttachment.execute(plan, number: Samples.number)
        let bytes = try #require(team.daemon.bodies("PUT", Routes.localAnnotations).first)
        let annotation = try Annotation(bytes, signedBy: team.agent("claire").cle)
        #expect(PliKey(de: annotation.de, id: annotation.id) == pli)
        #expect(try annotation.personne == Person(Samples.number, machine.session()).indices[0])
    }

    @Test("un autre numéro que le sien n'est pas pris")
    func otherNumber() throws {
        let plan = try FicheAttachment.plan(pli.id.text, machine.context)
        #expect(
            Samples.error { try FicheAttachment.execute(plan, number: Samples.other) }
                == AgentError(.data, "", next: .retention(.correctFiche)))
        #expect(puts == [])
    }

    @Test("une fiche dit de qui elle est")
    func person() throws {
        let person = try Person(fiche: pli.id.text, machine.session())
        #expect(person.number.padded == Samples.number.padded)
    }

    @Test("jusqu'où une fiche sert, et de quoi elle est exclue")
    func facts() throws {
        let usage = try FicheRetention.limit(pli.id.text, until: day, machine.context)
        #expect(usage.fiche == pli)
        #expect(usage.outcome.due == 1)
        let exclusion = try FicheRetention.exclude(
            pli.id.text, from: .contentieux(12), machine.context)
        #expect(exclusion.outcome?.due == 1)
        #expect(
            try Samples.facts(team.daemon) == [
                .usage(de: pli.de, id: pli.id, jusquA: day),
                .exclusion(12, de: pli.de, id: pli.id),
            ])
    }

    @Test("une réponse illisible est une erreur", arguments: Samples.notAnObject)
    func unreadable(text: String) throws {
        team.daemon.on("PUT", Routes.localFacts, text: text)
        #expect(
            Samples.code {
                _ = try FicheRetention.limit(pli.id.text, until: day, machine.context)
            } == .data)
    }

    @Test("un DPO ne dit rien d'une fiche")
    func role() throws {
        let machine = try Machine("denis", of: team)
        #expect(
            Samples.code {
                _ = try FicheRetention.limit(pli.id.text, until: day, machine.context)
            } == .notAllowed)
        #expect(
            Samples.code { _ = try FicheAttachment.plan(pli.id.text, machine.context) }
                == .notAllowed)
    }
}
