import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct AccompagnementTests {
    private let equipe: Equipe
    private let partner: Equipe
    private let poste: Poste
    private let day = CalendarDate("2026-11-10")!

    init() throws {
        (equipe, partner) = try Equipe.pair()
        poste = try Poste("claire", of: equipe)
        try poste.knows(partner.card())
        equipe.daemon.on("PUT", Routes.localFacts, json: Courrier.outcome())
    }

    private func office(_ name: String) throws -> Equipe {
        let office = try Equipe(name, .dtOFII, equipe.horloge)
        try poste.knows(office.card())
        return office
    }

    private func received(_ names: StructureName...) {
        known(KnownPerson(destinataires: names, isKnown: true))
    }

    private func known(_ person: KnownPerson) {
        equipe.daemon.on("POST", Routes.localRecipients, json: person.value)
    }

    private func plan(office: String? = nil) throws -> AccompagnementClosing.Plan {
        let session = try Session.ready(poste.context, for: .closeFile)
        return try AccompagnementClosing.plan(
            Person(Courrier.number, session), until: day, office: office, session)
    }

    private var deposited: [Pli] {
        get throws { try equipe.daemon.bodies("PUT", Routes.localSend).map { try Pli($0) } }
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
        let before = poste.files.files
        #expect(try plan().told == [partner.structure])
        #expect(!equipe.daemon.asked.contains { $0.hasPrefix("PUT") })
        #expect(poste.files.files == before)
    }

    @Test("un numéro que rien ne porte : 66, rien n'est clos ni dit à personne")
    func nobody() throws {
        let office = try office("dt38.example")
        known(KnownPerson(destinataires: [], isKnown: false, nonRattaches: 3))
        let error = Courrier.error { _ = try plan(office: office.structure.text) }
        #expect(error?.code == .noInput && error?.message.contains("3 pli(s)") == true)
        #expect(!equipe.daemon.asked.contains { $0.hasPrefix("PUT") })
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
        let puts = equipe.daemon.asked.filter { $0.hasPrefix("PUT") }
        #expect(puts.first == "PUT \(Routes.localFacts)")
        #expect(puts.last == "PUT \(Routes.localSend)")
        #expect(puts.contains("PUT \(Routes.localAnnotations)"))
        guard case .fin(let persons, day)? = try Courrier.facts(equipe.daemon).first else {
            Issue.record("ce n'est pas une fin")
            return
        }
        #expect(persons.count == 1)
        let pli = try #require(try deposited.first)
        #expect(pli.slip.objet == .sortie)
        #expect(pli.slip.pour == partner.structure)
        let message = try open(pli, as: partner.identities["claire"]!)
        #expect(message == SortieMessage(numeroAGDREF: Courrier.number, le: day))
    }

    @Test("une structure que personne n'a vérifiée n'empêche pas de prévenir les autres")
    func unverified() throws {
        let stranger = try Equipe("cap.example", .capEmploi, equipe.horloge)
        try poste.knows(stranger.card(), isVerified: false)
        received(stranger.structure, partner.structure)
        let result = try AccompagnementClosing.execute(plan(), classical: true, by: Remises().hands)
        #expect(result.told == [partner.structure])
        #expect(result.failures.map(\.name) == [stranger.structure])
        #expect(result.failures.map(\.why.code) == [.notAllowed])
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
        let unverified = try Equipe("dt38.example", .dtOFII, equipe.horloge)
        try poste.knows(unverified.card(), isVerified: false)
        for name in [partner.structure.text, unverified.structure.text, "\u{1B}[31m"] {
            let error = Courrier.error { _ = try plan(office: name) }
            #expect(error == AgentError(.notAllowed, "", next: .trust(.listContacts)))
            #expect(error?.message.contains("\u{1B}") == false)
        }
        #expect(try Courrier.facts(equipe.daemon) == [])
    }

    @Test(
        "des destinataires illisibles ne sont pas « personne » : rien n'est clos",
        arguments: Courrier.notAnObject + [
            #"{"destinataires":["pas un nom"],"connue":true,"nonRattaches":0,"prevenues":[]}"#,
            #"{"destinataires":[1],"connue":true,"nonRattaches":0,"prevenues":[]}"#,
            #"{"destinataires":[],"nonRattaches":0,"prevenues":[]}"#,
        ])
    func unreadableRecipients(text: String) throws {
        equipe.daemon.on("POST", Routes.localRecipients, text: text)
        #expect(Courrier.code { _ = try plan() } == .data)
        #expect(try Courrier.facts(equipe.daemon) == [])
    }

    @Test(
        "un fait dont la réponse est illisible n'est dit à personne",
        arguments: Courrier.notAnObject)
    func unreadableOutcome(text: String) throws {
        received(partner.structure)
        equipe.daemon.on("PUT", Routes.localFacts, text: text)
        #expect(
            Courrier.code {
                _ = try AccompagnementClosing.execute(plan(), classical: true, by: Remises().hands)
            }
                == .data)
        #expect(try deposited.isEmpty)
    }

    @Test("un DPO ne clôt rien")
    func role() throws {
        let poste = try Poste("denis", of: equipe)
        #expect(
            Courrier.code { _ = try Session.ready(poste.context, for: .closeFile) } == .notAllowed)
    }

    @Test("la reprise porte un motif que le DPO lit, et l'administrateur non")
    func reopens() throws {
        let session = try Session.ready(poste.context, for: .closeFile)
        _ = try AccompagnementClosing.reopen(
            Person(Courrier.number, session), on: day, reason: " Retour ", session)
        guard case .reprise(_, day, let reason)? = try Courrier.facts(equipe.daemon).first else {
            Issue.record("ce n'est pas une reprise")
            return
        }
        #expect(reason.text(with: equipe.identities["denis"]!.all) == "Retour")
        #expect(reason.text(with: equipe.identities["claire"]!.all) == "Retour")
        #expect(reason.text(with: equipe.identities["alice"]!.all) == nil)
    }
}
