import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Ce que la conservation sait d'un pli")
struct HeldFicheTests {
    private let (a, b, c): (House, House, House)

    init() throws {
        let horloge = TestClock()
        (a, b) = try House.pair(horloge)
        c = try House("c.example", horloge)
        try a.meet(c)
    }

    private func held(_ id: PliID, by house: House) throws -> HeldFiche? {
        try house.desks.office.store.read { try $0.heldFiches(id, withOpenings: true) }.first
    }

    private func go(to text: String) throws {
        a.horloge.advance(try #require(Instant(text)) - a.horloge.now)
    }

    private func annotate(_ slip: Slip, _ person: String, in house: House) throws {
        let acte = try Annotation(
            de: slip.de, id: slip.id, personne: try #require(PersonIndex(person))
        ).signed(by: house.identities["referent"]!.signing, name: house.name("referent"))
        try house.desks.mail.annotate(acte.bytes, by: house.agent("referent"))
    }

    @Test("scellé et reçu sont des jours de Paris, de part et d'autre de minuit")
    func days() throws {
        try go(to: "2026-12-31T22:59:59Z")
        let pli = try a.pli(to: b).countersigned(by: a.desks.office.keys.service)
        a.horloge.advance(1)
        _ = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: a.card().carte)
        let fiche = try #require(try held(pli.slip.id, by: b))
        #expect(fiche.scelle.description == "2026-12-31")
        #expect(fiche.recu?.description == "2027-01-01")
        #expect((fiche.box, fiche.de, fiche.partners) == (.reception, a.structure, [a.structure]))
        #expect((fiche.objet, fiche.modele) == (.fiche, .generique))
        #expect(fiche.conserverJusquA == pli.slip.conserverJusquA)
        #expect(!fiche.isOpened && fiche.persons.isEmpty && fiche.openedByAll == nil)
        try b.desks.mail.recordOpening(b.opening(of: pli.slip), by: b.agent("referent"))
        #expect(try #require(try held(pli.slip.id, by: b)).isOpened)
    }

    @Test("une personne a son dernier pseudonyme de chaque version de la clé")
    func persons() throws {
        let pli = try a.pli(to: b)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        let words = ["a0", "0b", "0c"].map { String(repeating: $0, count: 16) }
        #expect(
            try a.desks.office.store.read { try $0.unannotated(besides: 0, limit: 9) }.map(\.id)
                == [
                    pli.slip.id
                ])
        for person in ["1:\(words[0])", "2:\(words[1])", "1:\(words[2])"] {
            try annotate(pli.slip, person, in: a)
        }
        let fiche = try #require(try held(pli.slip.id, by: a))
        #expect(Set(fiche.persons.map(\.description)) == ["1:\(words[2])", "2:\(words[1])"])
        #expect(try a.desks.office.store.read { try $0.unannotated(besides: 0, limit: 9) }.isEmpty)
        func about(_ text: String) throws -> [PliID] {
            let person = try #require(PersonIndex(text))
            return try a.desks.office.store.read { try $0.heldFiches(about: [person]) }.map(\.id)
        }
        #expect(try about("2:\(words[1])") == [pli.slip.id])
        // Said anew of another: it is no longer hers.
        #expect(try about("1:\(words[0])").isEmpty)
    }

    @Test("un envoi à deux structures est ouvert de tous le jour de la dernière première ouverture")
    func openedByAll() throws {
        try go(to: "2026-11-23T12:00:00Z")
        let first = try a.pli(to: b)
        let id = first.slip.id
        var slip = first.slip
        slip.pour = c.structure
        let signing = try #require(a.identities["referent"]).signing
        let plis = [first, try Pli(acte: slip.signed(by: signing), age: first.age)]
        for pli in plis { _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent")) }
        #expect(try #require(try held(id, by: a)).partners == [b.structure, c.structure])
        func opens(_ house: House, _ slip: Slip, at text: String) throws {
            try go(to: text)
            _ = try a.desks.mail.receive(
                receipt: house.opening(of: slip), from: house.card().carte)
        }
        try opens(b, plis[0].slip, at: "2026-11-24T12:00:00Z")
        #expect(try #require(try held(id, by: a)).openedByAll == nil)
        try opens(c, plis[1].slip, at: "2026-11-30T23:30:00Z")
        #expect(try #require(try held(id, by: a)).openedByAll?.description == "2026-12-01")
        #expect(try a.desks.office.store.read { try $0.heldFiches(id) }.first?.openedByAll == nil)
    }

    @Test("les pages ne coupent pas un identifiant, et passent sur tout une fois")
    func pages() throws {
        var ids: [String] = []
        for _ in 0..<7 {
            let pli = try a.pli(to: b)
            _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
            ids.append(pli.slip.id.text)
        }
        for limit in [1, 2, 3, 7, 100] {
            var (found, last): ([String], PliID?) = ([], nil)
            while true {
                let page = try a.desks.office.store.read {
                    try $0.heldFiches(after: last, limit: limit)
                }
                guard let end = page.last else { break }
                found += page.map(\.id.text)
                last = end.id
            }
            #expect(found == ids.sorted())
        }
    }
}
