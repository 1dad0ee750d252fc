internal import GRDB
internal import LiaisonBase
public import LiaisonSchema

/// The records that an open hold cites: no pruning takes them (rgpd.md, «Breaches and complaints»).
public struct CitedRecords: Sendable {
    /// Ids of plis, references of conventions.
    public var refs: Set<String> = []
    /// Pseudonyms.
    public var persons: Set<String> = []
    /// Structures whose plis a hold on a convention covers.
    public var partners: Set<String> = []

    public init() {}

    /// With what another one cites.
    public func union(_ other: CitedRecords) -> CitedRecords {
        var cited = self
        cited.refs.formUnion(other.refs)
        cited.persons.formUnion(other.persons)
        cited.partners.formUnion(other.partners)
        return cited
    }

    /// A statement takes 32,766 values at most, and there are as many of these as an incident touches plis:
    /// each list is one value, a JSON text.
    private static let listed = "(SELECT value FROM json_each(?))"

    fileprivate var conditions: [String] {
        var conditions: [String] = []
        if !refs.isEmpty { conditions.append("coalesce(ref, '') NOT IN \(Self.listed)") }
        if !persons.isEmpty {
            conditions.append("coalesce(personne, '') NOT IN \(Self.listed)")
            conditions.append(
                """
                coalesce(ref, '') NOT IN
                  (SELECT id FROM annotations WHERE personne IN \(Self.listed)
                    UNION ALL
                    SELECT id FROM transmissions_personnes WHERE personne IN \(Self.listed))
                """)
        }
        if !partners.isEmpty {
            conditions.append(
                """
                coalesce(ref, '') NOT IN (SELECT id FROM envois WHERE pour IN \(Self.listed)
                  UNION ALL SELECT id FROM receptions WHERE de IN \(Self.listed))
                """)
        }
        return conditions
    }

    /// In the order of the conditions.
    fileprivate var arguments: StatementArguments {
        func list(_ values: Set<String>) -> String {
            JSONValue.array(values.map { .string($0) }).text
        }
        var arguments: [String] = []
        if !refs.isEmpty { arguments.append(list(refs)) }
        if !persons.isEmpty { arguments += Array(repeating: list(persons), count: 3) }
        if !partners.isEmpty { arguments += Array(repeating: list(partners), count: 2) }
        return StatementArguments(arguments)
    }
}

extension StoreView {
    /// Runs of records below `size` and of before that instant that a pruning may take, oldest first:
    /// at most `limit` records.
    ///
    /// - Parameter cited: what an open hold needs.
    public func prunable(
        below size: UInt64, before: Instant, limit: Int, besides cited: CitedRecords
    ) throws -> [ClosedRange<UInt64>] {
        let kept = LogActe.kept.map { _ in "instr(ligne, ?) = 0" } + cited.conditions
        let numbers = try Int64.fetchAll(
            database,
            sql: """
                SELECT n FROM journal WHERE n < ? AND ligne IS NOT NULL
                  AND json_extract(ligne, '$.le') < ? AND \(kept.joined(separator: " AND "))
                  ORDER BY n LIMIT ?
                """,
            arguments: [Int64(clamping: size), before.description]
                + StatementArguments(LogActe.kept.map { member("acte", $0.rawValue) })
                + cited.arguments + [limit])
        return numbers.reduce(into: []) { runs, n in
            let n = UInt64(clamping: n)
            if let last = runs.last, last.upperBound + 1 == n {
                runs[runs.count - 1] = last.lowerBound...n
            } else {
                runs.append(n...n)
            }
        }
    }
}
