import LiaisonSchema
import LiaisonStore
import Testing

@Suite("De qui parle un pli")
struct AnnotationTests {
    let shelf: Shelf
    let her = Shelf.person(1)
    let him = Shelf.person(2)

    init() throws { shelf = try Shelf() }

    private func person(_ n: Int) throws -> PersonIndex? {
        try shelf.read { try $0.person(of: Shelf.id(n)) }
    }

    private func about(_ persons: [PersonIndex]) throws -> [PliID] {
        try shelf.read { try $0.heldFiches(about: persons) }.map(\.id)
    }

    private func unannotated() throws -> [PliID] {
        try shelf.read { try $0.unannotated(besides: 1, limit: 9) }.map(\.id).sorted {
            $0.text < $1.text
        }
    }

    @Test("la dernière parole compte ; la redire ne change rien, y revenir si")
    func lastWord() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        #expect(try person(1) == nil)
        try shelf.annotate(slip, her)
        try shelf.annotate(slip, him)
        #expect(try person(1) == him)
        #expect(try about([her]).isEmpty)
        #expect(try about([him]) == [Shelf.id(1)])
        let before = try shelf.count("annotations")
        try shelf.annotate(slip, him, at: 9)
        #expect(try shelf.count("annotations") == before)
        try shelf.annotate(slip, her, at: 10)
        #expect(try person(1) == her)
        #expect(try shelf.held(slip)?.persons == [her])
        #expect(try about([him]).isEmpty)
    }

    @Test("chaque version de la clé a le sien")
    func versions() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        let again = Shelf.person(3, version: 2)
        try shelf.annotate(slip, her)
        try shelf.annotate(slip, again)
        #expect(try person(1) == again)
        #expect(Set(try #require(try shelf.held(slip)).persons) == [her, again])
        // Of version 1 it still stands last: said again, nothing moves.
        try shelf.annotate(slip, her)
        #expect(try person(1) == again)
        #expect(try about([her, again]) == [Shelf.id(1)])
    }

    @Test("un tableau mensuel est à propos de chacune, et n'est de personne au journal")
    func table() throws {
        let slip = try shelf.send(1, to: shelf.b) {
            $0.objet = .tableauOFII
            $0.modele = nil
        }.slip
        try shelf.annotate(slip, her)
        try shelf.annotate(slip, him)
        #expect(try person(1) == nil)
        #expect(Set(try #require(try shelf.held(slip)).persons) == [her, him])
        #expect(try about([her]) == [Shelf.id(1)])
    }

    @Test("un tableau nomme tous ceux qu'il compte une fois que chacun est dit, sous une même clé")
    func wholeTable() throws {
        let slip = try shelf.receive(1, from: shelf.b) {
            $0.objet = .tableauOFII
            $0.modele = nil
        }.slip
        func isWhole() throws -> Bool {
            let isWhole = try #require(try shelf.held(slip)).namesEverybody
            // What holds wait for agrees with what they cover.
            #expect(try unannotated() == (isWhole ? [] : [Shelf.id(1)]))
            return isWhole
        }
        #expect(try !isWhole())
        // Of a version that did not count, nobody knows.
        try shelf.annotate(slip, her)
        #expect(try !isWhole())
        // Said again with the count, it is kept, and who gives none takes none back.
        try shelf.annotate(slip, her, of: 2)
        try shelf.annotate(slip, her)
        #expect(try shelf.held(slip)?.listed == 2)
        #expect(try !isWhole())
        // Two pseudonyms of two keys may be one person.
        try shelf.annotate(slip, Shelf.person(3, version: 2), of: 2)
        #expect(try !isWhole())
        try shelf.annotate(slip, him, of: 2)
        #expect(try isWhole())
        // The most that was said counts.
        try shelf.annotate(slip, him, of: 1)
        #expect(try isWhole())
        try shelf.annotate(slip, him, of: 3)
        #expect(try !isWhole())
    }

    @Test("un tableau à demi dit n'est pas à examiner pour qui y est dite déjà")
    func halfTable() throws {
        let slip = try shelf.receive(1, from: shelf.b) {
            $0.objet = .tableauOFII
            $0.modele = nil
        }.slip
        try shelf.annotate(slip, her, of: 2)
        let review = try #require(CalendarDate("2027-01-20"))
        let motif = try shelf.sealed()
        func hold(_ person: PersonIndex) throws -> [PliID] {
            let n = try shelf.write {
                try $0.insert(
                    .contentieux(
                        .personne([person]), revue: review,
                        motif: motif),
                    by: shelf.agent("dpo"))
            }
            return try shelf.read { try $0.unannotated(besides: n, limit: 9) }.map(\.id)
        }
        #expect(try hold(him) == [Shelf.id(1)])
        #expect(try hold(her).isEmpty)
    }

    @Test("le même identifiant chez deux structures : chacun sa personne")
    func twoStructures() throws {
        let fromB = try shelf.receive(1, from: shelf.b).slip
        let fromC = try shelf.receive(1, from: shelf.c).slip
        try shelf.annotate(fromB, her)
        try shelf.annotate(fromC, him)
        #expect(try shelf.held(fromB)?.persons == [her])
        #expect(try shelf.held(fromC)?.persons == [him])
        #expect(try shelf.read { try $0.heldFiches(about: [her]) }.map(\.de) == [shelf.b])
    }

    @Test(
        "ce dont personne n'a dit de qui il parle : ni message, ni clé, ni ce qui est mis hors du contentieux"
    )
    func unsaid() throws {
        let first = try shelf.receive(1, from: shelf.b).slip
        try shelf.receive(2, from: shelf.b)
        try shelf.receive(3, from: shelf.b) {
            $0.objet = .anomalie
            $0.modele = nil
        }
        #expect(try unannotated() == [1, 2].map(Shelf.id))
        #expect(try shelf.read { try $0.unannotatedCount() } == 2)
        try shelf.annotate(first, her)
        #expect(try unannotated() == [Shelf.id(2)])
        _ = try shelf.write {
            try $0.insert(
                .exclusion(7, de: shelf.b, id: Shelf.id(2)), by: shelf.agent("referent"))
        }
        // Out of that hold alone.
        #expect(try unannotated() == [Shelf.id(2)])
        #expect(try shelf.read { try $0.unannotated(besides: 7, limit: 9) }.isEmpty)
        #expect(try shelf.read { try $0.unannotatedCount() } == 1)
        let n = try shelf.write { transaction in
            let n = try transaction.openCase(.demande)
            try transaction.insert(
                RequestFact.exclusion(de: shelf.b, id: Shelf.id(2)).object, in: .demande, n: n,
                at: Shelf.start, by: shelf.agent())
            return n
        }
        #expect(try shelf.read { try $0.unannotated(besidesRequest: n, limit: 9) }.isEmpty)
        #expect(
            try shelf.read { try $0.unannotated(besidesRequest: n + 1, limit: 9) }.map(\.id)
                == [Shelf.id(2)])
    }

    @Test("une personne est connue tant que quelque chose d'elle est ici, ou en est parti")
    func known() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        func known(_ persons: [PersonIndex]) throws -> Bool {
            try shelf.read { try $0.knows(persons) }
        }
        #expect(try !known([her]))
        try shelf.annotate(slip, her)
        #expect(try known([him, her]))
        let fiche = try #require(try shelf.held(slip))
        _ = try shelf.write {
            try $0.entomb(
                fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: true)
        }
        #expect(try known([her]) && !known([him]))
        try shelf.write { try $0.unregister(fiche) }
        #expect(try !known([her]))
    }

    @Test("ce qui fut dit d'un pli qui n'est pas ici s'oublie après un jour")
    func stray() throws {
        let elsewhere = try shelf.pli(1, from: shelf.b, to: shelf.a).slip
        let here = try shelf.receive(2, from: shelf.b).slip
        try shelf.annotate(elsewhere, her)
        try shelf.annotate(here, him)
        let day = try #require(CalendarDate("2026-11-20"))
        try shelf.write(Shelf.day) { try $0.forgetFileOpenings(before: day) }
        #expect(try person(1) == her)
        try shelf.write(Shelf.day + 1) { try $0.forgetFileOpenings(before: day) }
        #expect(try person(1) == nil)
        #expect(try person(2) == him)
    }
}
