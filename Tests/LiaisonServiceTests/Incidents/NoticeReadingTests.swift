import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// What becomes of a notice once somebody read it.
extension NoticeTests {
    @Test("la lecture n'est prise que de qui peut ouvrir le pli")
    func readers() throws {
        let pli = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        for role in ["referent", "admin"] {
            try crisis.refused(.interdit) { try crisis.enter(crisis.read(pli), nil, by: role) }
        }
        let logged = try crisis.a.logged {
            let read = try crisis.enter(crisis.read(pli), nil)
            #expect(read.statut == .aQualifier)
        }
        #expect(logged == ["violation:fait:lue", "violation:fait:lue"])
        // To the referents, for want of a DPO.
        let other = try crisis.notice(from: crisis.b, to: crisis.a, roles: [.referent])
        try crisis.bring(other, from: crisis.b, to: crisis.a)
        try crisis.refused(.interdit) { try crisis.enter(crisis.read(other), nil, by: "admin") }
        #expect(try crisis.enter(crisis.read(other), nil, by: "referent").n == 2)
    }

    @Test("lu deux fois, ou lu d'un incident clos, ne change rien ; lu d'autre chose est refusé")
    func readAgain() throws {
        let pli = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        try crisis.enter(crisis.read(pli), nil)
        let version = try crisis.a.desks.office.store.read { try $0.caseVersion() }
        #expect(
            try crisis.enter(crisis.read(pli, natures: [.disponibilite]), nil).natures == [
                .integrite
            ]
        )
        #expect(try crisis.a.desks.office.store.read { try $0.caseVersion() } == version)
        let other = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(other, from: crisis.b, to: crisis.a)
        try crisis.enter(.cloture(motif: Crisis.sealed), 2)
        #expect(try crisis.enter(crisis.read(other), nil).told == nil)
        let fiche = try crisis.send(from: crisis.b, to: crisis.a)
        try crisis.refused(.introuvable) { try crisis.enter(crisis.read(fiche), nil) }
        let foreign = try crisis.notice(from: crisis.c, to: crisis.a)
        try crisis.refused(.introuvable) { try crisis.enter(crisis.read(foreign), nil) }
    }

    @Test(
        "ce que dit une notification trouve nos personnes, et à qui d'autre nous les avons confiées"
    )
    func reach() throws {
        let d = try House("d.example", crisis.horloge, type: .cph)
        try crisis.a.meet(d)
        try d.meet(crisis.a)
        let amina = crisis.person("a")
        let named = try crisis.send(from: crisis.a, to: crisis.b, about: [amina])
        try crisis.send(from: crisis.a, to: d, about: [amina])
        // Of other persons, and to others: not touched.
        try crisis.send(from: crisis.a, to: d, about: [crisis.person("b")])
        let elsewhere = try crisis.send(from: crisis.a, to: d, about: [crisis.person("c")])
        let pli = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        let incident = try crisis.enter(
            crisis.read(pli, plis: [named.slip.id, named.slip.id, .random(), elsewhere.slip.id]),
            nil)
        #expect(incident.personnes == 1 && incident.enregistrements == 2)
        #expect(incident.partners == [d.structure])
        #expect(try crisis.statut(1, .structure(d.structure)) == .aNotifier)
        #expect(try crisis.statut(1, .cnil) == .aNotifier)
    }

    @Test("rien de ce que dit une notification n'est à nous : aucun délai ne court")
    func reachNothing() throws {
        let pli = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        let incident = try crisis.enter(crisis.read(pli, plis: [.random()]), nil)
        #expect(incident.personnes == 0 && incident.statut == .aQualifier)
        #expect(try crisis.a.desks.incidents.deadlines(of: incident).isEmpty)
        try crisis.enter(.cloture(motif: nil), 1)
    }

    @Test("une suite, même lue avant la première ou sans plis, n'ôte rien de ce qui est touché")
    func laterPhase() throws {
        let fiche = try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        let first = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(first, from: crisis.b, to: crisis.a)
        let second = try crisis.notice(from: crisis.b, to: crisis.a, remplace: first.slip.id)
        try crisis.bring(second, from: crisis.b, to: crisis.a)
        try crisis.enter(crisis.read(first, plis: [fiche.slip.id]), nil)
        #expect(try crisis.statut(1, .cnil) == .aNotifier)
        let incident = try crisis.enter(crisis.read(second, phase: 2), nil)
        #expect(incident.personnes == 1 && incident.enregistrements == 1)
        #expect(try crisis.statut(1, .cnil) == .aNotifier)
    }

    @Test("la première, lue après sa suite, ne remplace pas ce que la suite dit")
    func outOfOrder() throws {
        let first = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(first, from: crisis.b, to: crisis.a)
        let second = try crisis.notice(from: crisis.b, to: crisis.a, remplace: first.slip.id)
        try crisis.bring(second, from: crisis.b, to: crisis.a)
        try crisis.enter(crisis.read(second, phase: 2, natures: [.confidentialite]), nil)
        let incident = try crisis.enter(crisis.read(first, phase: 1, natures: [.integrite]), nil)
        #expect(incident.told?.phase == 2 && incident.natures == [.confidentialite])
    }
}
