import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// What partners are told of hosted bureaux is what a DPO decided (rgpd.md, «Hosted bureaux»).
@Suite("Bureaux hébergés : la décision et la carte")
struct HostingTests {
    let two: TwoHouses
    var today: CalendarDate { ParisTime.date(at: two.horloge.now) }

    init() throws { two = try TwoHouses() }

    private func decide(_ day: CalendarDate?, by local: String = "dpo") throws {
        _ = try two.b.desks.retention.enter(
            .hebergement(depuis: day, motif: two.sealed()), by: two.b.agent(local))
    }

    private func publish(_ serie: Int, _ day: CalendarDate?) throws {
        let card = try two.b.card(serie: serie) { $0.bureauHeberge = day }
        #expect(try two.b.desks.cards.publish(card.bytes, mayClaim: false))
    }

    private func refused(_ code: Refusal.Code, _ body: () throws -> Void) {
        let refusal = #expect(throws: Refusal.self) { try body() }
        #expect(refusal?.code == code)
    }

    @Test("un DPO seul la décide, d'ici un an, une à la fois ; c'est au journal")
    func decision() throws {
        for other in ["referent", "admin"] {
            refused(.interdit) { try decide(today, by: other) }
        }
        refused(.conflit) { try decide(nil) }
        for day in [today.adding(days: -1), today.adding(months: 12).adding(days: 1)] {
            refused(.invalide) { try decide(day) }
        }
        #expect(try two.b.logged { try decide(today) } == ["hebergement:fait:decide"])
        refused(.conflit) { try decide(today.adding(days: 1)) }
        #expect(try two.b.logged { try decide(nil) } == ["hebergement:fait:cesse"])
        #expect(
            try two.b.logged { try decide(today.adding(months: 12)) }
                == ["hebergement:fait:decide"])
        // It changes no day of any fiche.
        let outcome = try two.b.desks.retention.enter(
            .hebergement(depuis: nil, motif: two.sealed()), by: two.b.agent("dpo"))
        #expect(outcome.changed == 0 && outcome.due == 0)
    }

    @Test("la carte n'en dit que ce qui est décidé, et se refait sans cela comme avant")
    func card() throws {
        let logged = try two.b.logged { refused(.interdit) { try publish(2, today) } }
        #expect(logged == ["carte:refuse:sans-decision"])
        try publish(2, nil)
        try decide(today)
        refused(.interdit) { try publish(3, today.adding(days: 1)) }
        // Another change does not wait for it.
        try publish(3, nil)
        try publish(4, today)
        // Once said, it does not go by itself.
        refused(.interdit) { try publish(5, nil) }
        try publish(5, today)
        try decide(nil)
        try publish(6, today)
        try publish(7, nil)
    }

    @Test(
        "chaque entrée est au journal, avec les codes faux d'avant ; sans décision elle est refusée"
    )
    func entrances() throws {
        func enter(_ local: String, _ hadWrongCodes: Bool = false) throws {
            try two.b.desks.cards.recordEntrance(
                afterWrongCodes: hadWrongCodes, by: two.b.agent(local))
        }
        let early = try two.b.logged { refused(.interdit) { try enter("referent") } }
        #expect(early == ["entree:refuse:sans-decision"])
        try decide(today.adding(days: 1))
        refused(.interdit) { try enter("referent") }
        two.horloge.advance(86_400)
        let logged = try two.b.logged {
            for local in ["referent", "dpo", "admin"] { try enter(local) }
            try enter("referent", true)
        }
        #expect(logged == ["entree:fait", "entree:fait", "entree:fait", "entree:fait:codes-faux"])
        try decide(nil)
        refused(.interdit) { try enter("referent") }
    }

    @Test("le carnet la dit ; l'administrateur est prévenu tant que la carte ne la dit pas")
    func reminder() throws {
        let admin = try two.b.agent("admin")
        func lines() throws -> [String] {
            try two.b.desks.reminders.lines(for: admin).filter {
                $0.contains("hebergement publier")
            }
        }
        #expect(try lines().isEmpty)
        #expect(try two.b.desks.cards.directory(for: admin).hosting == nil)
        try decide(today)
        #expect(try lines().count == 1)
        #expect(try two.b.desks.cards.directory(for: admin).hosting == today)
        try publish(2, today)
        #expect(try lines().isEmpty)
        try decide(nil)
        #expect(try lines().count == 1)
        try publish(3, nil)
        #expect(try lines().isEmpty)
    }
}
