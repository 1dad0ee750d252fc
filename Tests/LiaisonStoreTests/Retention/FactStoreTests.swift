import LiaisonSchema
import LiaisonStore
import Testing

@Suite("Les faits de conservation gardés")
struct FactStoreTests {
    let shelf: Shelf
    let her = Shelf.person(1)
    let him = Shelf.person(2)
    let day = CalendarDate(year: 2026, month: 11, day: 18)!

    init() throws { shelf = try Shelf() }

    @discardableResult
    private func enter(
        _ fact: RetentionFact, at seconds: Int64 = 0, effet: CalendarDate? = nil
    ) throws -> Int {
        try shelf.write(seconds) { try $0.insert(fact, by: shelf.agent("dpo"), effet: effet) }
    }

    private func numbers() throws -> [Int] { try shelf.read { try $0.facts() }.map(\.n) }

    @Test("un fait revient tel qu'il fut entré : quand, par qui, à propos de quoi")
    func roundTrip() throws {
        let convention = Convention(
            reference: "SPE-38", type: .spe, avec: [shelf.b], debut: day,
            echeance: .commun(.accordCadre),
            contacts: [shelf.b: .init(dpo: "04 76 00 00 00")])
        let facts: [RetentionFact] = [
            .convention(convention),
            .contacts(
                reference: "SPE-38", structure: shelf.b, .init(ssi: "04 76 00 00 01")),
            .avenant(reference: "SPE-38", signe: day, echeance: .date(day)),
            .resiliation(reference: "SPE-38", courrierRecu: day, effet: nil),
            .terme(.programme, le: day), .fin(personnes: [her, him], le: day),
            .reprise(personnes: [her], le: day, motif: try shelf.sealed()),
            .sortie(de: shelf.b, id: Shelf.id(1), personnes: [her], le: day),
            .usage(de: shelf.b, id: Shelf.id(1), jusquA: day),
            .contentieux(.personne([her]), revue: day, motif: try shelf.sealed()),
            .exception(.convention("SPE-38"), jusquA: day, motif: try shelf.sealed()),
            .levee(9), .exclusion(9, de: shelf.b, id: Shelf.id(2)),
            .effacement(demande: 1, personnes: [her]),
            .droits(de: shelf.b, id: Shelf.id(3), personnes: [her], demande: .effacement),
            .droitsRefus(de: shelf.b, id: Shelf.id(3), motif: try shelf.sealed()),
            .hebergement(depuis: day, motif: try shelf.sealed()),
            .justification(
                de: shelf.a, id: Shelf.id(4), declaration: .sansCopieOFII,
                motif: try shelf.sealed()),
        ]
        // One of each: a new one is to be added here.
        #expect(Set(facts.map(\.genre)) == Set(RetentionFact.Genre.allCases))
        for (index, fact) in facts.enumerated() {
            try enter(fact, at: Int64(index), effet: index == 7 ? day.adding(months: 1) : nil)
        }
        let read = try shelf.read { try $0.facts() }
        #expect(read.map(\.fact) == facts)
        #expect(read.map(\.n) == Array(1...facts.count))
        #expect(read.map { $0.le - Shelf.start } == facts.indices.map(Int64.init))
        #expect(Set(read.map(\.par)) == [shelf.agent("dpo")])
        #expect(read.compactMap(\.effet) == [day.adding(months: 1)])
        #expect(
            try shelf.read { try $0.facts([.fin, .reprise]) }.map(\.fact.genre) == [
                .fin, .reprise,
            ])
        #expect(
            try shelf.read { try $0.facts(about: [him]) }.map(\.fact) == [
                .fin(personnes: [her, him], le: day)
            ])
        // Of both pseudonyms, each once, in their order.
        #expect(
            try shelf.read { try $0.facts(about: [him, her]) }.map(\.n) == [6, 7, 8, 10, 14, 15])
    }

    @Test("le compte des changements avance à chaque fait, et à chaque oubli")
    func version() throws {
        let start = try shelf.read { try $0.factsVersion() }
        try enter(.fin(personnes: [her], le: day))
        let after = try shelf.read { try $0.factsVersion() }
        #expect(after > start)
        try shelf.write { try $0.forgetPersons(besides: []) }
        #expect(try shelf.read { try $0.factsVersion() } > after)
    }

    @Test(
        "ce qui fut dit de qui n'a plus rien ici s'oublie après trois ans, sauf contentieux ouvert")
    func forgetting() throws {
        let fin = try enter(.fin(personnes: [her], le: day))
        let hold = try enter(
            .contentieux(.personne([her]), revue: day, motif: try shelf.sealed()))
        let term = try enter(.terme(.programme, le: day))
        let threeYears = 1_096 * Shelf.day
        try shelf.write(threeYears) { try $0.forgetPersons(besides: [hold]) }
        #expect(try numbers() == [fin, hold, term])
        let slip = try shelf.send(1, to: shelf.b).slip
        try shelf.annotate(slip, her)
        try shelf.write(threeYears + 1) { try $0.forgetPersons(besides: [hold]) }
        #expect(try numbers() == [fin, hold, term])
        // Destroyed, but on the register: she is still somebody.
        let fiche = try #require(try shelf.held(slip))
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: true)
        }
        try shelf.write(threeYears + 1) { try $0.forgetPersons(besides: [hold]) }
        #expect(try numbers() == [fin, hold, term])
        try shelf.write { try $0.unregister(fiche) }
        try shelf.write(threeYears + 1) { try $0.forgetPersons(besides: [hold]) }
        #expect(try numbers() == [hold, term])
        try shelf.write(threeYears + 1) { try $0.forgetPersons(besides: []) }
        #expect(try numbers() == [term])
        #expect(try shelf.count("faits_personnes") == 0)
        // A number is never given twice.
        #expect(try enter(.levee(hold)) == 4)
    }

    @Test("un motif vient avant son envoi et part avec lui ; sans envoi, il part en un jour")
    func justifications() throws {
        func reason(_ n: Int) throws -> RetentionFact {
            .justification(
                de: shelf.a, id: Shelf.id(n), declaration: .cleNonVerifiee,
                motif: try shelf.sealed())
        }
        let (kept, lost) = (try enter(try reason(1)), try enter(try reason(2)))
        let slip = try shelf.send(1, to: shelf.b).slip
        #expect(try shelf.read { try $0.justifications(of: slip.key) }.map(\.n) == [kept])
        try shelf.write(Shelf.day) { try $0.forgetLostJustifications() }
        #expect(try numbers() == [kept, lost])
        try shelf.write(Shelf.day + 1) { try $0.forgetLostJustifications() }
        #expect(try numbers() == [kept])
        let fiche = try #require(try shelf.held(slip))
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: true)
        }
        #expect(try numbers() == [])
    }

    @Test("un fait que la base ne rend plus est dit abîmé")
    func damaged() throws {
        try enter(.terme(.programme, le: day))
        try shelf.tamper("UPDATE faits SET contenu = '{}'")
        let error = #expect(throws: StoreError.self) { try shelf.read { try $0.facts() } }
        #expect(error?.code == .damaged)
    }
}
