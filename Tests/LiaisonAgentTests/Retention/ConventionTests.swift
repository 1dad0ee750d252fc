import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct ConventionTests {
    private let team: Team
    private let partner: Team
    private let machine: Machine

    init() throws {
        (team, partner) = try Team.pair()
        machine = try Machine("alice", of: team)
        try machine.knows(partner.card())
        team.daemon.on("PUT", Routes.localFacts, json: Samples.outcome())
    }

    private func convention(_ avec: StructureName...) -> Convention {
        Convention(
            reference: "SPE-38", type: .spe, avec: avec, debut: CalendarDate("2026-01-01")!,
            echeance: .commun(.accordCadre))
    }

    private func state(_ convention: Convention) -> ConventionState {
        var state = ConventionState(convention)
        state.resiliation = .init(recu: CalendarDate("2026-02-03")!, effet: nil)
        state.settle(
            [.accordCadre: CalendarDate("2028-12-31")!], enteredOn: CalendarDate("2026-02-03")!)
        return state
    }

    private func shows(_ states: [ConventionState]) {
        let list = ConventionList(
            states: states, termes: [.accordCadre: CalendarDate("2028-12-31")!])
        team.daemon.on("GET", Routes.localConventions, json: list.value)
    }

    @Test("une convention inscrite se montre comme elle est, et les noms inconnus se disent")
    func adds() throws {
        let stranger = StructureName("cap.example")!
        let convention = convention(partner.structure, stranger)
        shows([state(convention)])
        let entered = try ConventionBook.enter(.convention(convention), machine.context)
        #expect(try Samples.facts(team.daemon) == [.convention(convention)])
        #expect(entered.strangers == [stranger])
        #expect(entered.state?.fin == CalendarDate("2026-03-03"))
        #expect(entered.outcome.due == 1)
    }

    @Test("une fin commune se dit pour toutes : aucune n'est montrée")
    func sharedTerm() throws {
        let entered = try ConventionBook.enter(
            .terme(.accordCadre, le: CalendarDate("2028-12-31")!), machine.context)
        #expect(entered.state == nil)
        #expect(!team.daemon.asked.contains("GET \(Routes.localConventions)"))
    }

    @Test("qui n'administre pas n'inscrit pas de convention, et les lit")
    func role() throws {
        shows([state(convention(partner.structure))])
        for local in ["claire", "denis"] {
            let machine = try Machine(local, of: team)
            #expect(
                Samples.code {
                    _ = try ConventionBook.enter(
                        .convention(convention(partner.structure)), machine.context)
                } == .notAllowed)
            let list = try ConventionBook.list(machine.context)
            #expect(list.states.map(\.convention.reference) == ["SPE-38"])
            #expect(list.states.first?.resiliation?.recu == CalendarDate("2026-02-03"))
            #expect(list.termes == [.accordCadre: CalendarDate("2028-12-31")!])
        }
        #expect(try Samples.facts(team.daemon) == [])
    }

    @Test("une fin commune d'une version à venir est passée")
    func unknownTerm() throws {
        team.daemon.on(
            "GET", Routes.localConventions,
            text: #"{"conventions":[],"termes":{"programme":"2028-12-31","plan":"2030-01-01"}}"#)
        let list = try ConventionBook.list(machine.context)
        #expect(list.termes == [.programme: CalendarDate("2028-12-31")!])
    }

    @Test(
        "des conventions illisibles ne sont pas « aucune convention »",
        arguments: Samples.notAnObject + [
            #"{"conventions":[]}"#, #"{"termes":{}}"#, #"{"conventions":[{}],"termes":{}}"#,
            #"{"conventions":[],"termes":{"programme":"demain"}}"#,
            #"{"conventions":[],"termes":[]}"#,
        ])
    func unreadable(text: String) throws {
        team.daemon.on("GET", Routes.localConventions, text: text)
        #expect(Samples.code { _ = try ConventionBook.list(machine.context) } == .data)
    }

    @Test(
        "une date illisible dans une convention ne la prolonge pas",
        arguments: ["fin", "courrierRecu", "effet"])
    func wrongDate(key: String) throws {
        var object = state(convention(partner.structure)).object
        object[key] = "31/12/2026"
        team.daemon.on(
            "GET", Routes.localConventions, json: ["conventions": [.object(object)], "termes": [:]])
        #expect(Samples.code { _ = try ConventionBook.list(machine.context) } == .data)
    }
}
