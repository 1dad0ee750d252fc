import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// Partners without keys, known by the word of an agent.
extension RoadTests {
    /// A partner without keys, as an agent says.
    @discardableResult
    func declareContact(
        _ name: String, suite: StructureName? = nil, le: Int64 = 0,
        type: StructureKind = .poleEmploi,
        by local: String = "referent"
    ) throws -> StructureName {
        let structure = try #require(StructureName(name))
        let acte = try DeclaredContact(
            structure: structure, libelle: "Déclaré", type: type, voie: .papier, suite: suite,
            le: horloge.now + le
        ).signed(by: a.identities[local]!.signing, name: a.name(local))
        _ = try a.desks.cards.declare(contact: acte.bytes, by: a.agent(local))
        return structure
    }

    @Test(
        "à un partenaire sans clé : par une autre voie seulement, une fois qu'un agent l'a déclaré")
    func toDeclared() throws {
        let name = try #require(StructureName("ft.example"))
        #expect(refusal { try deposit(.papier, to: name) } == .introuvable)
        try declareContact("ft.example")
        try deposit(.papier, to: name)
        #expect(refusal { try deposit(.service, to: name) } == .introuvable)
        let reach = try a.desks.incidents.reach(of: everything)
        #expect(reach.partners.keys.contains(name))
    }

    @Test("la parole d'un collègue plus récente compte, une plus vieille non ; le DPO n'en a pas")
    func contactActs() throws {
        try declareContact("ft.example")
        let held = try a.store.read { try $0.declaredContacts() }
        try declareContact("ft.example", le: -10, by: "admin")
        #expect(try a.store.read { try $0.declaredContacts() } == held)
        try declareContact("ft.example", le: 10, by: "admin")
        #expect(try a.store.read { try $0.declaredContacts() } != held)
        #expect(refusal { try declareContact("ft.example", le: 20, by: "dpo") } == .interdit)
        #expect(refusal { try declareContact("ft.example", le: 2 * 86_400) } == .invalide)
        let directory = try a.desks.cards.directory(for: a.agent("referent"))
        #expect(directory.declared.count == 1)
        try a.desks.cards.removeContact(
            #require(StructureName("ft.example")), by: a.agent("referent"))
        #expect(try a.desks.cards.directory(for: a.agent("referent")).declared.isEmpty)
    }

    @Test("rattaché, c'est sous son nouveau nom qu'il est prévenu, une fois")
    func attached() throws {
        let name = try declareContact("ft.example")
        try deposit(.papier, to: name)
        try deposit(.papier)
        try declareContact("ft.example", suite: b.structure, le: 10)
        let reach = try a.desks.incidents.reach(of: everything)
        #expect(Array(reach.partners.keys) == [b.structure])
        #expect(reach.partners[b.structure]?.enregistrements == 2)
        let unknown = try #require(StructureName("c.example"))
        #expect(
            refusal { try declareContact("ft.example", suite: unknown, le: 20) } == .introuvable)
    }

    @Test("il en tient un nombre borné : un de plus est refusé, un de ceux-là se redit")
    func manyDeclared() throws {
        try a.store.write(at: horloge.now) { transaction in
            for n in 0..<CardDesk.mostDeclared {
                let name = try #require(StructureName("p\(n).example"))
                try transaction.insert(
                    DeclaredContact(
                        structure: name, libelle: "Déclaré", type: .poleEmploi, le: horloge.now),
                    note: [])
            }
        }
        #expect(try a.store.read { try $0.countDeclaredContacts() } == CardDesk.mostDeclared)
        #expect(refusal { try declareContact("ft.example") } == .tropDeDemandes)
        try declareContact("p0.example", le: 10)
        #expect(try a.store.read { try $0.countDeclaredContacts() } == CardDesk.mostDeclared)
    }
}
