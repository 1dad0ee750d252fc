import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// What a partner's own clock, wrong or lying, may do here: nothing but be refused.
@Suite("L'heure que dit l'expéditeur")
struct SenderClockTests {
    let two: TwoHouses
    var today: CalendarDate { ParisTime.date(at: two.horloge.now) }

    init() throws { two = try TwoHouses() }

    private func receive(
        _ objet: Objet, scelle: Instant, at house: House
    ) throws -> (key: PliKey, receipt: Accuse) {
        let pli = try two.a.pli(to: house, by: "referent") {
            $0.objet = objet
            $0.scelle = scelle
            if objet != .fiche { $0.modele = nil }
            if objet == .violation { $0.addressees = .roles([.dpo]) }
            if objet == .droits { $0.addressees = .roles([.referent, .dpo]) }
        }
        let answer = try house.desks.mail.receive(
            pli: pli.countersigned(by: two.a.desks.office.keys.service).bytes, id: pli.slip.id,
            from: two.a.card().carte)
        return (
            PliKey(de: two.a.structure, id: pli.slip.id),
            try Accuse(answer.receipt, addressee: house.card().carte)
        )
    }

    @Test(
        "plus d'un jour d'avance : refusé, avec un accusé qui le dit, et rien n'est gardé",
        arguments: [Objet.fiche, .violation, .droits, .sortie])
    func ahead(objet: Objet) throws {
        let late = try #require(Instant("9998-01-01T00:00:00Z"))
        for scelle in [two.horloge.now + 86_401, late] {
            let logged = try two.b.logged {
                let (_, receipt) = try receive(objet, scelle: scelle, at: two.b)
                #expect(receipt.statut == .refuse && receipt.motif == .scelleAVenir)
            }
            #expect(logged == ["reception:refuse:scelle-a-venir"])
        }
        #expect(try two.b.inbox().isEmpty)
        #expect(try two.b.desks.rights.requests(for: two.b.agent("dpo")).isEmpty)
        #expect(
            try receive(objet, scelle: two.horloge.now + 86_400, at: two.b).receipt.statut
                == .remis)
    }

    @Test("le même pli refusé reçoit les mêmes octets, et ne passe pas le lendemain")
    func again() throws {
        let pli = try two.a.pli(to: two.b) { $0.scelle = two.horloge.now + 100_000 }
            .countersigned(by: two.a.desks.office.keys.service)
        func deliver() throws -> MailDesk.Received {
            try two.b.desks.mail.receive(
                pli: pli.bytes, id: pli.slip.id, from: two.a.card().carte)
        }
        let first = try deliver()
        two.horloge.advance(200_000)
        #expect(try deliver() == first && first.outcome == .refused)
    }

    @Test("un poste dont l'horloge avance ne dépose rien, et le journal le dit")
    func deposit() throws {
        let pli = try two.a.pli(to: two.b) { $0.scelle = two.horloge.now + 86_401 }
        let logged = try two.a.logged {
            let refusal = #expect(throws: Refusal.self) {
                try two.a.desks.mail.deposit(pli.bytes, by: two.a.agent("referent"))
            }
            #expect(refusal?.code == .invalide)
        }
        #expect(logged == ["depot:refuse:scelle-a-venir"])
    }

    @Test("une notification qui se dit scellée en 2000 attend le DPO")
    func notice() throws {
        let old = try #require(Instant("2000-01-01T00:00:00Z"))
        let (key, receipt) = try receive(.violation, scelle: old, at: two.b)
        #expect(receipt.statut == .remis)
        #expect(try two.purge(two.b).destroyed == 0)
        // Years later it is still there: nobody closed the incident.
        two.horloge.advance(7 * 366 * 86_400)
        try two.b.desks.retention.partner(two.a.structure, says: two.horloge.now)
        #expect(try two.purge(two.b).destroyed == 0)
        #expect(try two.b.desks.office.store.read { try $0.heldFiche(key) }?.dossier == .open)
        let due = try two.b.desks.retention
            .previewPurge(on: today, after: nil, by: two.b.agent("dpo")).due
        #expect(due.map(\.fiche.id) == [key.id] && due.allSatisfy(\.verdict.isSuspended))
    }

    @Test("une fiche qui se dit scellée en 2000 est gardée depuis le jour où elle vient")
    func fiche() throws {
        let old = try #require(Instant("2000-01-01T00:00:00Z"))
        let (key, _) = try receive(.fiche, scelle: old, at: two.b)
        let due = try two.b.desks.retention.held(prefix: key.id.text, for: two.b.agent("dpo"))
        #expect(due.map(\.verdict.echeance) == [today.adding(months: 60)])
        #expect(try two.purge(two.b).destroyed == 0)
        // Destroyed early, it leaves a line in the register: its end counts from the reception too.
        let yesterday = today.adding(days: -1)
        _ = try two.b.desks.retention.enter(
            .usage(de: key.de, id: key.id, jusquA: yesterday), by: two.b.agent("referent"))
        #expect(try two.purge(two.b).destroyed == 1)
        try two.b.desks.retention.forgetRegister(on: today)
        #expect(try two.b.desks.office.store.tablesNaming(key.id.text).contains("transmissions"))
    }

    @Test("ce que personne n'a ouvert part à son échéance, et le procès-verbal le compte")
    func unread() throws {
        let plis = try (0..<3).map { _ in try two.send() }
        _ = try two.b.desks.mail.handOut(
            plis[0].slip.id, de: two.a.structure, to: two.b.agent("referent"))
        try two.b.desks.mail.recordOpening(
            two.b.opening(of: plis[0].slip), by: two.b.agent("referent"))
        for pli in plis { try two.condemn(pli, at: two.b) }
        _ = try two.purge(two.b)
        for pli in plis { try two.condemn(pli, at: two.a) }
        _ = try two.purge(two.a)
        for (house, unread) in [(two.b, 2), (two.a, 0)] {
            let run = try #require(
                try house.desks.retention.attestations(for: house.agent("dpo")).first)
            let acte = try PurgeActe(#require(run.note), signedBy: nil)
            #expect(acte.nombre == 3 && acte.nonLus == unread)
            #expect(
                PurgeDocument(acte, try house.card().carte).text
                    .contains("jamais ouverts") == true)
        }
    }
}
