import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// What is added to an incident, and what the DPO says of it.
extension ReachTests {
    @Test("plus de partenaires, de fiches ou d'agents à une qualification : rien n'est oublié")
    func additions() throws {
        let one = try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        let other = try crisis.send(from: crisis.a, to: crisis.c, about: [crisis.person("b")])
        let n = try crisis.declare(Crisis.scope { $0.fiches = [key(one)] }).n
        let incident = try crisis.qualify(n) { $0.portee.fiches = [key(other)] }
        #expect(counts(incident.reach) == [2, 2, 0])
        #expect(incident.partners == [crisis.b.structure, crisis.c.structure])
    }

    @Test("ajouter un partenaire à un incident d'une période n'en ôte aucun")
    func partnerToPeriod() throws {
        try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        let d = try House("d.example", crisis.horloge, type: .cph)
        try crisis.a.meet(d)
        let day = crisis.now + -86_400
        let n = try crisis.declare(Crisis.scope { $0.du = day }).n
        #expect(try crisis.incident(n).partners == [crisis.b.structure])
        let incident = try crisis.qualify(n) { $0.portee.partenaires = [d.structure] }
        #expect(incident.partners == [crisis.b.structure, d.structure])
        #expect(incident.personnes == 1)
    }

    @Test("ajouter une fiche à un incident de tout un partenaire ne réduit pas ce qu'il touche")
    func ficheToPartner() throws {
        for person in ["a", "b"] {
            try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person(person)])
        }
        let other = try crisis.send(from: crisis.a, to: crisis.c, about: [crisis.person("c")])
        let n = try crisis.declare([crisis.b]).n
        #expect(try crisis.incident(n).personnes == 2)
        let incident = try crisis.qualify(n) { $0.portee.fiches = [key(other)] }
        #expect(incident.personnes >= 2)
        #expect(incident.reach.partners[crisis.b.structure]?.enregistrements == 2)
        #expect(incident.partners == [crisis.b.structure, crisis.c.structure])
    }

    @Test("les nombres que dit le DPO l'emportent sur ceux qui sont trouvés")
    func said() throws {
        try crisis.send(from: crisis.a, to: crisis.b)
        let n = try crisis.declare([crisis.b]).n
        #expect(throws: Refusal.self) {
            try crisis.qualify(n) { ($0.personnes, $0.enregistrements) = (40, 0) }
        }
        let incident = try crisis.qualify(n) {
            ($0.personnes, $0.enregistrements, $0.motif) = (40, 0, Crisis.sealed)
        }
        #expect(incident.personnes == 40 && incident.enregistrements == 0)
        #expect(incident.reach.personnes == 1)
    }

    @Test("une plainte touche les fiches qu'elle nomme, et pas tout ce qui s'est échangé")
    func complaint() throws {
        let pli = try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("b")])
        let broad = try crisis.declare(.plainte, [crisis.b])
        #expect(broad.reach == IncidentReach() && broad.partners == [crisis.b.structure])
        let narrow = try crisis.declare(
            .plainte,
            Crisis.scope {
                $0.partenaires = [crisis.b.structure]
                $0.fiches = [key(pli)]
            })
        #expect(counts(narrow.reach) == [1, 1, 0])
        let later = try crisis.qualify(broad.n) { $0.portee.partenaires = [crisis.c.structure] }
        #expect(later.reach == IncidentReach() && later.partners.count == 2)
    }
}
