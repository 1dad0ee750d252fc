import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// Who is told outside the program, and the end of an incident.
extension EnterTests {
    @Test("qui n'a pas à être prévenu ne s'enregistre pas ; ajouté, il le peut")
    func notConcerned() throws {
        let n = try crisis.declare([crisis.b]).n
        let other = try House("d.example", crisis.horloge, type: .cph)
        try crisis.a.meet(other)
        let addressee = NoticeAddressee.structure(other.structure)
        try crisis.refused(.conflit) { try crisis.enter(crisis.notified(addressee), n) }
        try crisis.refused(.conflit) {
            try crisis.enter(.retard(addressee, motif: Crisis.sealed), n)
        }
        try crisis.qualify(n) { $0.portee.partenaires = [other.structure] }
        try crisis.enter(crisis.notified(addressee), n)
        #expect(try crisis.statut(n, addressee) == .notifie)
        // The direction of the OFII stands for it.
        try crisis.enter(crisis.notified(.structure(crisis.c.structure)), n)
        #expect(try crisis.statut(n, .ofii) == .notifie)
    }

    @Test("prévenu avant de savoir : refusé")
    func tooEarly() throws {
        let n = try crisis.declare([crisis.b]).n
        try crisis.refused(.invalide) {
            try crisis.enter(crisis.notified(b, at: crisis.now + -1), n)
        }
        try crisis.qualify(n) { $0.moments.soupcon = crisis.now + -3_600 }
        try crisis.enter(crisis.notified(.ofii, at: crisis.now + -3_600), n)
        #expect(try crisis.statut(n, .ofii) == .notifie)
    }

    @Test("prévenu après l'échéance : un motif d'abord ; à l'échéance même, non")
    func late() throws {
        let start = crisis.now
        let n = try crisis.declare([crisis.b]).n
        crisis.wait(40 * 3_600)
        let end = start + 36 * 3_600
        try crisis.refused(.conflit) { try crisis.enter(crisis.notified(b, at: end + 1), n) }
        try crisis.enter(crisis.notified(b, at: end), n)
        #expect(try crisis.statut(n, b) == .notifie)
        let other = try crisis.declare(at: start, [crisis.b]).n
        try crisis.refused(.conflit) { try crisis.enter(crisis.notified(b), other) }
        // The reason of one is not the reason of the other.
        try crisis.enter(.retard(.ofii, motif: Crisis.sealed), other)
        try crisis.refused(.conflit) { try crisis.enter(crisis.notified(b), other) }
        try crisis.enter(.retard(b, motif: Crisis.sealed), other)
        let logged = try crisis.a.logged { try crisis.enter(crisis.notified(b), other) }
        #expect(logged == ["violation:fait:notifiee-hors"])
        #expect(try crisis.statut(other, b) == .notifieEnRetard)
        // The persons have no hour.
        try crisis.qualify(other) { $0.risque = .eleve }
        try crisis.enter(crisis.notified(.personnes), other)
        #expect(try crisis.statut(other, .personnes) == .notifie)
    }

    @Test("un incident se clôt quand tous sont prévenus ou n'ont pas à l'être, sinon avec un motif")
    func closing() throws {
        let n = try crisis.declare([crisis.b]).n
        func closes() throws { try crisis.enter(.cloture(motif: nil), n) }
        try crisis.refused(.conflit, closes)
        try crisis.enter(crisis.notified(b), n)
        try crisis.enter(crisis.notified(.ofii), n)
        try crisis.enter(crisis.notified(.cnil), n)
        // How much the persons risk is not said yet.
        try crisis.refused(.conflit, closes)
        try crisis.qualify(n) { $0.risque = .eleve }
        try crisis.refused(.conflit, closes)
        try crisis.enter(crisis.notified(.personnes), n)
        let logged = try crisis.a.logged { try closes() }
        #expect(logged == ["violation:fait:close"])
        let other = try crisis.declare([crisis.b]).n
        try crisis.enter(.cloture(motif: Crisis.sealed), other)
        #expect(try crisis.incident(other).cloture == crisis.now)
    }

    @Test("prévenu en retard par l'accusé : la clôture demande pourquoi")
    func closingLate() throws {
        let n = try crisis.declare(.plainte, [crisis.b]).n
        crisis.wait(37 * 3_600)
        let pli = try crisis.deposit(n, to: crisis.b)
        crisis.wait(60)
        try crisis.receipt(pli, of: crisis.b, .remis, at: crisis.now)
        #expect(try crisis.statut(n, b) == .notifieEnRetard)
        #expect(
            try crisis.a.desks.reminders.lines(for: crisis.a.agent("dpo")).contains {
                $0.contains("prévenu en retard")
            })
        try crisis.refused(.conflit) { try crisis.enter(.cloture(motif: nil), n) }
        try crisis.enter(.retard(b, motif: Crisis.sealed), n)
        try crisis.enter(.cloture(motif: nil), n)
        #expect(try !crisis.incident(n).isOpen)
        #expect(
            try crisis.a.desks.reminders.lines(for: crisis.a.agent("dpo")).allSatisfy {
                !$0.contains("ncident")
            })
    }

    @Test("une notification reçue que personne n'a ouverte ne se clôt qu'avec un motif")
    func closingUnread() throws {
        let pli = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        try crisis.refused(.conflit) { try crisis.enter(.cloture(motif: nil), 1) }
        try crisis.enter(.cloture(motif: Crisis.sealed), 1)
        #expect(try crisis.incident(1).statut == .close)
    }
}
