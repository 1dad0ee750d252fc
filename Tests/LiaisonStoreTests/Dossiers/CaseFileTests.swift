import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Testing

@Suite("Les dossiers du DPO")
struct CaseFileTests {
    let shelf: Shelf
    let her = Shelf.person(1)
    let today = CalendarDate(year: 2026, month: 11, day: 18)!

    init() throws { shelf = try Shelf() }

    @discardableResult
    private func open(_ kind: CaseKind, _ content: JSONObject = ["etape": "x"]) throws -> Int {
        try shelf.write { transaction in
            let n = try transaction.openCase(kind)
            try transaction.insert(
                content, in: kind, n: n, at: transaction.now, by: shelf.agent("dpo"))
            return n
        }
    }

    private func enter(
        _ fact: RequestFact, in n: Int, at seconds: Int64 = 0
    ) throws {
        try shelf.write {
            try $0.insert(
                fact.object, in: .demande, n: n, at: Shelf.start + seconds, by: shelf.agent("dpo"))
        }
    }

    private func opening() throws -> JSONObject {
        RequestFact.ouverture(
            .acces, recue: today, personnes: [her], details: try shelf.sealed(),
            identite: .verifiee
        ).object
    }

    @Test("un numéro ne sert qu'une fois, par genre, même après une restauration")
    func numbers() throws {
        #expect(try [open(.violation), open(.violation), open(.demande)] == [1, 2, 1])
        #expect(CaseKind.demande.ref(1) == "demande-1")
        try shelf.write { try $0.closeCase(.violation, n: 2) }
        #expect(try shelf.read { try $0.openCases(.violation) } == [1])
        #expect(try open(.violation) == 3)
        try shelf.write { try $0.beginAnew() }
        #expect(try [open(.violation), open(.demande)] == [1_001, 1_001])
        #expect(try shelf.read { try $0.openCases(.violation) } == [1, 3, 1_001])
        // Without a file there is no step.
        #expect(throws: StoreError.self) { try enter(.identite(.piece), in: 77) }
    }

    @Test("les étapes d'un dossier, de tous, des ouverts seuls, dans l'ordre de l'entrée")
    func steps() throws {
        let first = try open(.demande)
        let second = try open(.demande)
        try open(.violation)
        let version = try shelf.read { try $0.caseVersion() }
        try shelf.write {
            try $0.insert(
                ["etape": "suite"], effect: ["plis": 3], in: .demande, n: first,
                at: Shelf.start + 60, by: shelf.agent("dpo"))
        }
        #expect(try shelf.read { try $0.caseVersion() } > version)
        let steps = try shelf.read { try $0.caseSteps(.demande) }
        #expect(steps.map(\.n) == [first, second, first])
        let last = try #require(steps.last)
        #expect(last.content == ["etape": "suite"])
        #expect(last.effect == ["plis": 3])
        #expect((last.le, last.par) == (Shelf.start + 60, shelf.agent("dpo")))
        #expect(try shelf.read { try $0.caseSteps(.demande, n: first) }.count == 2)
        try shelf.write { try $0.closeCase(.demande, n: first) }
        #expect(try shelf.read { try $0.openCaseSteps(.demande) }.map(\.n) == [second])
        #expect(try shelf.read { try $0.openCaseSteps(.violation) }.count == 1)
    }

    @Test("un pli d'une demande est ouvert ou clos avec elle, au jour de sa dernière étape")
    func attached() throws {
        let (asked, notice) = (
            try shelf.receive(1, from: shelf.b) {
                $0.objet = .droits
                $0.modele = nil
            }.slip,
            try shelf.receive(2, from: shelf.b) {
                $0.objet = .violation
                $0.modele = nil
            }.slip
        )
        let (n, incident) = (try open(.demande), try open(.violation))
        #expect(try shelf.held(asked)?.dossier == nil)
        try shelf.write {
            try $0.attach(asked.key, toRequest: n)
            try $0.attach(notice.key, toIncident: incident)
            // A pli belongs to one file; said of another, nothing moves.
            try $0.attach(asked.key, toRequest: n + 1)
        }
        #expect(try shelf.read { try $0.request(of: asked.key) } == n)
        #expect(try shelf.read { try $0.incident(of: notice.key) } == incident)
        #expect(try shelf.held(asked)?.dossier == .open)
        #expect(try shelf.held(notice)?.dossier == .open)
        #expect(try shelf.read { try $0.openRequests(of: shelf.b) } == 1)
        try enter(.cloture(motif: nil), in: n, at: 3 * Shelf.day)
        try shelf.write { try $0.closeCase(.demande, n: n) }
        let end = try #require(CalendarDate("2026-11-21"))
        #expect(try shelf.held(asked)?.dossier == .closed(end))
        #expect(try shelf.held(notice)?.dossier == .open)
        #expect(try shelf.read { try $0.openRequests(of: shelf.b) } == 0)
    }

    @Test("ce qui répond à un pli d'une demande va avec elle, si c'est à qui l'avait écrit")
    func answers() throws {
        let asked = try shelf.receive(1, from: shelf.b) {
            $0.objet = .droits
            $0.modele = nil
        }.slip
        let n = try open(.demande)
        try shelf.write { try $0.attach(asked.key, toRequest: n) }
        func message(_ id: Int, to: StructureName) throws -> PliKey {
            try shelf.send(id, to: to) {
                $0.objet = .anomalie
                $0.modele = nil
                $0.reponseA = asked.id
            }.slip.key
        }
        let (answer, stray) = (try message(2, to: shelf.b), try message(3, to: shelf.c))
        #expect(try shelf.read { try $0.request(of: answer) } == n)
        #expect(try shelf.read { try $0.request(of: stray) } == nil)
    }

    @Test("une réponse d'accès porte les plis que son auteur dit qu'elle copie")
    func contents() throws {
        let n = try open(.demande, try opening())
        let copied = PliKey(de: shelf.b, id: Shelf.id(7))
        let answer = try shelf.send(1, to: shelf.a) {
            $0.objet = .reponseDroits
            $0.modele = nil
        }.slip
        try shelf.write { try $0.attach(answer.key, toRequest: n) }
        #expect(try shelf.held(answer)?.contents == [])
        try enter(.reponse(id: Shelf.id(9), plis: []), in: n)
        try enter(.reponse(id: answer.id, plis: [copied]), in: n)
        #expect(try shelf.held(answer)?.contents == [copied])
    }

    @Test("les demandes d'un partenaire auxquelles rien ne répond encore")
    func withoutRequest() throws {
        let slips = try (1...4).map { n in
            try shelf.receive(n, from: shelf.b) {
                $0.objet = n == 4 ? .anomalie : .droits
                $0.modele = nil
            }.slip
        }
        func left(_ limit: Int = 9) throws -> [PliID] {
            try shelf.read { try $0.rightsWithoutRequest(limit: limit) }.map(\.id)
        }
        #expect(try left() == [1, 2, 3].map(Shelf.id))
        #expect(try left(2).count == 2)
        let n = try open(.demande)
        try shelf.write { try $0.attach(slips[0].key, toRequest: n) }
        _ = try shelf.write {
            try $0.insert(
                .droits(
                    de: shelf.b, id: Shelf.id(2), personnes: [her], demande: .rectification),
                by: shelf.agent("dpo"))
        }
        #expect(try left() == [Shelf.id(3)])
    }

    @Test("une demande finie depuis assez longtemps ne nomme plus personne ; ce qui fut fait reste")
    func anonymous() throws {
        let n = try open(.demande, try opening())
        try enter(.refus(motif: try shelf.sealed()), in: n, at: 100)
        func ended(before seconds: Int64) throws -> [Int] {
            try shelf.read { try $0.endedRequests(before: Shelf.start + seconds) }
        }
        #expect(try ended(before: 1_000).isEmpty)
        try shelf.write { try $0.closeCase(.demande, n: n) }
        #expect(try ended(before: 100).isEmpty)
        #expect(try ended(before: 101) == [n])
        try shelf.write { try $0.anonymise(request: n) }
        #expect(try ended(before: 1_000).isEmpty)
        let facts = try shelf.read { try $0.caseSteps(.demande, n: n) }
            .map { try RequestFact($0.content) }
        #expect(
            facts == [
                .ouverture(
                    .acces, recue: today, personnes: [], details: nil, identite: .verifiee),
                .refus(motif: nil),
            ])
    }
}
