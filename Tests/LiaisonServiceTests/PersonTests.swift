import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Pseudonymes et clé d'index")
struct PersonTests {
    let a: House
    let b: House

    init() throws { (a, b) = try House.pair(TestClock()) }

    private func annotate(_ id: PliID, _ person: String, by local: String = "referent") throws {
        let acte = try Annotation(
            de: a.structure, id: id, personne: try #require(PersonIndex(person))
        ).signed(by: a.identities[local]!.signing, name: a.name(local))
        try a.desks.mail.annotate(acte.bytes, by: a.agent(local))
    }

    private func numbers(about person: String) throws -> [String] {
        var filter = LogFilter()
        filter.persons = [person]
        return try a.desks.office.store.read { try $0.records(filter, count: 100) }
            .compactMap { try $0.line.map { try LogRecord(line: $0) } }
            .map { "\($0.acte):\($0.personne ?? "-")" }
    }

    @Test("les enregistrements d'un pli portent la personne dès qu'elle est dite")
    func annotation() throws {
        let amina = "1:" + String(repeating: "a0", count: 16)
        let pli = try a.pli(to: b)
        try annotate(pli.slip.id, amina)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        let other = try a.pli(to: b)
        _ = try a.desks.mail.deposit(other.bytes, by: a.agent("referent"))
        #expect(try numbers(about: amina) == ["depot:\(amina)"])
        // Said later: what came before is found by the annotation.
        let samir = "4:" + String(repeating: "0b", count: 16)
        try annotate(other.slip.id, samir)
        _ = try a.desks.mail.handOut(other.slip.id, de: a.structure, to: a.agent("referent"))
        #expect(try numbers(about: samir) == ["depot:-", "lecture:\(samir)"])
        // Again under a newer key: both lead to it.
        try annotate(other.slip.id, "5:" + String(repeating: "0c", count: 16))
        #expect(try numbers(about: samir).count == 2)
    }

    @Test("une annotation ne se prend que d'un référent ou d'un DPO, signée de sa clé")
    func wrongAnnotation() throws {
        let id = PliID.random()
        let person = "1:" + String(repeating: "a0", count: 16)
        #expect(throws: Refusal.self) { try annotate(id, person, by: "admin") }
        let foreign = try Annotation(
            de: a.structure, id: id, personne: try #require(PersonIndex(person))
        ).signed(by: SigningKey.generate(), name: a.name("referent"))
        let logged = try a.logged {
            #expect(throws: Refusal.self) {
                try a.desks.mail.annotate(foreign.bytes, by: a.agent("referent"))
            }
        }
        #expect(logged == ["ouverture:refuse:signature"])
        #expect(try a.desks.office.store.read { try $0.person(of: id) } == nil)
    }

    @Test("de ce qui est conservé, seul qui peut l'ouvrir dit de qui il est")
    func reading() throws {
        let amina = "1:" + String(repeating: "a0", count: 16)
        let fiche = try a.pli(to: b)
        _ = try a.desks.mail.deposit(fiche.bytes, by: a.agent("referent"))
        let logged = try a.logged {
            let refusal = #expect(throws: Refusal.self) {
                try annotate(fiche.slip.id, amina, by: "dpo")
            }
            #expect(refusal?.code == .interdit)
        }
        #expect(logged == ["refus:refuse:role"])
        #expect(try a.desks.office.store.read { try $0.person(of: fiche.slip.id) } == nil)
        try annotate(fiche.slip.id, amina)
        // Before the deposit of what a DPO sends itself, it says whom it is about.
        try annotate(.random(), amina, by: "dpo")
    }

    @Test("une clé d'index va à qui doit la tenir, hors des listes, lue de lui seul")
    func indexKey() throws {
        func key(to local: String) throws -> Pli {
            try a.pli(to: a) {
                $0.objet = .cleIndex
                $0.addressees = .agents([a.name(local)])
            }
        }
        let admin = try a.agent("admin")
        let dpo = try a.agent("dpo")
        #expect(try a.desks.cards.directory(for: dpo).withoutIndexKey.isEmpty)
        _ = try a.desks.cards.directory(for: dpo, lacksIndexKey: true)
        #expect(
            try a.desks.cards.directory(for: a.agent("referent")).withoutIndexKey == [a.name("dpo")]
        )
        // Not of an admin's own hand here: the author is who deposits.
        let pli = try key(to: "dpo")
        #expect(throws: Refusal.self) { try a.desks.mail.deposit(pli.bytes, by: admin) }
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        #expect(throws: Refusal.self) {
            try a.desks.mail.deposit(key(to: "admin").bytes, by: a.agent("referent"))
        }
        #expect(try a.inbox().isEmpty)
        let directory = try a.desks.cards.directory(for: dpo)
        #expect(directory.indexKeys == [pli.slip.id])
        #expect(directory.withoutIndexKey.isEmpty)
        #expect(try a.desks.cards.directory(for: admin).indexKeys.isEmpty)
        #expect(throws: Refusal.self) {
            try a.desks.mail.handOut(pli.slip.id, de: a.structure, to: admin)
        }
        let logged = try a.logged {
            _ = try a.desks.mail.handOut(pli.slip.id, de: a.structure, to: dpo)
            try a.desks.mail.recordOpening(a.opening(of: pli.slip, by: "dpo"), by: dpo)
        }
        // No fiche was read, and none opened.
        #expect(logged == ["cle-index:fait", "cle-index:fait:ouvert"])
        #expect(try a.inbox().isEmpty)
        // A dpo opens nothing else.
        let fiche = try a.pli(to: b)
        _ = try a.desks.mail.deposit(fiche.bytes, by: a.agent("referent"))
        #expect(throws: Refusal.self) {
            try a.desks.mail.handOut(fiche.slip.id, de: a.structure, to: dpo)
        }
    }
}
