internal import Foundation
internal import GRDB
internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// Which records to list.
public struct LogFilter: Sendable {
    public var since: Instant?
    /// Not included.
    public var until: Instant?
    public var actor: String?
    public var acte: String?
    /// The beginning of a reference.
    public var ref: String?
    /// Any of these.
    public var persons: [String] = []
    /// Only those before that number.
    public var before: UInt64?

    public init() {}
}

extension StoreView {
    /// The last `count` records that the filter keeps, oldest first.
    public func records(_ filter: LogFilter, count: Int) throws -> [StoredLeaf] {
        var conditions = ["ligne IS NOT NULL"]
        var arguments = StatementArguments()
        func keep(_ condition: String, _ values: [(any DatabaseValueConvertible)?]) {
            conditions.append(condition)
            arguments += StatementArguments(values)
        }
        // Records follow one another in time, but for a clock set back: a day's margin, then the record.
        // No bound above: after a clock that was ahead, the first late record may come early.
        if let since = filter.since {
            keep("n >= ?", [try number(at: since.seconds - 86_400)])
            keep("json_extract(ligne, '$.le') >= ?", [since.description])
        }
        if let until = filter.until {
            keep("json_extract(ligne, '$.le') < ?", [until.description])
        }
        if let before = filter.before { keep("n < ?", [Int64(clamping: before)]) }
        if let ref = filter.ref { keep("ref >= ? AND ref < ?", [ref, ref + "\u{10FFFF}"]) }
        if !filter.persons.isEmpty {
            let marks = filter.persons.map { _ in "?" }.joined(separator: ",")
            // Before it was opened, a fiche had no pseudonym: the annotation leads to it.
            keep(
                """
                (personne IN (\(marks))
                  OR ref IN (SELECT id FROM annotations WHERE personne IN (\(marks))
                    UNION ALL SELECT id FROM transmissions_personnes WHERE personne IN (\(marks))))
                """, filter.persons + filter.persons + filter.persons)
        }
        // A line is canonical: a member is written one way. Cheaper than reading it as JSON.
        if let actor = filter.actor { keep("instr(ligne, ?)", [member("acteur", actor)]) }
        if let acte = filter.acte {
            // These two have indexes of their own, which a parameter would not find.
            if ["alarme", "elagage"].contains(acte) {
                keep("instr(ligne, '\"acte\":\"\(acte)\"') > 0", [])
            } else {
                keep("instr(ligne, ?)", [member("acte", acte)])
            }
        }
        arguments += [count]
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT n, feuille, ligne FROM journal WHERE \(conditions.joined(separator: " AND "))
                ORDER BY n DESC LIMIT ?
                """, arguments: arguments)
        return rows.reversed().map(Self.leaf)
    }

    func member(_ key: String, _ value: String) -> String {
        "\"\(key)\":\(JSONValue.string(value).canonicalText)"
    }

    /// The first number whose record is of that second or later, by halves; a pruned one is as old as
    /// the next that is there.
    func number(at seconds: Int64) throws -> Int64 {
        let text = Instant(seconds: seconds).description
        var (low, high) = (Int64(0), Int64(clamping: try logState().frontier.size))
        while low < high {
            let middle = low + (high - low) / 2
            let row = try Row.fetchOne(
                database,
                cached: """
                    SELECT n, json_extract(ligne, '$.le') AS le FROM journal
                    WHERE n >= ? AND ligne IS NOT NULL ORDER BY n LIMIT 1
                    """, arguments: [middle])
            let found: String? = row?["le"]
            if let found, found < text {
                low = (row?["n"] ?? middle) + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
