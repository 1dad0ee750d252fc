import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Ce qu'un incident ouvert garde")
struct EvidenceTests {
    let crisis: Crisis

    init() throws { crisis = try Crisis() }

    private func prune() throws {
        for _ in 0..<2 { try crisis.a.desks.logbook.pruneLog(months: 6) }
    }

    private func acts(_ ref: String) throws -> [String] {
        var filter = LogFilter()
        filter.ref = ref
        return try crisis.a.desks.office.store.read { try $0.records(filter, count: 100) }
            .compactMap { try $0.line.map { try LogRecord(line: $0).acte } }
    }

    @Test("l'élagage épargne autant de références qu'un incident en touche : plus de 32 766")
    func many() throws {
        let touched = try crisis.send(from: crisis.a, to: crisis.b)
        let other = try crisis.send(from: crisis.a, to: crisis.c)
        let numbers = (0..<40_000).map { "essai-\($0)" }
        var cited = CitedRecords()
        func spared(_ pli: Pli) throws -> Bool {
            var filter = LogFilter()
            filter.ref = pli.slip.id.text
            return try crisis.a.store.read { view in
                let runs = try view.prunable(
                    below: .max, before: crisis.now + 1, limit: 1_000, besides: cited)
                let records = try view.records(filter, count: 100).map(\.n)
                return !records.isEmpty
                    && records.allSatisfy { n in !runs.contains { $0.contains(n) } }
            }
        }
        #expect(try !spared(touched) && !spared(other))
        cited.refs = Set(numbers + [touched.slip.id.text])
        #expect(try spared(touched) && !spared(other))
        cited.persons = Set(numbers)
        cited.partners = Set(numbers + [crisis.c.structure.text])
        #expect(try spared(touched) && spared(other))
    }

    @Test("l'élagage épargne ce qu'un incident ouvert cite, jusqu'à sa clôture")
    func log() throws {
        let touched = try crisis.send(from: crisis.a, to: crisis.b)
        let other = try crisis.send(from: crisis.a, to: crisis.c)
        let n = try crisis.declare([crisis.b]).n
        let notice = try crisis.deposit(n, to: crisis.b)
        let received = try crisis.notice(from: crisis.c, to: crisis.a)
        try crisis.bring(received, from: crisis.c, to: crisis.a)
        try crisis.a.desks.logbook.signCheckpoint(isUrgent: true)
        crisis.wait(400 * 86_400)
        try prune()
        #expect(try acts(touched.slip.id.text).contains("depot"))
        #expect(try acts("violation-\(n)").count >= 2)
        #expect(try acts(notice.slip.id.text) == ["depot"])
        #expect(try acts(received.slip.id.text) == ["reception"])
        #expect(try acts(other.slip.id.text) == [])
        try crisis.enter(.cloture(motif: Crisis.sealed), n)
        try prune()
        #expect(try acts(touched.slip.id.text) == [] && acts(notice.slip.id.text) == [])
        #expect(try acts("violation-\(n)") == ["violation"])
        #expect(try acts(received.slip.id.text) == ["reception"])
        try crisis.enter(.cloture(motif: Crisis.sealed), n + 1)
        try prune()
        #expect(try acts(received.slip.id.text) == [])
    }

    @Test("le registre des transmissions aussi garde ce qu'un incident ouvert cite")
    func register() throws {
        let cited = try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("a")])
        let other = try crisis.send(from: crisis.a, to: crisis.b, about: [crisis.person("b")])
        try crisis.destroy(cited)
        try crisis.destroy(other)
        let n = try crisis.declare(
            Crisis.scope { $0.fiches = [PliKey(de: crisis.a.structure, id: cited.slip.id)] }
        ).n
        func held() throws -> Set<PliID> {
            Set(
                try crisis.a.desks.office.store.read { try $0.registered(after: nil, limit: 100) }
                    .map(\.id))
        }
        #expect(try held() == [cited.slip.id, other.slip.id])
        let later = ParisTime.date(at: crisis.now).adding(months: 200)
        try crisis.a.desks.retention.forgetRegister(on: later)
        #expect(try held() == [cited.slip.id])
        try crisis.enter(.cloture(motif: Crisis.sealed), n)
        try crisis.a.desks.retention.forgetRegister(on: later)
        #expect(try held() == [])
    }
}
