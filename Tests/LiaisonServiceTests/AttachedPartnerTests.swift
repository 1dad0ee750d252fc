import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// An operator whom `a` knew without keys, and that has its card under another name since.
@Suite("Un partenaire rattaché sous un autre nom")
struct AttachedPartnerTests {
    private let horloge = TestClock()
    private let a: House
    private let c: House
    private let old = StructureName("ancien.example")!
    private let person = PersonIndex("1:" + String(repeating: "a", count: 32))!

    private var today: CalendarDate { ParisTime.date(at: horloge.now) }

    init() throws {
        a = try House("a.example", horloge)
        c = try House("c.example", horloge, type: .operateurAGIR)
        try a.meet(c)
        try c.meet(a)
        try a.desks.retention.startClock()
        try a.desks.retention.recordRules()
        try say(nil)
    }

    private func say(_ suite: StructureName?, of name: StructureName? = nil) throws {
        let acte = try DeclaredContact(
            structure: name ?? old, libelle: "Ancien", type: .operateurAGIR, voie: .papier,
            suite: suite,
            le: horloge.now + (suite == nil ? 0 : 1)
        ).signed(by: #require(a.identities["referent"]).signing, name: a.name("referent"))
        _ = try a.desks.cards.declare(contact: acte.bytes, by: a.agent("referent"))
    }

    private func attach() throws { try say(c.structure) }

    /// What went on paper under the former name.
    private func handed() throws -> Pli {
        let former = old
        let pli = try a.pli(to: c) { $0.pour = former }
        let act = try Annotation(de: a.structure, id: pli.slip.id, personne: person).signed(
            by: #require(a.identities["referent"]).signing, name: a.name("referent"))
        try a.desks.mail.annotate(act.bytes, by: a.agent("referent"))
        _ = try a.desks.mail.deposit(
            pli.bytes, by: a.agent("referent"), road: .init(.papier))
        return pli
    }

    /// What comes by the service, under the name of the card.
    private func told(_ objet: Objet, by author: String, to roles: [Role]) throws -> PliID {
        let pli = try c.pli(to: a, by: author) {
            $0.objet = objet
            $0.modele = nil
            $0.addressees = .roles(roles)
        }
        _ = try a.desks.mail.receive(
            pli: pli.countersigned(by: c.desks.office.keys.service).bytes, id: pli.slip.id,
            from: c.card().carte)
        return pli.slip.id
    }

    private func rule(_ pli: Pli) throws -> RetentionRule {
        try a.store.read { view in
            let fiche = try #require(try view.heldFiche(pli.slip.key))
            return try a.desks.retention.book.engine(view).verdict(fiche).regle
        }
    }

    private func enter(_ fact: RetentionFact, by local: String) throws {
        _ = try a.desks.retention.enter(fact, by: a.agent(local))
    }

    @Test("sa sortie compte pour ce qui lui fut remis sous l'ancien nom")
    func exit() throws {
        let pli = try handed()
        let id = try told(.sortie, by: "referent", to: [.referent])
        let fact = RetentionFact.sortie(
            de: c.structure, id: id, personnes: [person], le: today)
        // As long as nobody says that they are one, nothing was exchanged with it.
        #expect(throws: Refusal.self) { try enter(fact, by: "referent") }
        try attach()
        try enter(fact, by: "referent")
        #expect(try rule(pli) == .personne)
    }

    @Test("l'effacement qu'il transmet compte de même")
    func erasure() throws {
        let pli = try handed()
        let id = try told(.droits, by: "dpo", to: [.referent, .dpo])
        let fact = RetentionFact.droits(
            de: c.structure, id: id, personnes: [person], demande: .effacement)
        #expect(throws: Refusal.self) { try enter(fact, by: "dpo") }
        try attach()
        try enter(fact, by: "dpo")
        #expect(try rule(pli) == .effacement)
    }

    @Test("l'incident ouvert avant le prévient sous son nouveau nom, une fois")
    func incident() throws {
        let pli = try handed()
        let desk = a.desks.incidents
        func enter(_ fact: IncidentFact, _ n: Int?) throws -> Incident {
            try desk.enter(fact, incident: n, by: a.agent("dpo"))
        }
        let former = old
        let n = try enter(
            Crisis.declaration(
                at: horloge.now,
                portee: Crisis.scope { $0.partenaires = [former] }, arrets: [former]), nil
        ).n
        #expect(try desk.incident(n).partners == [old])
        try attach()
        let incident = try desk.incident(n)
        #expect(incident.partners == [c.structure] && incident.arrets == [c.structure])
        #expect(incident.reach.partners[c.structure]?.plis == [pli.slip.id])
        #expect(try desk.isStopped(pli.slip))
        func clocks() throws -> [NoticeAddressee: Instant?] {
            Dictionary(
                uniqueKeysWithValues: try desk.deadlines(of: desk.incident(n)).map {
                    ($0.destinataire, $0.told)
                })
        }
        #expect(try clocks()[.structure(old)] == nil)
        #expect(try clocks()[.structure(c.structure)] == .some(nil))
        // Said to it under either name, it is said.
        _ = try enter(
            .notifie(
                .structure(old), le: horloge.now, moyen: .telephone, reference: Crisis.sealed), n)
        #expect(try clocks()[.structure(c.structure)] == horloge.now)
    }

    @Test("rattaché deux fois de suite, il compte sous son dernier nom ; en cercle, non")
    func twice() throws {
        let pli = try handed()
        let d = try House("d.example", horloge, type: .operateurAGIR)
        try a.meet(d)
        try attach()
        try say(d.structure, of: c.structure)
        for name in [old, c.structure, d.structure] {
            let reach = try a.desks.incidents.reach(of: Crisis.scope { $0.partenaires = [name] })
            #expect(Array(reach.partners.keys) == [d.structure])
            #expect(reach.partners[d.structure]?.plis == [pli.slip.id])
        }
        let names = try a.store.read { try $0.current([pli.slip.pour, c.structure]) }
        #expect(names == [d.structure])
        #expect(throws: Refusal.self) { try say(c.structure, of: d.structure) }
        #expect(try a.store.read { try $0.successors() }.current(d.structure) == d.structure)
    }

    @Test("ce qu'il notifie, et ce qu'on dit de lui, touche ce qui lui fut remis avant")
    func reach() throws {
        let pli = try handed()
        func counts() throws -> [Int] {
            let told = try a.desks.incidents.reach(of: [pli.slip.id], toldBy: c.structure)
            let scope = Crisis.scope { $0.partenaires = [c.structure] }
            return [told.enregistrements, try a.desks.incidents.reach(of: scope).enregistrements]
        }
        #expect(try counts() == [0, 0])
        try attach()
        #expect(try counts() == [1, 1])
        // Who told us knows it: nobody else has it.
        let told = try a.desks.incidents.reach(of: [pli.slip.id], toldBy: c.structure)
        #expect(Array(told.partners.keys) == [c.structure])
    }
}
