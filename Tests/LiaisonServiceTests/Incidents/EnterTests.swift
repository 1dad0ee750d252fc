import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Étapes d'un incident, telles que le service les prend")
struct EnterTests {
    let crisis: Crisis

    init() throws { crisis = try Crisis() }

    var b: NoticeAddressee { .structure(crisis.b.structure) }

    @Test(
        "n'importe quel agent déclare, et le journal dit quoi ; arrêter des envois est au DPO",
        arguments: ["referent", "dpo", "admin"])
    func declare(role: String) throws {
        let isDPO = role == "dpo"
        let arrets = isDPO ? [crisis.b.structure] : []
        let scope = Crisis.scope { $0.partenaires = [crisis.b.structure] }
        if !isDPO {
            #expect(throws: Refusal.self) {
                try crisis.enter(
                    Crisis.declaration(
                        at: crisis.now, portee: scope, arrets: [crisis.b.structure]), nil,
                    by: role)
            }
        }
        let logged = try crisis.a.logged {
            let incident = try crisis.enter(
                Crisis.declaration(at: crisis.now, portee: scope, arrets: arrets), nil, by: role)
            #expect(incident.n == 1 && incident.statut == .aQualifier)
            #expect(incident.par == crisis.a.name(role) && incident.declaree == crisis.now)
            #expect(incident.arrets == Set(arrets))
        }
        #expect(
            logged == ["violation:fait:declaree"]
                + (isDPO ? ["violation:fait:envois-arretes"] : []))
    }

    @Test("les numéros se suivent et ne servent qu'une fois")
    func numbers() throws {
        #expect(try crisis.declare([crisis.b]).n == 1)
        #expect(try crisis.declare(.plainte, [crisis.b]).n == 2)
        try crisis.enter(.cloture(motif: Crisis.sealed), 2)
        #expect(try crisis.declare([crisis.b]).n == 3)
        #expect(
            try crisis.a.desks.incidents.incidents(for: crisis.a.agent("dpo")).map(\.n) == [
                1, 2, 3,
            ])
    }

    @Test(
        "un numéro qu'aucun incident ne porte n'entre pas au journal : c'est peut-être celui d'une personne"
    )
    func unknownNumber() throws {
        let n = try crisis.declare([crisis.b]).n
        let dpo = try crisis.a.agent("dpo")
        #expect(
            try crisis.a.desks.incidents.incidents(for: dpo, n: 4_486_323_747, isReading: true)
                .isEmpty)
        #expect(try crisis.a.desks.incidents.incidents(for: dpo, n: n, isReading: true).count == 1)
        let lines = try crisis.a.desks.office.store.read { try $0.leaves(from: 0, count: 10_000) }
            .compactMap(\.line)
        #expect(!lines.contains { $0.contains("4486323747") })
        #expect(lines.contains { $0.contains("\"violation-\(n)\"") && $0.contains("lecture") })
    }

    @Test("le reste est au DPO, et la liste aussi", arguments: ["referent", "admin"])
    func roles(role: String) throws {
        let n = try crisis.declare([crisis.b]).n
        let steps: [IncidentFact] = [
            Crisis.qualification { $0.risque = .limite }, crisis.notified(.cnil),
            .retard(.cnil, motif: Crisis.sealed), .envois(crisis.b.structure, isStopped: true),
            .cloture(motif: Crisis.sealed),
            .fichier(pour: crisis.b.structure, id: .random(), phase: 1),
        ]
        for step in steps {
            try crisis.refused(.interdit) { try crisis.enter(step, n, by: role) }
        }
        try crisis.refused(.interdit) {
            _ = try crisis.a.desks.incidents.incidents(for: crisis.a.agent(role))
        }
    }

    @Test("le service écrit seul ce qui est de lui")
    func ownSteps() throws {
        let n = try crisis.declare([crisis.b]).n
        let id = PliID.random()
        for step in [
            IncidentFact.avis(pour: crisis.b.structure, id: id, phase: 1),
            .accuse(pour: crisis.b.structure, id: id, statut: .remis, le: crisis.now),
            .recu(de: crisis.b.structure, id: id),
        ] { try crisis.refused(.interdit) { try crisis.enter(step, n, by: "admin") } }
        for step in [
            IncidentFact.avis(pour: crisis.b.structure, id: id, phase: 1),
            .accuse(pour: crisis.b.structure, id: id, statut: .remis, le: crisis.now),
            .recu(de: crisis.b.structure, id: id),
        ] { try crisis.refused(.invalide) { try crisis.enter(step, n) } }
    }

    @Test("un moment à venir est refusé, à une minute près")
    func future() throws {
        try crisis.refused(.invalide) { try crisis.declare(at: crisis.now + 61, [crisis.b]) }
        let n = try crisis.declare(at: crisis.now + 60, [crisis.b]).n
        let moments: [(inout IncidentFact.Moments, Instant) -> Void] = [
            { $0.soupcon = $1 }, { $0.decouverte = $1 }, { $0.reception = $1 },
            { $0.connaissance = $1 },
        ]
        for set in moments {
            try crisis.refused(.invalide) {
                try crisis.qualify(n) { set(&$0.moments, crisis.now + 61) }
            }
        }
        try crisis.refused(.invalide) {
            try crisis.enter(crisis.notified(b, at: crisis.now + 61), n)
        }
        #expect(try crisis.enter(crisis.notified(b, at: crisis.now + 60), n).made.count == 1)
    }

    @Test("un partenaire inconnu, soi-même, ou l'agent d'un autre : refusé")
    func names() throws {
        let unknown = try #require(StructureName("inconnu.example"))
        let n = try crisis.declare([crisis.b]).n
        for name in [unknown, crisis.a.structure] {
            let scope = Crisis.scope { $0.partenaires = [name] }
            try crisis.refused(.introuvable) { try crisis.declare(scope) }
            try crisis.refused(.introuvable) { try crisis.qualify(n) { $0.portee = scope } }
            try crisis.refused(.introuvable) {
                try crisis.enter(.envois(name, isStopped: true), n)
            }
            try crisis.refused(.conflit) {
                try crisis.enter(.fichier(pour: name, id: .random(), phase: 1), n)
            }
            try crisis.refused(.introuvable) {
                _ = try crisis.a.desks.incidents.enter(
                    Crisis.declaration(
                        at: crisis.now, portee: IncidentScope(), arrets: [name]), incident: nil,
                    by: crisis.a.agent("dpo"))
            }
        }
        for scope in [
            Crisis.scope { $0.agents = [crisis.b.name("dpo")] },
            Crisis.scope { $0.cles = [crisis.b.name("dpo")] },
        ] { try crisis.refused(.invalide) { try crisis.declare(scope) } }
    }

    @Test("une plainte nomme le partenaire qu'elle concerne")
    func complaint() throws {
        try crisis.refused(.invalide) { try crisis.declare(.plainte, []) }
        try crisis.refused(.invalide) {
            try crisis.declare(.plainte, Crisis.scope { $0.tout = true })
        }
        let incident = try crisis.declare(.plainte, [crisis.b])
        #expect(incident.type == .plainte && incident.moments.reception == crisis.now)
        #expect(try crisis.a.desks.incidents.deadlines(of: incident).map(\.destinataire) == [b])
    }

    @Test("sans numéro, d'un incident inconnu ou clos, une étape est refusée")
    func numbersOfSteps() throws {
        let n = try crisis.declare([crisis.b]).n
        let step = Crisis.qualification { $0.risque = .limite }
        try crisis.refused(.invalide) { try crisis.enter(step, nil) }
        for unknown in [0, -1, n + 1, .max] {
            try crisis.refused(.introuvable) { try crisis.enter(step, unknown) }
        }
        try crisis.enter(.cloture(motif: Crisis.sealed), n)
        for step in [
            step, crisis.notified(b), .cloture(motif: Crisis.sealed),
            .envois(crisis.b.structure, isStopped: true),
        ] { try crisis.refused(.conflit) { try crisis.enter(step, n) } }
        #expect(try crisis.incident(n).statut == .close)
    }

    @Test("chaque étape laisse sa ligne au journal, sous le numéro de l'incident")
    func log() throws {
        let n = try crisis.declare([crisis.b]).n
        let steps: [(IncidentFact, [String])] = [
            (Crisis.qualification { $0.risque = .limite }, ["violation:fait:qualifiee"]),
            (
                Crisis.qualification { $0.moments.connaissance = crisis.now },
                ["violation:fait:corrigee"]
            ),
            (Crisis.qualification { $0.sans = [crisis.c.structure] }, ["violation:fait:corrigee"]),
            (.retard(b, motif: Crisis.sealed), ["violation:fait:retard-motive"]),
            (crisis.notified(.cnil), ["violation:fait:notifiee-hors"]),
            (
                .fichier(pour: crisis.b.structure, id: .random(), phase: 1),
                ["violation:fait:notifiee"]
            ),
            (.envois(crisis.b.structure, isStopped: true), ["violation:fait:envois-arretes"]),
            (.envois(crisis.b.structure, isStopped: false), ["violation:fait:envois-repris"]),
            (.cloture(motif: Crisis.sealed), ["violation:fait:close"]),
        ]
        for (step, lines) in steps {
            #expect(try crisis.a.logged { try crisis.enter(step, n) } == lines)
        }
        var filter = LogFilter()
        filter.ref = "violation-\(n)"
        let records = try crisis.a.desks.office.store.read { try $0.records(filter, count: 100) }
        #expect(records.count == steps.count + 1)
    }

    @Test("un incident à qualifier est rappelé au DPO seul")
    func reminders() throws {
        let n = try crisis.declare([crisis.b]).n
        func lines(_ role: String) throws -> [String] {
            try crisis.a.desks.reminders.lines(for: crisis.a.agent(role)).filter {
                $0.contains("à qualifier")
            }
        }
        #expect(try lines("dpo").count == 1 && lines("referent").isEmpty && lines("admin").isEmpty)
        try crisis.qualify(n) { $0.risque = .limite }
        #expect(try lines("dpo").isEmpty)
    }

    @Test("ce qui court se voit de tous, le plus urgent d'abord")
    func countdowns() throws {
        let n = try crisis.declare([crisis.b]).n
        try crisis.qualify(n) { $0.risque = .limite }
        let pli = try crisis.notice(from: crisis.b, to: crisis.a)
        try crisis.bring(pli, from: crisis.b, to: crisis.a)
        func running() throws -> [String] {
            try crisis.a.desks.incidents.countdowns().running.map {
                "\($0.n) \($0.deadline?.destinataire.description ?? "à lire")"
            }
        }
        #expect(try running() == ["1 ofii", "1 b.example", "1 cnil", "2 à lire"])
        try crisis.enter(crisis.notified(.ofii), n)
        #expect(try running() == ["1 b.example", "1 cnil", "2 à lire"])
        crisis.wait(80 * 3_600)
        #expect(try running() == ["1 b.example", "1 cnil", "2 à lire"])
        try crisis.enter(.cloture(motif: Crisis.sealed), n)
        #expect(try running() == ["2 à lire"])
    }
}
