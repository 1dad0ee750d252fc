import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Notifications, envoyées et reçues")
struct NoticeTests {
    let crise: Crise

    init() throws { crise = try Crise() }

    private var b: NoticeAddressee { .structure(crise.b.structure) }

    @Test("une notification dit de quel incident elle est, ouvert ; rien d'autre ne le dit")
    func deposit() throws {
        let n = try crise.declare([crise.b]).n
        try crise.refused(.invalide) { _ = try crise.deposit(nil, to: crise.b) }
        try crise.refused(.introuvable) { _ = try crise.deposit(n + 1, to: crise.b) }
        try crise.refused(.invalide) {
            let pli = try crise.a.pli(to: crise.b)
            _ = try crise.a.desks.mail.deposit(
                pli.bytes, by: crise.a.agent("referent"),
                notice: IncidentDesk.Notice(incident: n, phase: 1))
        }
        let logged = try crise.a.logged { _ = try crise.deposit(n, to: crise.b, phase: 3) }
        #expect(logged == ["depot:fait:classique", "violation:fait:notifiee"])
        let avis = try #require(try crise.incident(n).avis.first)
        #expect(avis.phase == 3 && avis.par == crise.a.name("dpo") && avis.le == crise.now)
        #expect(try crise.statut(n, b) == .envoye)
        try crise.enter(.cloture(motif: Crise.sealed), n)
        try crise.refused(.conflit) { _ = try crise.deposit(n, to: crise.b) }
    }

    @Test("déposée deux fois, elle ne compte qu'une fois")
    func twice() throws {
        let n = try crise.declare([crise.b]).n
        let pli = try crise.notice(from: crise.a, to: crise.b)
        for isNew in [true, false] {
            let answer = try crise.a.desks.mail.deposit(
                pli.bytes, by: crise.a.agent("dpo"),
                notice: IncidentDesk.Notice(incident: n, phase: 1))
            #expect(answer.isNew == isNew)
        }
        #expect(try crise.incident(n).avis.count == 1)
    }

    @Test("scellée aux référents faute de DPO, le journal le note")
    func defaulted() throws {
        let n = try crise.declare([crise.b]).n
        let logged = try crise.a.logged {
            _ = try crise.deposit(n, to: crise.b, roles: [.referent])
        }
        #expect(logged.suffix(2) == ["violation:fait:notifiee", "violation:fait:defaut-referent"])
    }

    @Test(
        "l'accusé arrête le délai à l'heure qu'il dit, entre le dépôt et maintenant",
        arguments: [(-7_200, 0), (0, 0), (1_800, 1_800), (3_600, 3_600), (9_000, 3_600)]
            as [(Int64, Int64)])
    func receipts(said: Int64, counted: Int64) throws {
        let n = try crise.declare([crise.b]).n
        crise.wait(600)
        let deposited = crise.now
        let pli = try crise.deposit(n, to: crise.b)
        crise.wait(3_600)
        try crise.receipt(pli, of: crise.b, .remis, at: deposited + said)
        #expect(try crise.incident(n).avis.first?.remis == deposited + counted)
        #expect(try crise.deadline(n, b)?.told == deposited + counted)
        #expect(try crise.statut(n, b) == .notifie)
        // The same again changes nothing.
        try crise.receipt(pli, of: crise.b, .remis, at: deposited + said)
        #expect(try crise.incident(n).decisions.count == 3)
    }

    @Test("l'accusé d'un partenaire arrête le délai de celui-là, dans l'incident que c'est")
    func rightClock() throws {
        let d = try Maison("d.example", crise.horloge, type: .cph)
        try crise.a.meet(d)
        let (one, other) = (try crise.declare([crise.b, d]).n, try crise.declare([crise.b]).n)
        let first = try crise.deposit(one, to: crise.b)
        _ = try crise.deposit(one, to: d)
        let second = try crise.deposit(other, to: crise.b)
        crise.wait(60)
        try crise.receipt(second, of: crise.b, .ouvert, at: crise.now)
        #expect(try crise.statut(one, b) == .envoye && crise.statut(other, b) == .notifie)
        #expect(try crise.incident(other).avis.first?.ouvert == crise.now)
        try crise.receipt(first, of: crise.b, .remis, at: crise.now)
        #expect(try crise.statut(one, b) == .notifie)
        #expect(try crise.statut(one, .structure(d.structure)) == .envoye)
        // The OFII's own direction stops the four hours.
        let there = try crise.deposit(one, to: crise.c)
        try crise.receipt(there, of: crise.c, .remis, at: crise.now)
        #expect(
            try crise.statut(one, .ofii) == .notifie && crise.statut(other, .ofii) == .aNotifier)
    }

    @Test("refusée, ou dont l'accusé est d'un inconnu, elle n'arrête rien")
    func refusal() throws {
        let n = try crise.declare([crise.b]).n
        let pli = try crise.deposit(n, to: crise.b)
        #expect(throws: Refusal.self) {
            try crise.receipt(pli, of: crise.c, .remis, at: crise.now)
        }
        try crise.receipt(pli, of: crise.b, .refuse, at: crise.now)
        #expect(try crise.deadline(n, b)?.told == nil)
        #expect(try crise.statut(n, b) == .aNotifier)
        #expect(
            try crise.a.desks.reminders.lines(for: crise.a.agent("dpo")).contains {
                $0.contains("a refusé la notification")
            })
    }

    @Test("un accusé qui vient après la clôture est noté, et ne rouvre rien")
    func lateReceipt() throws {
        let n = try crise.declare([crise.b]).n
        let pli = try crise.deposit(n, to: crise.b)
        try crise.enter(.cloture(motif: Crise.sealed), n)
        crise.wait(60)
        try crise.receipt(pli, of: crise.b, .remis, at: crise.now)
        #expect(try crise.incident(n).statut == .close)
        #expect(try crise.incident(n).avis.first?.remis == crise.now)
    }

    @Test("une notification reçue ouvre un incident à lire, découvert à sa réception")
    func received() throws {
        let pli = try crise.notice(from: crise.b, to: crise.a)
        let logged = try crise.a.logged { try crise.bring(pli, from: crise.b, to: crise.a) }
        #expect(logged == ["reception:fait", "violation:fait:recue"])
        let incident = try crise.incident(1)
        #expect(incident.statut == .aLire && incident.type == .violation)
        #expect(incident.origine == [PliKey(de: crise.b.structure, id: pli.slip.id)])
        #expect(incident.moments.decouverte == crise.now && incident.declaree == crise.now)
        #expect(try crise.a.desks.incidents.deadlines(of: incident).isEmpty)
        // Brought again, it is the same.
        try crise.bring(pli, from: crise.b, to: crise.a)
        #expect(try crise.a.desks.incidents.rememberedIncidents().count == 1)
    }

    @Test(
        "une suite rejoint la première ; d'une autre structure, ou d'un incident clos, elle en ouvre un"
    )
    func phases() throws {
        let first = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(first, from: crise.b, to: crise.a)
        let second = try crise.notice(from: crise.b, to: crise.a, remplace: first.slip.id)
        try crise.bring(second, from: crise.b, to: crise.a)
        #expect(try crise.incident(1).origine.map(\.id) == [first.slip.id, second.slip.id])
        let third = try crise.notice(from: crise.b, to: crise.a, remplace: second.slip.id)
        try crise.bring(third, from: crise.b, to: crise.a)
        #expect(try crise.incident(1).origine.count == 3)
        let stranger = try crise.notice(from: crise.c, to: crise.a, remplace: first.slip.id)
        try crise.bring(stranger, from: crise.c, to: crise.a)
        #expect(try crise.incident(2).origine.map(\.de) == [crise.c.structure])
        let unknown = try crise.notice(from: crise.b, to: crise.a, remplace: .random())
        try crise.bring(unknown, from: crise.b, to: crise.a)
        #expect(try crise.incident(3).origine.count == 1)
        try crise.enter(.cloture(motif: Crise.sealed), 1)
        let late = try crise.notice(from: crise.b, to: crise.a, remplace: third.slip.id)
        try crise.bring(late, from: crise.b, to: crise.a)
        #expect(try crise.incident(4).statut == .aLire && crise.incident(1).origine.count == 3)
    }

    @Test(
        "d'un partenaire, vérifié ou non, deux cents qui attendent au plus ; un incident clos, une autre entre"
    )
    func bounded() throws {
        let d = try Maison("d.example", crise.horloge, type: .cph)
        _ = try crise.a.desks.cards.importContact(d.card().bytes, by: crise.a.agent("admin"))
        func lines(_ role: String) throws -> [String] {
            try crise.a.desks.reminders.lines(for: crise.a.agent(role)).filter {
                $0.contains("les suivantes sont refusées")
            }
        }
        for partner in [crise.b, d] {
            func bring() throws {
                try crise.bring(
                    crise.notice(from: partner, to: crise.a), from: partner, to: crise.a)
            }
            for _ in 1..<IncidentDesk.openNoticeLimit { try bring() }
            #expect(try lines("dpo").allSatisfy { !$0.contains(partner.structure.text) })
            try bring()
            let refused = try crise.notice(from: partner, to: crise.a)
            let refusal = #expect(throws: Refusal.self) {
                try crise.bring(refused, from: partner, to: crise.a)
            }
            #expect(refusal?.code == .quota)
            // No key either: they would be as many as it likes.
            #expect(try crise.a.store.tablesNaming(refused.slip.id.text) == [])
            // Said once, to who can do something about it.
            #expect(try lines("dpo").count { $0.contains(partner.structure.text) } == 1)
            #expect(try lines("referent").isEmpty)
        }
        #expect(try crise.a.inbox().count == 2 * IncidentDesk.openNoticeLimit)
        try crise.enter(.cloture(motif: Crise.sealed), 1)
        func another() throws {
            try crise.bring(
                crise.notice(from: crise.b, to: crise.a), from: crise.b, to: crise.a)
        }
        try another()
        #expect(throws: Refusal.self) { try another() }
        // What another partner tells is taken.
        try crise.bring(crise.notice(from: crise.c, to: crise.a), from: crise.c, to: crise.a)
    }

    @Test("une notification ne rejoint pas un incident que nous avons déclaré nous-mêmes")
    func notOurs() throws {
        let n = try crise.declare([crise.b]).n
        let ours = try crise.deposit(n, to: crise.b)
        let pli = try crise.notice(from: crise.b, to: crise.a, remplace: ours.slip.id)
        try crise.bring(pli, from: crise.b, to: crise.a)
        #expect(try crise.incident(n).origine.isEmpty && crise.incident(n + 1).origine.count == 1)
    }

    @Test("une notification qui prend l'identifiant d'une des nôtres n'y change rien")
    func sameID() throws {
        let n = try crise.declare([crise.b]).n
        let ours = try crise.deposit(n, to: crise.b)
        let pli = try crise.notice(from: crise.b, to: crise.a, id: ours.slip.id)
        try crise.bring(pli, from: crise.b, to: crise.a)
        let answer = try crise.enter(crise.read(pli, type: .plainte, natures: []), nil)
        #expect(answer.n == n + 1)
        #expect(try crise.incident(n).type == .violation && crise.incident(n).told == nil)
        #expect(try crise.incident(n).natures == [.confidentialite])
        #expect(try crise.statut(n, .cnil) == .aNotifier)
    }

    @Test("la lecture n'est prise que de qui peut ouvrir le pli")
    func readers() throws {
        let pli = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(pli, from: crise.b, to: crise.a)
        for role in ["referent", "admin"] {
            try crise.refused(.interdit) { try crise.enter(crise.read(pli), nil, by: role) }
        }
        let logged = try crise.a.logged {
            let read = try crise.enter(crise.read(pli), nil)
            #expect(read.statut == .aQualifier)
        }
        #expect(logged == ["violation:fait:lue", "violation:fait:lue"])
        // To the referents, for want of a DPO.
        let other = try crise.notice(from: crise.b, to: crise.a, roles: [.referent])
        try crise.bring(other, from: crise.b, to: crise.a)
        try crise.refused(.interdit) { try crise.enter(crise.read(other), nil, by: "admin") }
        #expect(try crise.enter(crise.read(other), nil, by: "referent").n == 2)
    }

    @Test("lu deux fois, ou lu d'un incident clos, ne change rien ; lu d'autre chose est refusé")
    func readAgain() throws {
        let pli = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(pli, from: crise.b, to: crise.a)
        try crise.enter(crise.read(pli), nil)
        let version = try crise.a.desks.office.store.read { try $0.caseVersion() }
        #expect(
            try crise.enter(crise.read(pli, natures: [.disponibilite]), nil).natures == [.integrite]
        )
        #expect(try crise.a.desks.office.store.read { try $0.caseVersion() } == version)
        let other = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(other, from: crise.b, to: crise.a)
        try crise.enter(.cloture(motif: Crise.sealed), 2)
        #expect(try crise.enter(crise.read(other), nil).told == nil)
        let fiche = try crise.send(from: crise.b, to: crise.a)
        try crise.refused(.introuvable) { try crise.enter(crise.read(fiche), nil) }
        let foreign = try crise.notice(from: crise.c, to: crise.a)
        try crise.refused(.introuvable) { try crise.enter(crise.read(foreign), nil) }
    }

    @Test(
        "ce que dit une notification trouve nos personnes, et à qui d'autre nous les avons confiées"
    )
    func reach() throws {
        let d = try Maison("d.example", crise.horloge, type: .cph)
        try crise.a.meet(d)
        try d.meet(crise.a)
        let amina = crise.person("a")
        let named = try crise.send(from: crise.a, to: crise.b, about: [amina])
        try crise.send(from: crise.a, to: d, about: [amina])
        // Of other persons, and to others: not touched.
        try crise.send(from: crise.a, to: d, about: [crise.person("b")])
        let elsewhere = try crise.send(from: crise.a, to: d, about: [crise.person("c")])
        let pli = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(pli, from: crise.b, to: crise.a)
        let incident = try crise.enter(
            crise.read(pli, plis: [named.slip.id, named.slip.id, .random(), elsewhere.slip.id]),
            nil)
        #expect(incident.personnes == 1 && incident.enregistrements == 2)
        #expect(incident.partners == [d.structure])
        #expect(try crise.statut(1, .structure(d.structure)) == .aNotifier)
        #expect(try crise.statut(1, .cnil) == .aNotifier)
    }

    @Test("rien de ce que dit une notification n'est à nous : aucun délai ne court")
    func reachNothing() throws {
        let pli = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(pli, from: crise.b, to: crise.a)
        let incident = try crise.enter(crise.read(pli, plis: [.random()]), nil)
        #expect(incident.personnes == 0 && incident.statut == .aQualifier)
        #expect(try crise.a.desks.incidents.deadlines(of: incident).isEmpty)
        try crise.enter(.cloture(motif: nil), 1)
    }

    @Test("une suite, même lue avant la première ou sans plis, n'ôte rien de ce qui est touché")
    func laterPhase() throws {
        let fiche = try crise.send(from: crise.a, to: crise.b, about: [crise.person("a")])
        let first = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(first, from: crise.b, to: crise.a)
        let second = try crise.notice(from: crise.b, to: crise.a, remplace: first.slip.id)
        try crise.bring(second, from: crise.b, to: crise.a)
        try crise.enter(crise.read(first, plis: [fiche.slip.id]), nil)
        #expect(try crise.statut(1, .cnil) == .aNotifier)
        let incident = try crise.enter(crise.read(second, phase: 2), nil)
        #expect(incident.personnes == 1 && incident.enregistrements == 1)
        #expect(try crise.statut(1, .cnil) == .aNotifier)
    }

    @Test("la première, lue après sa suite, ne remplace pas ce que la suite dit")
    func outOfOrder() throws {
        let first = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(first, from: crise.b, to: crise.a)
        let second = try crise.notice(from: crise.b, to: crise.a, remplace: first.slip.id)
        try crise.bring(second, from: crise.b, to: crise.a)
        try crise.enter(crise.read(second, phase: 2, natures: [.confidentialite]), nil)
        let incident = try crise.enter(crise.read(first, phase: 1, natures: [.integrite]), nil)
        #expect(incident.told?.phase == 2 && incident.natures == [.confidentialite])
    }
}
