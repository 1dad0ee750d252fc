internal import Foundation
internal import GRDB
internal import LiaisonBase
public import LiaisonSchema

/// A fact as it was entered.
public struct RecordedFact: Sendable, Equatable {
    /// In the order of entry; never given twice.
    public let n: Int
    public let le: Instant
    public let par: KeyName
    public let fact: RetentionFact
    /// Of a confirmed `sortie`: the day before which it has no effect; nil when it is information.
    public let effet: CalendarDate?

    public init(
        n: Int, le: Instant, par: KeyName, fact: RetentionFact, effet: CalendarDate? = nil
    ) {
        self.n = n
        self.le = le
        self.par = par
        self.fact = fact
        self.effet = effet
    }
}

extension StoreView {
    /// The facts that decide about fiches, oldest first.
    ///
    /// - Parameter genres: only those; nil: all.
    public func facts(_ genres: [RetentionFact.Genre]? = nil) throws -> [RecordedFact] {
        let condition =
            genres.map {
                "WHERE genre IN (\($0.map { "'\($0.rawValue)'" }.joined(separator: ",")))"
            }
            ?? ""
        return try Row.fetchAll(database, cached: "SELECT * FROM faits \(condition) ORDER BY n")
            .map(RecordedFact.init)
    }

    /// The facts about any of these pseudonyms.
    public func facts(about persons: [PersonIndex]) throws -> [RecordedFact] {
        let numbers = try persons.flatMap { person in
            try Int64.fetchAll(
                database, cached: "SELECT fait FROM faits_personnes WHERE personne = ?",
                arguments: [person.description])
        }
        return try Set(numbers).sorted().compactMap { n in
            try Row.fetchOne(
                database, cached: "SELECT * FROM faits WHERE n = ?", arguments: [n]
            ).map(RecordedFact.init)
        }
    }

    /// Why the author of a pli did otherwise than asked, oldest first.
    public func justifications(of pli: PliKey) throws -> [RecordedFact] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM faits WHERE fiche = ? AND genre = 'justification' ORDER BY n
                """, arguments: [pli.description]
        ).map(RecordedFact.init)
    }

    /// What tells whether facts were added or forgotten since.
    public func factsVersion() throws -> Int {
        try Int.fetchOne(database, cached: "SELECT faits FROM conservation_etat") ?? 0
    }
}

extension StoreTransaction {
    /// - Parameter effet: see `RecordedFact`.
    /// - Returns: its number.
    public func insert(
        _ fact: RetentionFact, by agent: KeyName, effet: CalendarDate? = nil
    ) throws -> Int {
        try database.run(
            sql: """
                INSERT INTO faits (le, par, genre, fiche, effet, contenu)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                now.seconds, agent.description, fact.genre.rawValue,
                fact.fiche.map { "\($0.de) \($0.id)" }, effet?.description,
                JSONValue.object(fact.object).canonicalText,
            ])
        let n = database.lastInsertedRowID
        try countChange()
        for person in Set(fact.personnes) {
            try database.run(
                sql: "INSERT INTO faits_personnes VALUES (?, ?)",
                arguments: [person.description, n])
        }
        return Int(n)
    }

    /// Forgets the reasons that came before a deposit which never did.
    public func forgetLostJustifications() throws {
        try database.run(
            sql: """
                DELETE FROM faits WHERE genre = 'justification' AND le < ? AND NOT EXISTS (
                    SELECT 1 FROM gardes WHERE id = json_extract(faits.contenu, '$.id')
                      AND de = json_extract(faits.contenu, '$.de'))
                """, arguments: [now.seconds - 86_400])
    }

    private func countChange() throws {
        try database.run(sql: "UPDATE conservation_etat SET faits = faits + 1")
    }

    /// Forgets what was said of persons of whom nothing is held any more, unless a hold is open on them.
    /// For three years it may count for a pli that nobody opened yet.
    ///
    /// - Parameter holds: the numbers of the holds and exceptions in force.
    public func forgetPersons(besides holds: [Int]) throws {
        let kept = holds.map(String.init).joined(separator: ",")
        try database.execute(
            sql: """
                DELETE FROM faits WHERE n IN (SELECT fait FROM faits_personnes)
                  AND n NOT IN (\(kept)) AND NOT EXISTS (
                    SELECT 1 FROM faits_personnes AS p WHERE p.fait = faits.n AND (
                      EXISTS (SELECT 1 FROM annotations WHERE personne = p.personne) OR EXISTS (
                        SELECT 1 FROM transmissions_personnes WHERE personne = p.personne)))
                  AND le < ?
                """, arguments: [now.seconds - 1_096 * 86_400])
        try countChange()
    }
}

extension RecordedFact {
    init(_ row: Row) throws {
        let (n, le): (Int64, Int64) = (row["n"], row["le"])
        let content: String = row["contenu"]
        let effet: String? = row["effet"]
        guard let par = KeyName(row["par"]),
            let object = (try? JSONValue.parse(content.utf8))?.object,
            let fact = try? RetentionFact(object)
        else { throw StoreError(.damaged, "Un fait de conservation est illisible.") }
        self.init(
            n: Int(n), le: Instant(seconds: le), par: par, fact: fact,
            effet: effet.flatMap { CalendarDate($0) })
    }
}
