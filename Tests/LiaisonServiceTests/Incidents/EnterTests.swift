import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Étapes d'un incident, telles que le service les prend")
struct EnterTests {
    let crise: Crise

    init() throws { crise = try Crise() }

    private var b: NoticeAddressee { .structure(crise.b.structure) }

    @Test(
        "n'importe quel agent déclare, et le journal dit quoi ; arrêter des envois est au DPO",
        arguments: ["referent", "dpo", "admin"])
    func declare(role: String) throws {
        let isDPO = role == "dpo"
        let arrets = isDPO ? [crise.b.structure] : []
        let scope = Crise.scope { $0.partenaires = [crise.b.structure] }
        if !isDPO {
            #expect(throws: Refusal.self) {
                try crise.enter(
                    Crise.declaration(
                        at: crise.now, portee: scope, arrets: [crise.b.structure]), nil,
                    by: role)
            }
        }
        let logged = try crise.a.logged {
            let incident = try crise.enter(
                Crise.declaration(at: crise.now, portee: scope, arrets: arrets), nil, by: role)
            #expect(incident.n == 1 && incident.statut == .aQualifier)
            #expect(incident.par == crise.a.name(role) && incident.declaree == crise.now)
            #expect(incident.arrets == Set(arrets))
        }
        #expect(
            logged == ["violation:fait:declaree"]
                + (isDPO ? ["violation:fait:envois-arretes"] : []))
    }

    @Test("les numéros se suivent et ne servent qu'une fois")
    func numbers() throws {
        #expect(try crise.declare([crise.b]).n == 1)
        #expect(try crise.declare(.plainte, [crise.b]).n == 2)
        try crise.enter(.cloture(motif: Crise.sealed), 2)
        #expect(try crise.declare([crise.b]).n == 3)
        #expect(
            try crise.a.desks.incidents.incidents(for: crise.a.agent("dpo")).map(\.n) == [1, 2, 3])
    }

    @Test(
        "un numéro qu'aucun incident ne porte n'entre pas au journal : c'est peut-être celui d'une personne"
    )
    func unknownNumber() throws {
        let n = try crise.declare([crise.b]).n
        let dpo = try crise.a.agent("dpo")
        #expect(
            try crise.a.desks.incidents.incidents(for: dpo, n: 4_486_323_747, isReading: true)
                .isEmpty)
        #expect(try crise.a.desks.incidents.incidents(for: dpo, n: n, isReading: true).count == 1)
        let lines = try crise.a.desks.office.store.read { try $0.leaves(from: 0, count: 10_000) }
            .compactMap(\.line)
        #expect(!lines.contains { $0.contains("4486323747") })
        #expect(lines.contains { $0.contains("\"violation-\(n)\"") && $0.contains("lecture") })
    }

    @Test("le reste est au DPO, et la liste aussi", arguments: ["referent", "admin"])
    func roles(role: String) throws {
        let n = try crise.declare([crise.b]).n
        let steps: [IncidentFact] = [
            Crise.qualification { $0.risque = .limite }, crise.notified(.cnil),
            .retard(.cnil, motif: Crise.sealed), .envois(crise.b.structure, isStopped: true),
            .cloture(motif: Crise.sealed),
            .fichier(pour: crise.b.structure, id: .random(), phase: 1),
        ]
        for step in steps {
            try crise.refused(.interdit) { try crise.enter(step, n, by: role) }
        }
        try crise.refused(.interdit) {
            _ = try crise.a.desks.incidents.incidents(for: crise.a.agent(role))
        }
    }

    @Test("le service écrit seul ce qui est de lui")
    func ownSteps() throws {
        let n = try crise.declare([crise.b]).n
        let id = PliID.random()
        for step in [
            IncidentFact.avis(pour: crise.b.structure, id: id, phase: 1),
            .accuse(pour: crise.b.structure, id: id, statut: .remis, le: crise.now),
            .recu(de: crise.b.structure, id: id),
        ] { try crise.refused(.interdit) { try crise.enter(step, n, by: "admin") } }
        for step in [
            IncidentFact.avis(pour: crise.b.structure, id: id, phase: 1),
            .accuse(pour: crise.b.structure, id: id, statut: .remis, le: crise.now),
            .recu(de: crise.b.structure, id: id),
        ] { try crise.refused(.invalide) { try crise.enter(step, n) } }
    }

    @Test("un moment à venir est refusé, à une minute près")
    func future() throws {
        try crise.refused(.invalide) { try crise.declare(at: crise.now + 61, [crise.b]) }
        let n = try crise.declare(at: crise.now + 60, [crise.b]).n
        let moments: [(inout IncidentFact.Moments, Instant) -> Void] = [
            { $0.soupcon = $1 }, { $0.decouverte = $1 }, { $0.reception = $1 },
            { $0.connaissance = $1 },
        ]
        for set in moments {
            try crise.refused(.invalide) {
                try crise.qualify(n) { set(&$0.moments, crise.now + 61) }
            }
        }
        try crise.refused(.invalide) { try crise.enter(crise.notified(b, at: crise.now + 61), n) }
        #expect(try crise.enter(crise.notified(b, at: crise.now + 60), n).made.count == 1)
    }

    @Test("un partenaire inconnu, soi-même, ou l'agent d'un autre : refusé")
    func names() throws {
        let unknown = try #require(StructureName("inconnu.example"))
        let n = try crise.declare([crise.b]).n
        for name in [unknown, crise.a.structure] {
            let scope = Crise.scope { $0.partenaires = [name] }
            try crise.refused(.introuvable) { try crise.declare(scope) }
            try crise.refused(.introuvable) { try crise.qualify(n) { $0.portee = scope } }
            try crise.refused(.introuvable) {
                try crise.enter(.envois(name, isStopped: true), n)
            }
            try crise.refused(.conflit) {
                try crise.enter(.fichier(pour: name, id: .random(), phase: 1), n)
            }
            try crise.refused(.introuvable) {
                _ = try crise.a.desks.incidents.enter(
                    Crise.declaration(
                        at: crise.now, portee: IncidentScope(), arrets: [name]), incident: nil,
                    by: crise.a.agent("dpo"))
            }
        }
        for scope in [
            Crise.scope { $0.agents = [crise.b.name("dpo")] },
            Crise.scope { $0.cles = [crise.b.name("dpo")] },
        ] { try crise.refused(.invalide) { try crise.declare(scope) } }
    }

    @Test("une plainte nomme le partenaire qu'elle concerne")
    func complaint() throws {
        try crise.refused(.invalide) { try crise.declare(.plainte, []) }
        try crise.refused(.invalide) {
            try crise.declare(.plainte, Crise.scope { $0.tout = true })
        }
        let incident = try crise.declare(.plainte, [crise.b])
        #expect(incident.type == .plainte && incident.moments.reception == crise.now)
        #expect(try crise.a.desks.incidents.deadlines(of: incident).map(\.destinataire) == [b])
    }

    @Test("sans numéro, d'un incident inconnu ou clos, une étape est refusée")
    func numbersOfSteps() throws {
        let n = try crise.declare([crise.b]).n
        let step = Crise.qualification { $0.risque = .limite }
        try crise.refused(.invalide) { try crise.enter(step, nil) }
        for unknown in [0, -1, n + 1, .max] {
            try crise.refused(.introuvable) { try crise.enter(step, unknown) }
        }
        try crise.enter(.cloture(motif: Crise.sealed), n)
        for step in [
            step, crise.notified(b), .cloture(motif: Crise.sealed),
            .envois(crise.b.structure, isStopped: true),
        ] { try crise.refused(.conflit) { try crise.enter(step, n) } }
        #expect(try crise.incident(n).statut == .close)
    }

    @Test("qui n'a pas à être prévenu ne s'enregistre pas ; ajouté, il le peut")
    func notConcerned() throws {
        let n = try crise.declare([crise.b]).n
        let other = try Maison("d.example", crise.horloge, type: .cph)
        try crise.a.meet(other)
        let addressee = NoticeAddressee.structure(other.structure)
        try crise.refused(.conflit) { try crise.enter(crise.notified(addressee), n) }
        try crise.refused(.conflit) {
            try crise.enter(.retard(addressee, motif: Crise.sealed), n)
        }
        try crise.qualify(n) { $0.portee.partenaires = [other.structure] }
        try crise.enter(crise.notified(addressee), n)
        #expect(try crise.statut(n, addressee) == .notifie)
        // The direction of the OFII stands for it.
        try crise.enter(crise.notified(.structure(crise.c.structure)), n)
        #expect(try crise.statut(n, .ofii) == .notifie)
    }

    @Test("prévenu avant de savoir : refusé")
    func tooEarly() throws {
        let n = try crise.declare([crise.b]).n
        try crise.refused(.invalide) { try crise.enter(crise.notified(b, at: crise.now + -1), n) }
        try crise.qualify(n) { $0.moments.soupcon = crise.now + -3_600 }
        try crise.enter(crise.notified(.ofii, at: crise.now + -3_600), n)
        #expect(try crise.statut(n, .ofii) == .notifie)
    }

    @Test("prévenu après l'échéance : un motif d'abord ; à l'échéance même, non")
    func late() throws {
        let start = crise.now
        let n = try crise.declare([crise.b]).n
        crise.wait(40 * 3_600)
        let end = start + 36 * 3_600
        try crise.refused(.conflit) { try crise.enter(crise.notified(b, at: end + 1), n) }
        try crise.enter(crise.notified(b, at: end), n)
        #expect(try crise.statut(n, b) == .notifie)
        let other = try crise.declare(at: start, [crise.b]).n
        try crise.refused(.conflit) { try crise.enter(crise.notified(b), other) }
        // The reason of one is not the reason of the other.
        try crise.enter(.retard(.ofii, motif: Crise.sealed), other)
        try crise.refused(.conflit) { try crise.enter(crise.notified(b), other) }
        try crise.enter(.retard(b, motif: Crise.sealed), other)
        let logged = try crise.a.logged { try crise.enter(crise.notified(b), other) }
        #expect(logged == ["violation:fait:notifiee-hors"])
        #expect(try crise.statut(other, b) == .notifieEnRetard)
        // The persons have no hour.
        try crise.qualify(other) { $0.risque = .eleve }
        try crise.enter(crise.notified(.personnes), other)
        #expect(try crise.statut(other, .personnes) == .notifie)
    }

    @Test("un incident se clôt quand tous sont prévenus ou n'ont pas à l'être, sinon avec un motif")
    func closing() throws {
        let n = try crise.declare([crise.b]).n
        func closes() throws { try crise.enter(.cloture(motif: nil), n) }
        try crise.refused(.conflit, closes)
        try crise.enter(crise.notified(b), n)
        try crise.enter(crise.notified(.ofii), n)
        try crise.enter(crise.notified(.cnil), n)
        // How much the persons risk is not said yet.
        try crise.refused(.conflit, closes)
        try crise.qualify(n) { $0.risque = .eleve }
        try crise.refused(.conflit, closes)
        try crise.enter(crise.notified(.personnes), n)
        let logged = try crise.a.logged { try closes() }
        #expect(logged == ["violation:fait:close"])
        let other = try crise.declare([crise.b]).n
        try crise.enter(.cloture(motif: Crise.sealed), other)
        #expect(try crise.incident(other).cloture == crise.now)
    }

    @Test("prévenu en retard par l'accusé : la clôture demande pourquoi")
    func closingLate() throws {
        let n = try crise.declare(.plainte, [crise.b]).n
        crise.wait(37 * 3_600)
        let pli = try crise.deposit(n, to: crise.b)
        crise.wait(60)
        try crise.receipt(pli, of: crise.b, .remis, at: crise.now)
        #expect(try crise.statut(n, b) == .notifieEnRetard)
        #expect(
            try crise.a.desks.reminders.lines(for: crise.a.agent("dpo")).contains {
                $0.contains("prévenu en retard")
            })
        try crise.refused(.conflit) { try crise.enter(.cloture(motif: nil), n) }
        try crise.enter(.retard(b, motif: Crise.sealed), n)
        try crise.enter(.cloture(motif: nil), n)
        #expect(try !crise.incident(n).isOpen)
        #expect(
            try crise.a.desks.reminders.lines(for: crise.a.agent("dpo")).allSatisfy {
                !$0.contains("ncident")
            })
    }

    @Test("une notification reçue que personne n'a ouverte ne se clôt qu'avec un motif")
    func closingUnread() throws {
        let pli = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(pli, from: crise.b, to: crise.a)
        try crise.refused(.conflit) { try crise.enter(.cloture(motif: nil), 1) }
        try crise.enter(.cloture(motif: Crise.sealed), 1)
        #expect(try crise.incident(1).statut == .close)
    }

    @Test("chaque étape laisse sa ligne au journal, sous le numéro de l'incident")
    func log() throws {
        let n = try crise.declare([crise.b]).n
        let steps: [(IncidentFact, [String])] = [
            (Crise.qualification { $0.risque = .limite }, ["violation:fait:qualifiee"]),
            (
                Crise.qualification { $0.moments.connaissance = crise.now },
                ["violation:fait:corrigee"]
            ),
            (Crise.qualification { $0.sans = [crise.c.structure] }, ["violation:fait:corrigee"]),
            (.retard(b, motif: Crise.sealed), ["violation:fait:retard-motive"]),
            (crise.notified(.cnil), ["violation:fait:notifiee-hors"]),
            (
                .fichier(pour: crise.b.structure, id: .random(), phase: 1),
                ["violation:fait:notifiee"]
            ),
            (.envois(crise.b.structure, isStopped: true), ["violation:fait:envois-arretes"]),
            (.envois(crise.b.structure, isStopped: false), ["violation:fait:envois-repris"]),
            (.cloture(motif: Crise.sealed), ["violation:fait:close"]),
        ]
        for (step, lines) in steps {
            #expect(try crise.a.logged { try crise.enter(step, n) } == lines)
        }
        var filter = LogFilter()
        filter.ref = "violation-\(n)"
        let records = try crise.a.desks.office.store.read { try $0.records(filter, count: 100) }
        #expect(records.count == steps.count + 1)
    }

    @Test("un incident à qualifier est rappelé au DPO seul")
    func reminders() throws {
        let n = try crise.declare([crise.b]).n
        func lines(_ role: String) throws -> [String] {
            try crise.a.desks.reminders.lines(for: crise.a.agent(role)).filter {
                $0.contains("à qualifier")
            }
        }
        #expect(try lines("dpo").count == 1 && lines("referent").isEmpty && lines("admin").isEmpty)
        try crise.qualify(n) { $0.risque = .limite }
        #expect(try lines("dpo").isEmpty)
    }

    @Test("ce qui court se voit de tous, le plus urgent d'abord")
    func countdowns() throws {
        let n = try crise.declare([crise.b]).n
        try crise.qualify(n) { $0.risque = .limite }
        let pli = try crise.notice(from: crise.b, to: crise.a)
        try crise.bring(pli, from: crise.b, to: crise.a)
        func running() throws -> [String] {
            try crise.a.desks.incidents.countdowns().running.map {
                "\($0.n) \($0.deadline?.destinataire.description ?? "à lire")"
            }
        }
        #expect(try running() == ["1 ofii", "1 b.example", "1 cnil", "2 à lire"])
        try crise.enter(crise.notified(.ofii), n)
        #expect(try running() == ["1 b.example", "1 cnil", "2 à lire"])
        crise.wait(80 * 3_600)
        #expect(try running() == ["1 b.example", "1 cnil", "2 à lire"])
        try crise.enter(.cloture(motif: Crise.sealed), n)
        #expect(try running() == ["2 à lire"])
    }
}
