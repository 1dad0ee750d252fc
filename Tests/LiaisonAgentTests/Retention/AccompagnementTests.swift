import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct AccompagnementTests {
    private let team: Team
    private let partner: Team
    private let machine: Machine
    private let day = CalendarDate("2026-11-10")!

    init() throws {
        (team, partner) = try Team.pair()
        machine = try Machine("claire", of: team)
        try machine.knows(partner.card())
        team.daemon.on("PUT", Routes.localFacts, json: Samples.outcome())
    }

    private func office(_ name: String) throws -> Team {
        let office = try Team(name, .dtOFII, team.horloge)
        try machine.knows(office.card())
        return office
    }

    private func received(_ names: StructureName...) {
        known(KnownPerson(destinataires: names, isKnown: true))
    }

    private func known(_ person: KnownPerson) {
        team.daemon.on("POST", Routes.localRecipients, json: person.value)
    }

    private func plan(office: String? = nil) throws -> AccompagnementClosing.Plan {
        let session = try Session.ready(machine.context, for: .closeFile)
        return try AccompagnementClosing.plan(
            Person(Samples.number, session), until: day, office: office, session)
    }

    private var deposited: [Pli] {
        get throws { try team.daemon.bodies("PUT", Routes.localSend).map { try Pli($0) } }
    }

    private func open(_ pli: Pli, as identity: AgentIdentity) throws -> SortieMessage {
        let payload = try Age.open(pli.age, with: identity.all)
        let head = Array(#"{"numeroAGDREF""#.utf8)
        let start = try #require(
            payload.indices.first { payload[$0...].starts(with: head) })
        let end = try #require(payload[start...].firstIndex(of: UInt8(ascii: "}")))
        return try SortieMessage(Array(payload[start...end]))
    }

    @Test("le plan ne change rien : ni fait, ni envoi, ni fichier")
    func plansOnly() throws {
        received(partner.structure)
        let before = machine.files.files
        #expect(try plan().told == [partner.structure])
        #expect(!team.daemon.asked.contains { $0.hasPrefix("PUT") })
        #expect(machine.files.files == before)
    }

    @Test("un numéro que rien ne porte : 66, rien n'est clos ni dit à personne")
    func nobody() throws {
        let office = try office("dt38.example")
        known(KnownPerson(destinataires: [], isKnown: false, nonRattaches: 3))
        let error = Samples.error { _ = try plan(office: office.structure.text) }
        #expect(error?.code == .noInput && error?.message.contains("3 plis") == true)
        #expect(!team.daemon.asked.contains { $0.hasPrefix("PUT") })
    }

    @Test("la même fin dite de nouveau : qui la sait ne l'apprend pas deux fois, les autres oui")
    func again() throws {
        let office = try office("dt38.example")
        known(
            KnownPerson(
                destinataires: [partner.structure], isKnown: true, fin: day,
                prevenues: [office.structure]))
        let missing = try plan()
        #expect(missing.told == [partner.structure] && missing.knowing == [office.structure])
        known(
            KnownPerson(
                destinataires: [partner.structure], isKnown: true, fin: day,
                prevenues: [partner.structure, office.structure]))
        #expect(
            try AccompagnementClosing.execute(plan(), classical: false, by: Remises().hands).told
                .isEmpty)
        #expect(try deposited.isEmpty)
        // Another day is another message.
        known(
            KnownPerson(
                destinataires: [partner.structure], isKnown: true, fin: day.adding(days: 1),
                prevenues: [partner.structure]))
        #expect(try plan().told.contains(partner.structure))
    }

    @Test("clos ici d'abord, puis dit à chaque structure qui a reçu une fiche")
    func closes() throws {
        received(partner.structure)
        let result = try AccompagnementClosing.execute(plan(), classical: true, by: Remises().hands)
        #expect(result.outcome.changed == 2)
        #expect(result.told == [partner.structure])
        #expect(result.failures.isEmpty)
        try result.requireAll()
        let puts = team.daemon.asked.filter { $0.hasPrefix("PUT") }
        #expect(puts.first == "PUT \(Routes.localFacts)")
        #expect(puts.last == "PUT \(Routes.localSend)")
        #expect(puts.contains("PUT \(Routes.localAnnotations)"))
        guard case .fin(let persons, day)? = try Samples.facts(team.daemon).first else {
            Issue.record("ce n'est pas une fin")
            return
        }
        #expect(persons.count == 1)
        let pli = try #require(try deposited.first)
        #expect(pli.slip.objet == .sortie)
        #expect(pli.slip.pour == partner.structure)
        let message = try open(pli, as: partner.identities["claire"]!)
        #expect(message == SortieMessage(numeroAGDREF: Samples.number, le: day))
    }

    @Test("une structure que personne n'a vérifiée n'empêche pas de prévenir les autres")
    func unverified() throws {
        let stranger = try Team("cap.example", .capEmploi, team.horloge)
        try machine.knows(stranger.card(), isVerified: false)
        received(stranger.structure, partner.structure)
        let result = try AccompagnementClosing.execute(plan(), classical: true, by: Remises().hands)
        #expect(result.told == [partner.structure])
        #expect(result.failures.map(\.name) == [stranger.structure])
        #expect(result.failures.map(\.why.code) == [.notAllowed])
        #expect(Samples.code { try result.requireAll() } == .notAllowed)
        #expect(try deposited.map(\.slip.pour) == [partner.structure])
    }

    @Test("la seule DT OFII est prévenue ; de plusieurs, aucune, sauf celle qui est nommée")
    func offices() throws {
        received()
        let first = try office("dt38.example")
        #expect(try plan().told == [first.structure])
        let second = try office("dt69.example")
        let several = try plan()
        #expect(several.told == [])
        #expect(several.notices == [.severalOffices])
        let named = try plan(office: second.structure.text)
        #expect(named.told == [second.structure])
        #expect(named.notices == [])
        received(first.structure)
        #expect(try plan().told == [first.structure])
        #expect(try plan(office: first.structure.text).told == [first.structure])
    }

    @Test(
        "une DT OFII mal nommée, ou que personne n'a vérifiée, n'est pas prévenue : rien n'est clos"
    )
    func wrongOffice() throws {
        received()
        let unverified = try Team("dt38.example", .dtOFII, team.horloge)
        try machine.knows(unverified.card(), isVerified: false)
        for name in [partner.structure.text, unverified.structure.text, "\u{1B}[31m"] {
            let error = Samples.error { _ = try plan(office: name) }
            #expect(error == AgentError(.notAllowed, "", next: .trust(.listContacts)))
            #expect(error?.message.contains("\u{1B}") == false)
        }
        #expect(try Samples.facts(team.daemon) == [])
    }

    @Test(
        "des destinataires illisibles ne sont pas « personne » : rien n'est clos",
        arguments: Samples.notAnObject + [
            #"{"destinataires":["pas un nom"],"connue":true,"nonRattaches":0,"prevenues":[]}"#,
            #"{"destinataires":[1],"connue":true,"nonRattaches":0,"prevenues":[]}"#,
            #"{"destinataires":[],"nonRattaches":0,"prevenues":[]}"#,
        ])
    func unreadableRecipients(text: String) throws {
        team.daemon.on("POST", Routes.localRecipients, text: text)
        #expect(Samples.code { _ = try plan() } == .data)
        #expect(try Samples.facts(team.daemon) == [])
    }

    @Test(
        "un fait dont la réponse est illisible n'est dit à personne",
        arguments: Samples.notAnObject)
    func unreadableOutcome(text: String) throws {
        received(partner.structure)
        team.daemon.on("PUT", Routes.localFacts, text: text)
        #expect(
            Samples.code {
                _ = try AccompagnementClosing.execute(plan(), classical: true, by: Remises().hands)
            }
                == .data)
        #expect(try deposited.isEmpty)
    }

    @Test("un DPO ne clôt rien")
    func role() throws {
        let machine = try Machine("denis", of: team)
        #expect(
            Samples.code { _ = try Session.ready(machine.context, for: .closeFile) } == .notAllowed)
    }

    @Test("la reprise porte un motif que le DPO lit, et l'administrateur non")
    func reopens() throws {
        let session = try Session.ready(machine.context, for: .closeFile)
        _ = try AccompagnementClosing.reopen(
            Person(Samples.number, session), on: day, reason: " Retour ", session)
        guard case .reprise(_, day, let reason)? = try Samples.facts(team.daemon).first else {
            Issue.record("ce n'est pas une reprise")
            return
        }
        #expect(reason.text(with: team.identities["denis"]!.all) == "Retour")
        #expect(reason.text(with: team.identities["claire"]!.all) == "Retour")
        #expect(reason.text(with: team.identities["alice"]!.all) == nil)
    }
}
