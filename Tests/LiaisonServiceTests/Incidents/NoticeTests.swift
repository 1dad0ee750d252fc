import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Notifications, envoyées et reçues")
struct NoticeTests {
    let crisis: Crisis

    init() throws { crisis = try Crisis() }

    var b: NoticeAddressee { .structure(crisis.b.structure) }

    @Test("une notification dit de quel incident elle est, ouvert ; rien d'autre ne le dit")
    func deposit() throws {
        let n = try crisis.declare([crisis.b]).n
        try crisis.refused(.invalide) { _ = try crisis.deposit(nil, to: crisis.b) }
        try crisis.refused(.introuvable) { _ = try crisis.deposit(n + 1, to: crisis.b) }
        try crisis.refused(.invalide) {
            let pli = try crisis.a.pli(to: crisis.b)
            _ = try crisis.a.desks.mail.deposit(
                pli.bytes, by: crisis.a.agent("referent"),
                notice: IncidentDesk.Notice(incident: n, phase: 1))
        }
        let logged = try crisis.a.logged { _ = try crisis.deposit(n, to: crisis.b, phase: 3) }
        #expect(logged == ["depot:fait:classique", "violation:fait:notifiee"])
        let avis = try #require(try crisis.incident(n).avis.first)
        #expect(avis.phase == 3 && avis.par == crisis.a.name("dpo") && avis.le == crisis.now)
        #expect(try crisis.statut(n, b) == .envoye)
        try crisis.enter(.cloture(motif: Crisis.sealed), n)
        try crisis.refused(.conflit) { _ = try crisis.deposit(n, to: crisis.b) }
    }

    @Test("déposée deux fois, elle ne compte qu'une fois")
    func twice() throws {
        let n = try crisis.declare([crisis.b]).n
        let pli = try crisis.notice(from: crisis.a, to: crisis.b)
        for isNew in [true, false] {
            let answer = try crisis.a.desks.mail.deposit(
                pli.bytes, by: crisis.a.agent("dpo"),
                notice: IncidentDesk.Notice(incident: n, phase: 1))
            #expect(answer.isNew == isNew)
        }
        #expect(try crisis.incident(n).avis.count == 1)
    }

    @Test("scellée aux référents faute de DPO, le journal le note")
    func defaulted() throws {
        let n = try crisis.declare([crisis.b]).n
        let logged = try crisis.a.logged {
            _ = try crisis.deposit(n, to: crisis.b, roles: [.referent])
        }
        #expect(logged.suffix(2) == ["violation:fait:notifiee", "violation:fait:defaut-referent"])
    }

    @Test(
        "l'accusé arrête le délai à l'heure qu'il dit, entre le dépôt et maintenant",
        arguments: [(-7_200, 0), (0, 0), (1_800, 1_800), (3_600, 3_600), (9_000, 3_600)]
            as [(Int64, Int64)])
    func receipts(said: Int64, counted: Int64) throws {
        let n = try crisis.declare([crisis.b]).n
        crisis.wait(600)
        let deposited = crisis.now
        let pli = try crisis.deposit(n, to: crisis.b)
        crisis.wait(3_600)
        try crisis.receipt(pli, of: crisis.b, .remis, at: deposited + said)
        #expect(try crisis.incident(n).avis.first?.remis == deposited + counted)
        #expect(try crisis.deadline(n, b)?.told == deposited + counted)
        #expect(try crisis.statut(n, b) == .notifie)
        // The same again changes nothing.
        try crisis.receipt(pli, of: crisis.b, .remis, at: deposited + said)
        #expect(try crisis.incident(n).decisions.count == 3)
    }

    @Test("l'accusé d'un partenaire arrête le délai de celui-là, dans l'incident que c'est")
    func rightClock() throws {
        let d = try House("d.example", crisis.horloge, type: .cph)
        try crisis.a.meet(d)
        let (one, other) = (try crisis.declare([crisis.b, d]).n, try crisis.declare([crisis.b]).n)
        let first = try crisis.deposit(one, to: crisis.b)
        _ = try crisis.deposit(one, to: d)
        let second = try crisis.deposit(other, to: crisis.b)
        crisis.wait(60)
        try crisis.receipt(second, of: crisis.b, .ouvert, at: crisis.now)
        #expect(try crisis.statut(one, b) == .envoye && crisis.statut(other, b) == .notifie)
        #expect(try crisis.incident(other).avis.first?.ouvert == crisis.now)
        try crisis.receipt(first, of: crisis.b, .remis, at: crisis.now)
        #expect(try crisis.statut(one, b) == .notifie)
        #expect(try crisis.statut(one, .structure(d.structure)) == .envoye)
        // The OFII's own direction stops the four hours.
        let there = try crisis.deposit(one, to: crisis.c)
        try crisis.receipt(there, of: crisis.c, .remis, at: crisis.now)
        #expect(
            try crisis.statut(one, .ofii) == .notifie && crisis.statut(other, .ofii) == .aNotifier)
    }

    @Test("refusée, ou dont l'accusé est d'un inconnu, elle n'arrête rien")
    func refusal() throws {
        let n = try crisis.declare([crisis.b]).n
        let pli = try crisis.deposit(n, to: crisis.b)
        #expect(throws: Refusal.self) {
            try crisis.receipt(pli, of: crisis.c, .remis, at: crisis.now)
        }
        try crisis.receipt(pli, of: crisis.b, .refuse, at: crisis.now)
        #expect(try crisis.deadline(n, b)?.told == nil)
        #expect(try crisis.statut(n, b) == .aNotifier)
        #expect(
            try crisis.a.desks.reminders.lines(for: crisis.a.agent("dpo")).contains {
                $0.contains("a refusé la notification")
            })
    }

    @Test("un accusé qui vient après la clôture est noté, et ne rouvre rien")
    func lateReceipt() throws {
        let n = try crisis.declare([crisis.b]).n
        let pli = try crisis.deposit(n, to: crisis.b)
        try crisis.enter(.cloture(motif: Crisis.sealed), n)
        crisis.wait(60)
        try crisis.receipt(pli, of: crisis.b, .remis, at: crisis.now)
        #expect(try crisis.incident(n).statut == .close)
        #expect(try crisis.incident(n).avis.first?.remis == crisis.now)
    }

    @Test("une notification reçue ouvre un incident à lire, découvert à sa réception")
    func received() throws {
        let pli = try crisis.notice(from: crisis.b, to: crisis.a)
        let logged = try crisis.a.logged { try crisis.bring(pli, from: crisis.b, to: crisis.a) }
        #expect(logged == ["reception:fait", "violation:fait:recue"])
        let incident = try crisis.incident(1)
        #expect(incident.statut == .aLire && incident.type == .violation)
        #expect(incident.origine == [PliKey(de: crisis.b.structure, id: pli.slip.id)])
        #expect(incident.moments.decouverte == crisis.now && incident.declaree == crisis.now)
        #expect(try crisis.a.desks.incidents.deadlines(of: incident).isEmpty)
        // Brought again, it is the same.
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        #expect(try crisis.a.desks.incidents.rememberedIncidents().count == 1)
    }

    @Test(
        "une suite rejoint la première ; d'une autre structure, ou d'un incident clos, elle en ouvre un"
    )
    func phases() throws {
        let first = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(first, from: crisis.b, to: crisis.a)
        let second = try crisis.notice(from: crisis.b, to: crisis.a, remplace: first.slip.id)
        try crisis.bring(second, from: crisis.b, to: crisis.a)
        #expect(try crisis.incident(1).origine.map(\.id) == [first.slip.id, second.slip.id])
        let third = try crisis.notice(from: crisis.b, to: crisis.a, remplace: second.slip.id)
        try crisis.bring(third, from: crisis.b, to: crisis.a)
        #expect(try crisis.incident(1).origine.count == 3)
        let stranger = try crisis.notice(from: crisis.c, to: crisis.a, remplace: first.slip.id)
        try crisis.bring(stranger, from: crisis.c, to: crisis.a)
        #expect(try crisis.incident(2).origine.map(\.de) == [crisis.c.structure])
        let unknown = try crisis.notice(from: crisis.b, to: crisis.a, remplace: .random())
        try crisis.bring(unknown, from: crisis.b, to: crisis.a)
        #expect(try crisis.incident(3).origine.count == 1)
        try crisis.enter(.cloture(motif: Crisis.sealed), 1)
        let late = try crisis.notice(from: crisis.b, to: crisis.a, remplace: third.slip.id)
        try crisis.bring(late, from: crisis.b, to: crisis.a)
        #expect(try crisis.incident(4).statut == .aLire && crisis.incident(1).origine.count == 3)
    }

    @Test(
        "d'un partenaire, vérifié ou non, deux cents qui attendent au plus ; un incident clos, une autre entre"
    )
    func bounded() throws {
        let d = try House("d.example", crisis.horloge, type: .cph)
        _ = try crisis.a.desks.cards.importContact(d.card().bytes, by: crisis.a.agent("admin"))
        func lines(_ role: String) throws -> [String] {
            try crisis.a.desks.reminders.lines(for: crisis.a.agent(role)).filter {
                $0.contains("les suivantes sont refusées")
            }
        }
        for partner in [crisis.b, d] {
            func bring() throws {
                try crisis.bring(
                    crisis.notice(from: partner, to: crisis.a), from: partner, to: crisis.a)
            }
            for _ in 1..<IncidentDesk.openNoticeLimit { try bring() }
            #expect(try lines("dpo").allSatisfy { !$0.contains(partner.structure.text) })
            try bring()
            let refused = try crisis.notice(from: partner, to: crisis.a)
            let refusal = #expect(throws: Refusal.self) {
                try crisis.bring(refused, from: partner, to: crisis.a)
            }
            #expect(refusal?.code == .quota)
            // No key either: they would be as many as it likes.
            #expect(try crisis.a.store.tablesNaming(refused.slip.id.text) == [])
            // Said once, to who can do something about it; of a partner that nobody verified there is no incident
            // to close, and its own line says what to do.
            let isVerified = partner.structure == crisis.b.structure
            #expect(
                try lines("dpo").count { $0.contains(partner.structure.text) }
                    == (isVerified ? 1 : 0))
            #expect(
                try crisis.a.desks.reminders.lines(for: crisis.a.agent("dpo")).contains {
                    $0.contains("\(partner.structure), à vérifier")
                } == !isVerified)
            #expect(try lines("referent").isEmpty)
        }
        #expect(try crisis.a.inbox().count == 2 * IncidentDesk.openNoticeLimit)
        try crisis.enter(.cloture(motif: Crisis.sealed), 1)
        func another() throws {
            try crisis.bring(
                crisis.notice(from: crisis.b, to: crisis.a), from: crisis.b, to: crisis.a)
        }
        try another()
        #expect(throws: Refusal.self) { try another() }
        // What another partner tells is taken.
        try crisis.bring(crisis.notice(from: crisis.c, to: crisis.a), from: crisis.c, to: crisis.a)
    }

    @Test("une notification ne rejoint pas un incident que nous avons déclaré nous-mêmes")
    func notOurs() throws {
        let n = try crisis.declare([crisis.b]).n
        let ours = try crisis.deposit(n, to: crisis.b)
        let pli = try crisis.notice(from: crisis.b, to: crisis.a, remplace: ours.slip.id)
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        #expect(try crisis.incident(n).origine.isEmpty && crisis.incident(n + 1).origine.count == 1)
    }

    @Test("une notification qui prend l'identifiant d'une des nôtres n'y change rien")
    func sameID() throws {
        let n = try crisis.declare([crisis.b]).n
        let ours = try crisis.deposit(n, to: crisis.b)
        let pli = try crisis.notice(from: crisis.b, to: crisis.a, id: ours.slip.id)
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        let answer = try crisis.enter(crisis.read(pli, type: .plainte, natures: []), nil)
        #expect(answer.n == n + 1)
        #expect(try crisis.incident(n).type == .violation && crisis.incident(n).told == nil)
        #expect(try crisis.incident(n).natures == [.confidentialite])
        #expect(try crisis.statut(n, .cnil) == .aNotifier)
    }
}
