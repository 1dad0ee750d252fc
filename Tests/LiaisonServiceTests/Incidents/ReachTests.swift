import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Ce qu'un incident touche")
struct ReachTests {
    let crise: Crise

    init() throws { crise = try Crise() }

    private func reach(_ change: (inout IncidentScope) -> Void) throws -> IncidentReach {
        try crise.declare(Crise.scope(change)).reach
    }

    private func key(_ pli: Pli) -> PliKey { PliKey(de: pli.slip.de, id: pli.slip.id) }

    private func counts(_ reach: IncidentReach) -> [Int] {
        [reach.personnes, reach.enregistrements, reach.aPreciser]
    }

    @Test("une fiche nommée, et elle seule ; une inconnue est refusée")
    func fiche() throws {
        let one = try crise.send(from: crise.a, to: crise.b, about: [crise.person("a")])
        try crise.send(from: crise.a, to: crise.b, about: [crise.person("b")])
        let found = try reach { $0.fiches = [key(one)] }
        #expect(counts(found) == [1, 1, 0])
        #expect(found.partners[crise.b.structure]?.plis == [one.slip.id])
        for unknown in [
            PliKey(de: crise.a.structure, id: .random()),
            PliKey(de: crise.b.structure, id: one.slip.id),
        ] { try crise.refused(.introuvable) { _ = try reach { $0.fiches = [unknown] } } }
    }

    @Test("une fiche reçue touche qui l'a envoyée")
    func received() throws {
        let pli = try crise.send(from: crise.c, to: crise.a)
        let found = try reach { $0.fiches = [key(pli)] }
        #expect(found.partners.keys.map(\.text) == ["c.example"])
    }

    @Test("un partenaire seul : tout ce qui s'est échangé ; à côté d'une fiche, il est prévenu")
    func partner() throws {
        let sent = try crise.send(from: crise.a, to: crise.b, about: [crise.person("a")])
        let received = try crise.send(from: crise.b, to: crise.a)
        let other = try crise.send(from: crise.a, to: crise.c, about: [crise.person("a")])
        let all = try reach { $0.partenaires = [crise.b.structure] }
        #expect(counts(all) == [2, 2, 1])
        #expect(
            Set(all.partners[crise.b.structure]?.plis ?? []) == [sent.slip.id, received.slip.id])
        #expect(all.partners[crise.c.structure] == nil)
        let incident = try crise.declare(
            Crise.scope {
                $0.partenaires = [crise.b.structure]
                $0.fiches = [key(other)]
            })
        #expect(counts(incident.reach) == [1, 1, 0])
        #expect(incident.partners == [crise.b.structure, crise.c.structure])
    }

    @Test("un agent : ce qu'il a déposé, lu, ouvert ou emporté")
    func agent() throws {
        let sent = try crise.send(from: crise.a, to: crise.b)
        let read = try crise.send(from: crise.b, to: crise.a)
        let opened = try crise.send(from: crise.c, to: crise.a)
        let untouched = try crise.send(from: crise.c, to: crise.a)
        let referent = try crise.a.agent("referent")
        _ = try crise.a.desks.mail.handOut(read.slip.id, de: crise.b.structure, to: referent)
        try crise.a.desks.mail.recordOpening(
            crise.a.opening(of: opened.slip), by: referent)
        let found = try reach { $0.agents = [crise.a.name("referent")] }
        #expect(
            Set(found.partners.values.flatMap(\.plis))
                == [sent.slip.id, read.slip.id, opened.slip.id])
        #expect(counts(found) == [3, 3, 3])
        #expect(try reach { $0.agents = [crise.a.name("admin")] } == IncidentReach())
        _ = try crise.a.desks.mail.handOut(
            untouched.slip.id, de: crise.c.structure, to: referent, isExport: true)
        #expect(try reach { $0.agents = [crise.a.name("referent")] }.enregistrements == 4)
    }

    @Test("une période : ce qui y fut scellé ou reçu ; d'un agent, ce qu'il y a fait")
    func period() throws {
        let start = crise.now
        let first = try crise.send(from: crise.a, to: crise.b)
        crise.wait(10 * 86_400)
        let second = try crise.send(from: crise.a, to: crise.b)
        crise.wait(10 * 86_400)
        let third = try crise.send(from: crise.b, to: crise.a)
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
                $0.agents = [crise.a.name("referent")]
            } == [second.slip.id])
        #expect(
            try plis {
                $0.au = start + 5 * 86_400
                $0.partenaires = [crise.b.structure]
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
        try crise.send(from: crise.a, to: crise.b, about: [crise.person("a")])
        try crise.send(from: crise.c, to: crise.a)
        let n = try crise.declare([crise.b]).n
        _ = try crise.deposit(n, to: crise.b)
        try crise.bring(
            crise.notice(from: crise.b, to: crise.a), from: crise.b, to: crise.a)
        for found in [
            try reach { $0.tout = true }, try reach { $0.cles = [crise.a.name("referent")] },
        ] {
            #expect(counts(found) == [2, 2, 1])
            #expect(Set(found.partners.keys.map(\.text)) == ["b.example", "c.example"])
        }
    }

    @Test(
        "une personne n'est comptée qu'une fois, sous deux versions de pseudonyme, dans tout ordre")
    func union() throws {
        let (old, new) = (crise.person("a"), crise.person("b", version: 2))
        try crise.send(from: crise.a, to: crise.b, about: [old])
        try crise.send(from: crise.a, to: crise.c, about: [new])
        #expect(try counts(reach { $0.tout = true }) == [2, 2, 0])
        // One pli that bears both makes them one, wherever it lies among the ids.
        let both = try crise.send(from: crise.a, to: crise.b, about: [old, new])
        let found = try reach { $0.tout = true }
        #expect(counts(found) == [1, 3, 0])
        #expect(found.partners[crise.b.structure]?.personnes == 1)
        #expect(found.partners[crise.c.structure]?.personnes == 1)
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
                    key: PliKey(de: crise.a.structure, id: .random()),
                    partners: [crise.b.structure], persons: persons))
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
        #expect(found.partners[crise.b.structure]?.personnes == links.count + unknown)
        #expect(found.enregistrements == 200)
    }

    @Test("un tableau de deux personnes, sous deux clés d'index, en compte deux, pas une ni quatre")
    func table() {
        var counter = ReachCounter(own: crise.a.structure)
        let persons = ["1:aa", "1:bb", "2:cc", "2:dd"].compactMap { text in
            PersonIndex(
                text.prefix(2) + String(repeating: String(text.suffix(2)), count: 16))
        }
        func add(_ persons: [PersonIndex]) {
            counter.add(
                ReachedPli(
                    key: PliKey(de: crise.a.structure, id: .random()),
                    partners: [crise.b.structure], persons: persons))
        }
        add(persons)
        #expect(counter.result.personnes == 2 && counter.result.enregistrements == 1)
        #expect(counter.result.partners[crise.b.structure]?.personnes == 2)
        // The fiche of one of them adds nobody.
        add([persons[0], persons[2]])
        #expect(counter.result.personnes == 2 && counter.result.aPreciser == 0)
    }

    @Test("un pli que personne n'a ouvert compte pour une personne de plus, à préciser")
    func unopened() throws {
        let pli = try crise.send(from: crise.b, to: crise.a)
        try crise.send(from: crise.b, to: crise.a)
        #expect(try counts(reach { $0.tout = true }) == [2, 2, 2])
        try crise.annotate(pli, crise.person("a"), at: crise.a)
        #expect(try counts(reach { $0.tout = true }) == [2, 2, 1])
    }

    @Test("une fiche détruite et nommée se retrouve au registre des transmissions")
    func destroyed() throws {
        let pli = try crise.send(from: crise.a, to: crise.b, about: [crise.person("a")])
        try crise.destroy(pli)
        let found = try reach { $0.fiches = [key(pli)] }
        #expect(counts(found) == [1, 1, 0])
        #expect(found.partners[crise.b.structure]?.plis == [pli.slip.id])
        #expect(try reach { $0.tout = true } == IncidentReach())
        // Told by the partner it went to, it is ours too.
        let notice = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(notice, from: crise.b, to: crise.a)
        let told = try crise.enter(crise.read(notice, plis: [pli.slip.id]), nil)
        #expect(counts(told.reach) == [1, 1, 0])
    }

    @Test("plus de partenaires, de fiches ou d'agents à une qualification : rien n'est oublié")
    func additions() throws {
        let one = try crise.send(from: crise.a, to: crise.b, about: [crise.person("a")])
        let other = try crise.send(from: crise.a, to: crise.c, about: [crise.person("b")])
        let n = try crise.declare(Crise.scope { $0.fiches = [key(one)] }).n
        let incident = try crise.qualify(n) { $0.portee.fiches = [key(other)] }
        #expect(counts(incident.reach) == [2, 2, 0])
        #expect(incident.partners == [crise.b.structure, crise.c.structure])
    }

    @Test("ajouter un partenaire à un incident d'une période n'en ôte aucun")
    func partnerToPeriod() throws {
        try crise.send(from: crise.a, to: crise.b, about: [crise.person("a")])
        let d = try Maison("d.example", crise.horloge, type: .cph)
        try crise.a.meet(d)
        let day = crise.now + -86_400
        let n = try crise.declare(Crise.scope { $0.du = day }).n
        #expect(try crise.incident(n).partners == [crise.b.structure])
        let incident = try crise.qualify(n) { $0.portee.partenaires = [d.structure] }
        #expect(incident.partners == [crise.b.structure, d.structure])
        #expect(incident.personnes == 1)
    }

    @Test("ajouter une fiche à un incident de tout un partenaire ne réduit pas ce qu'il touche")
    func ficheToPartner() throws {
        for person in ["a", "b"] {
            try crise.send(from: crise.a, to: crise.b, about: [crise.person(person)])
        }
        let other = try crise.send(from: crise.a, to: crise.c, about: [crise.person("c")])
        let n = try crise.declare([crise.b]).n
        #expect(try crise.incident(n).personnes == 2)
        let incident = try crise.qualify(n) { $0.portee.fiches = [key(other)] }
        #expect(incident.personnes >= 2)
        #expect(incident.reach.partners[crise.b.structure]?.enregistrements == 2)
        #expect(incident.partners == [crise.b.structure, crise.c.structure])
    }

    @Test("les nombres que dit le DPO l'emportent sur ceux qui sont trouvés")
    func said() throws {
        try crise.send(from: crise.a, to: crise.b)
        let n = try crise.declare([crise.b]).n
        #expect(throws: Refusal.self) {
            try crise.qualify(n) { ($0.personnes, $0.enregistrements) = (40, 0) }
        }
        let incident = try crise.qualify(n) {
            ($0.personnes, $0.enregistrements, $0.motif) = (40, 0, Crise.sealed)
        }
        #expect(incident.personnes == 40 && incident.enregistrements == 0)
        #expect(incident.reach.personnes == 1)
    }

    @Test("une plainte touche les fiches qu'elle nomme, et pas tout ce qui s'est échangé")
    func complaint() throws {
        let pli = try crise.send(from: crise.a, to: crise.b, about: [crise.person("a")])
        try crise.send(from: crise.a, to: crise.b, about: [crise.person("b")])
        let broad = try crise.declare(.plainte, [crise.b])
        #expect(broad.reach == IncidentReach() && broad.partners == [crise.b.structure])
        let narrow = try crise.declare(
            .plainte,
            Crise.scope {
                $0.partenaires = [crise.b.structure]
                $0.fiches = [key(pli)]
            })
        #expect(counts(narrow.reach) == [1, 1, 0])
        let later = try crise.qualify(broad.n) { $0.portee.partenaires = [crise.c.structure] }
        #expect(later.reach == IncidentReach() && later.partners.count == 2)
    }
}

extension Crise {
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
