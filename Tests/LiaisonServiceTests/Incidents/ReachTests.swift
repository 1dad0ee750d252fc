import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Ce qu'un incident touche")
struct ReachTests {
    let crisis: Crisis

    init() throws { crisis = try Crisis() }

    func reach(_ change: (inout IncidentScope) -> Void) throws -> IncidentReach {
        try crisis.declare(Crisis.scope(change)).reach
    }

    func key(_ pli: Pli) -> PliKey { PliKey(de: pli.slip.de, id: pli.slip.id) }

    func counts(_ reach: IncidentReach) -> [Int] {
        [reach.personnes, reach.enregistrements, reach.aPreciser]
    }

    @Test("une fiche nommée, et elle seule ; une inconnue est refusée")
    func fiche() throws {
        let one = try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("b")])
        let found = try reach { $0.fiches = [key(one)] }
        #expect(counts(found) == [1, 1, 0])
        #expect(found.partners[crisis.b.structure]?.plis == [one.slip.id])
        for unknown in [
            PliKey(de: crisis.a.structure, id: .random()),
            PliKey(de: crisis.b.structure, id: one.slip.id),
        ] { try crisis.refused(.introuvable) { _ = try reach { $0.fiches = [unknown] } } }
    }

    @Test("une fiche reçue touche qui l'a envoyée")
    func received() throws {
        let pli = try crisis.send(from: crisis.c, to: crisis.a)
        let found = try reach { $0.fiches = [key(pli)] }
        #expect(found.partners.keys.map(\.text) == ["c.example"])
    }

    @Test("un partenaire seul : tout ce qui s'est échangé ; à côté d'une fiche, il est prévenu")
    func partner() throws {
        let sent = try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        let received = try crisis.send(from: crisis.b, to: crisis.a)
        let other = try crisis.send(from: crisis.a, to: crisis.c, about: [crisis.person("a")])
        let all = try reach { $0.partenaires = [crisis.b.structure] }
        #expect(counts(all) == [2, 2, 1])
        #expect(
            Set(all.partners[crisis.b.structure]?.plis ?? []) == [sent.slip.id, received.slip.id])
        #expect(all.partners[crisis.c.structure] == nil)
        let incident = try crisis.declare(
            Crisis.scope {
                $0.partenaires = [crisis.b.structure]
                $0.fiches = [key(other)]
            })
        #expect(counts(incident.reach) == [1, 1, 0])
        #expect(incident.partners == [crisis.b.structure, crisis.c.structure])
    }

    @Test("un agent : ce qu'il a déposé, lu, ouvert ou emporté")
    func agent() throws {
        let sent = try crisis.send(from: crisis.a, to: crisis.b)
        let read = try crisis.send(from: crisis.b, to: crisis.a)
        let opened = try crisis.send(from: crisis.c, to: crisis.a)
        let untouched = try crisis.send(from: crisis.c, to: crisis.a)
        let referent = try crisis.a.agent("referent")
        _ = try crisis.a.desks.mail.handOut(read.slip.id, de: crisis.b.structure, to: referent)
        try crisis.a.desks.mail.recordOpening(
            crisis.a.opening(of: opened.slip), by: referent)
        let found = try reach { $0.agents = [crisis.a.name("referent")] }
        #expect(
            Set(found.partners.values.flatMap(\.plis))
                == [sent.slip.id, read.slip.id, opened.slip.id])
        #expect(counts(found) == [3, 3, 3])
        #expect(try reach { $0.agents = [crisis.a.name("admin")] } == IncidentReach())
        _ = try crisis.a.desks.mail.handOut(
            untouched.slip.id, de: crisis.c.structure, to: referent, isExport: true)
        #expect(try reach { $0.agents = [crisis.a.name("referent")] }.enregistrements == 4)
    }

    @Test("une période : ce qui y fut scellé ou reçu ; d'un agent, ce qu'il y a fait")
    func period() throws {
        let start = crisis.now
        let first = try crisis.send(from: crisis.a, to: crisis.b)
        crisis.wait(10 * 86_400)
        let second = try crisis.send(from: crisis.a, to: crisis.b)
        crisis.wait(10 * 86_400)
        let third = try crisis.send(from: crisis.b, to: crisis.a)
        func plis(_ change: (inout IncidentScope) -> Void) throws -> Set<PliID> {
            Set(try reach(change).partners.values.flatMap(\.plis))
        }
        #expect(try plis { $0.du = start + 5 * 86_400 } == [second.slip.id, third.slip.id])
        #expect(try plis { $0.au = start + 15 * 86_400 } == [first.slip.id, second.slip.id])
        #expect(
            try plis {
                ($0.du, $0.au) = (start + 5 * 86_400, start + 15 * 86_400)
            } == [second.slip.id])
        #expect(
            try plis {
                ($0.du, $0.au) = (start + 5 * 86_400, start + 15 * 86_400)
                $0.agents = [crisis.a.name("referent")]
            } == [second.slip.id])
        #expect(
            try plis {
                $0.au = start + 5 * 86_400
                $0.partenaires = [crisis.b.structure]
            } == [first.slip.id])
        #expect(
            try plis {
                $0.au = start + 5 * 86_400
                $0.tout = true
            } == [first.slip.id])
        // Named, it is touched whenever it was.
        #expect(
            try plis {
                $0.au = start + 5 * 86_400
                $0.fiches = [key(third)]
            } == [third.slip.id])
    }

    @Test("tout le serveur, ou la clé d'un agent : toutes les fiches, et ni clé ni notification")
    func everything() throws {
        try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        try crisis.send(from: crisis.c, to: crisis.a)
        let n = try crisis.declare([crisis.b]).n
        _ = try crisis.deposit(n, to: crisis.b)
        try crisis.bring(
            crisis.notice(from: crisis.b, to: crisis.a), from: crisis.b, to: crisis.a)
        for found in [
            try reach { $0.tout = true }, try reach { $0.cles = [crisis.a.name("referent")] },
        ] {
            #expect(counts(found) == [2, 2, 1])
            #expect(Set(found.partners.keys.map(\.text)) == ["b.example", "c.example"])
        }
    }

    @Test(
        "une personne n'est comptée qu'une fois, sous deux versions de pseudonyme, dans tout ordre")
    func union() throws {
        let (old, new) = (crisis.person("a"), crisis.person("b", version: 2))
        try crisis.send(from: crisis.a, to: crisis.b, about: [old])
        try crisis.send(from: crisis.a, to: crisis.c, about: [new])
        #expect(try counts(reach { $0.tout = true }) == [2, 2, 0])
        // One pli that bears both makes them one, wherever it lies among the ids.
        let both = try crisis.send(from: crisis.a, to: crisis.b, about: [old, new])
        let found = try reach { $0.tout = true }
        #expect(counts(found) == [1, 3, 0])
        #expect(found.partners[crisis.b.structure]?.personnes == 1)
        #expect(found.partners[crisis.c.structure]?.personnes == 1)
        #expect(try counts(reach { $0.fiches = [key(both)] }) == [1, 1, 0])
    }

    @Test(
        "compter des personnes au hasard : autant que de groupes liés",
        arguments: 0..<6 as Range<UInt64>)
    func counter(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var counter = ReachCounter(own: StructureName("seule.example")!)
        var links: [Set<PersonIndex>] = []
        var unknown = 0
        for _ in 0..<200 {
            let count = Int.random(in: 0...2, using: &random)
            let persons = (0..<count).map { version in
                let digit = String(Int.random(in: 0..<16, using: &random), radix: 16)
                let second = String(Int.random(in: 0..<16, using: &random), radix: 16)
                return PersonIndex(
                    "\(version + 1):" + String(repeating: digit + second, count: 16))!
            }
            counter.add(
                ReachedPli(
                    key: PliKey(de: crisis.a.structure, id: .random()),
                    partners: [crisis.b.structure], persons: persons))
            guard !persons.isEmpty else {
                unknown += 1
                continue
            }
            var merged = Set(persons)
            links.removeAll { link in
                guard !link.isDisjoint(with: merged) else { return false }
                merged.formUnion(link)
                return true
            }
            links.append(merged)
        }
        let found = counter.result
        #expect(found.personnes == links.count + unknown && found.aPreciser == unknown)
        #expect(found.partners[crisis.b.structure]?.personnes == links.count + unknown)
        #expect(found.enregistrements == 200)
    }

    @Test("un tableau de deux personnes, sous deux clés d'index, en compte deux, pas une ni quatre")
    func table() {
        var counter = ReachCounter(own: crisis.a.structure)
        let persons = ["1:aa", "1:bb", "2:cc", "2:dd"].compactMap { text in
            PersonIndex(
                text.prefix(2) + String(repeating: String(text.suffix(2)), count: 16))
        }
        func add(_ persons: [PersonIndex]) {
            counter.add(
                ReachedPli(
                    key: PliKey(de: crisis.a.structure, id: .random()),
                    partners: [crisis.b.structure], persons: persons))
        }
        add(persons)
        #expect(counter.result.personnes == 2 && counter.result.enregistrements == 1)
        #expect(counter.result.partners[crisis.b.structure]?.personnes == 2)
        // The fiche of one of them adds nobody.
        add([persons[0], persons[2]])
        #expect(counter.result.personnes == 2 && counter.result.aPreciser == 0)
    }

    @Test("un pli que personne n'a ouvert compte pour une personne de plus, à préciser")
    func unopened() throws {
        let pli = try crisis.send(from: crisis.b, to: crisis.a)
        try crisis.send(from: crisis.b, to: crisis.a)
        #expect(try counts(reach { $0.tout = true }) == [2, 2, 2])
        try crisis.annotate(pli, crisis.person("a"), at: crisis.a)
        #expect(try counts(reach { $0.tout = true }) == [2, 2, 1])
    }

    @Test("une fiche détruite et nommée se retrouve au registre des transmissions")
    func destroyed() throws {
        let pli = try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        try crisis.destroy(pli)
        let found = try reach { $0.fiches = [key(pli)] }
        #expect(counts(found) == [1, 1, 0])
        #expect(found.partners[crisis.b.structure]?.plis == [pli.slip.id])
        #expect(try reach { $0.tout = true } == IncidentReach())
        // Told by the partner it went to, it is ours too.
        let notice = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(notice, from: crisis.b, to: crisis.a)
        let told = try crisis.enter(crisis.read(notice, plis: [pli.slip.id]), nil)
        #expect(counts(told.reach) == [1, 1, 0])
    }
}

extension Crisis {
    /// Its use ended yesterday at `a`, and the purge went by.
    func destroy(_ pli: Pli) throws {
        let yesterday = ParisTime.date(at: now).adding(days: -1)
        _ = try a.desks.retention.enter(
            .usage(de: pli.slip.de, id: pli.slip.id, jusquA: yesterday), by: a.agent("referent"))
        let slice = try a.desks.retention.purge(
            by: a.agent("dpo"), limit: 100, confirmsClock: false)
        #expect(slice.destroyed == 1)
    }
}
