internal import GRDB
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

    fileprivate var conditions: [String] {
        func list(_ values: Set<String>) -> String {
            values.map { _ in "?" }.joined(separator: ",")
        }
        var conditions: [String] = []
        if !refs.isEmpty { conditions.append("coalesce(ref, '') NOT IN (\(list(refs)))") }
        if !persons.isEmpty {
            conditions.append("coalesce(personne, '') NOT IN (\(list(persons)))")
            conditions.append(
                """
                coalesce(ref, '') NOT IN
                  (SELECT id FROM annotations WHERE personne IN (\(list(persons)))
                    UNION ALL
                    SELECT id FROM transmissions_personnes WHERE personne IN (\(list(persons))))
                """)
        }
        if !partners.isEmpty {
            conditions.append(
                """
                coalesce(ref, '') NOT IN (SELECT id FROM envois WHERE pour IN (\(list(partners)))
                  UNION ALL SELECT id FROM receptions WHERE de IN (\(list(partners))))
                """)
        }
        return conditions
    }

    fileprivate var arguments: StatementArguments {
        let (refs, persons, partners) = (refs.sorted(), persons.sorted(), partners.sorted())
        return StatementArguments(refs) + StatementArguments(persons + persons + persons)
            + StatementArguments(partners) + StatementArguments(partners)
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
            let n = UInt64(n)
            if let last = runs.last, last.upperBound + 1 == n {
                runs[runs.count - 1] = last.lowerBound...n
            } else {
                runs.append(n...n)
            }
        }
    }
}
