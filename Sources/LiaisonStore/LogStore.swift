internal import Foundation
internal import GRDB
internal import LiaisonBase
public import LiaisonCrypto
public import LiaisonSchema

/// A leaf of the log as it is stored: its hash, and its line unless it was pruned.
public struct StoredLeaf: Sendable, Equatable {
    public let n: UInt64
    /// 32 bytes.
    public let hash: [UInt8]
    public let line: String?
}

/// The state of the log that its checkpoints speak of.
public struct LogState: Sendable {
    public let frontier: MerkleFrontier
    /// From 1.
    public let epoch: Int
    /// Whether a witness knows better: nothing is signed in this époque any more.
    public let isFrozen: Bool
}

/// The level of subtrees from which their hashes are kept: those below are made from 256 leaves.
private let storedLevel = 8

extension MerkleFrontier {
    /// Appends, and returns the subtrees to keep.
    mutating func append(storedLeaf hash: Data) -> [(level: Int, rank: Int64, hash: Data)] {
        let completed = append(leafHash: Array(hash))
        return completed.enumerated().dropFirst(storedLevel - 1).map { index, hash in
            (index + 1, Int64(size >> UInt64(index + 1)) - 1, Data(hash))
        }
    }
}

extension StoreTransaction {
    /// Appends a record with a fresh salt, in the transaction of what it records. One about a fiche
    /// bears the pseudonym of its person, once an agent annotated it.
    public func record(_ event: LogEvent) throws {
        var event = event
        // Nothing that is never pruned names a person.
        if event.personne == nil, !LogActe.kept.contains(event.acte),
            let id = event.ref.flatMap({ PliID($0) })
        {
            event.personne = try view.person(of: id)
        }
        var frontier = try view.logState().frontier
        let n = frontier.size
        // Nothing that is never pruned bears what is about one person.
        let links = try LogActe.kept.contains(event.acte) ? [] : takeLinks()
        let line = event.line(n: n, le: now, salt: Sodium.randomBytes(32), links: links)
        let hash = Data(MerkleTree.leafHash(line.utf8))
        let subtrees = frontier.append(storedLeaf: hash)
        try database.run(
            sql: "INSERT INTO journal (n, feuille, ligne, ref, personne) VALUES (?, ?, ?, ?, ?)",
            arguments: [Int64(n), hash, line, event.ref, event.personne?.description])
        for (level, rank, hash) in subtrees {
            try database.run(
                sql: "INSERT INTO journal_noeuds VALUES (?, ?, ?)",
                arguments: [level, rank, hash])
        }
        try database.run(
            sql: "UPDATE journal_etat SET taille = ?, frontiere = ?",
            arguments: [Int64(frontier.size), Data(frontier.bytes)])
    }

    /// Destroys records, salt included; their leaf hashes stay for ever.
    public func prune(_ runs: [ClosedRange<UInt64>]) throws {
        for run in runs {
            try database.run(
                sql: """
                    UPDATE journal SET ligne = NULL, ref = NULL, personne = NULL
                    WHERE n BETWEEN ? AND ?
                    """,
                arguments: [Int64(run.lowerBound), Int64(run.upperBound)])
        }
    }

    /// Counts a reading by that agent on that day.
    ///
    /// - Parameter purpose: what it was for, where that is counted apart.
    /// - Returns: the readings of that day, and the mean of the 30 days before.
    public func countReading(
        by agent: KeyName, as purpose: LogDetail? = nil, on day: CalendarDate
    ) throws -> (today: Int, usual: Double) {
        // No key name has a space.
        let counted = purpose.map { "\(agent) \($0.rawValue)" } ?? agent.description
        try database.run(
            sql: """
                INSERT INTO lectures VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET nombre = nombre + 1
                """, arguments: [counted, day.description])
        let first = CalendarDate(dayNumber: day.dayNumber - 30).description
        try database.run(sql: "DELETE FROM lectures WHERE jour < ?", arguments: [first])
        let row = try Row.fetchOne(
            database,
            cached: """
                SELECT coalesce(sum(nombre) FILTER (WHERE jour = ?2), 0) AS jour,
                  coalesce(sum(nombre) FILTER (WHERE jour < ?2), 0) / 30.0 AS moyenne
                FROM lectures WHERE agent = ?1
                """, arguments: [counted, day.description])
        return (row?["jour"] ?? 0, row?["moyenne"] ?? 0)
    }

    /// Closes the époque and opens the next one.
    public func openEpoch() throws {
        try database.run(sql: "UPDATE journal_etat SET epoque = epoque + 1, fige = 0")
        try database.run(sql: "DELETE FROM temoins")
        try database.run(sql: "DELETE FROM precedents")
    }

    /// Leaves the époque that was just opened for the one after `taken`: another life of this log took its
    /// number. What partners said that they know stands.
    public func openEpoch(after taken: Int) throws {
        try database.run(
            sql: "UPDATE journal_etat SET epoque = ? WHERE epoque <= ?",
            arguments: [taken + 1, taken])
    }

    /// Signs nothing more in this époque.
    public func freezeLog() throws {
        try database.run(sql: "UPDATE journal_etat SET fige = 1")
    }
}

extension StoreView {
    /// The tree of the whole log, and its époque.
    public func logState() throws -> LogState {
        guard
            let row = try Row.fetchOne(
                database, cached: "SELECT taille, frontiere, epoque, fige FROM journal_etat")
        else { throw StoreError(.damaged, "L'état du journal manque.") }
        let size: Int64 = row["taille"]
        let bytes: Data = row["frontiere"]
        guard size >= 0,
            let frontier = MerkleFrontier(size: UInt64(size), bytes: Array(bytes))
        else {
            throw StoreError(.damaged, "L'état du journal est illisible.")
        }
        return LogState(frontier: frontier, epoch: row["epoque"], isFrozen: row["fige"])
    }

    /// Leaves `from..<from + count`, in order.
    public func leaves(from: UInt64, count: Int) throws -> [StoredLeaf] {
        try Row.fetchAll(
            database,
            cached: "SELECT n, feuille, ligne FROM journal WHERE n >= ? ORDER BY n LIMIT ?",
            arguments: [Int64(clamping: from), count]
        ).map(Self.leaf)
    }

    /// The same as text, a line each: the hash in base64, a space, the record or `-`. A million are
    /// read in seconds: nothing is copied that need not be.
    public func leafLines(from: UInt64, count: Int) throws -> [UInt8] {
        var text: [UInt8] = []
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT feuille, ligne FROM journal WHERE n >= ? ORDER BY n LIMIT ?"),
            arguments: [Int64(clamping: from), count])
        while let row = try rows.next() {
            try row.withUnsafeData(atIndex: 0) { hash in
                (hash ?? Data()).withUnsafeBytes {
                    Base64.append($0.assumingMemoryBound(to: UInt8.self), to: &text)
                }
            }
            text.append(0x20)
            try row.withUnsafeData(atIndex: 1) { line in
                guard let line else { return text.append(0x2D) }
                line.withUnsafeBytes { text.append(contentsOf: $0) }
            }
            text.append(0x0A)
        }
        return text
    }

    static func leaf(_ row: Row) -> StoredLeaf {
        let n: Int64 = row["n"]
        let hash: Data = row["feuille"]
        return StoredLeaf(n: UInt64(clamping: n), hash: Array(hash), line: row["ligne"])
    }

    /// Roots and proofs of the whole tree.
    public func logSubtrees() -> MerkleSubtrees {
        MerkleSubtrees { level, rank in
            if level >= storedLevel {
                guard
                    let hash = try Data.fetchOne(
                        database,
                        cached: "SELECT hash FROM journal_noeuds WHERE niveau = ? AND rang = ?",
                        arguments: [level, Int64(clamping: rank)])
                else { throw StoreError(.damaged, "Un nœud du journal manque.") }
                return Array(hash)
            }
            let hashes = try Data.fetchAll(
                database,
                cached: "SELECT feuille FROM journal WHERE n >= ? ORDER BY n LIMIT ?",
                arguments: [Int64(clamping: rank << UInt64(level)), 1 << level])
            guard hashes.count == 1 << level else {
                throw StoreError(.damaged, "Une feuille du journal manque.")
            }
            var frontier = MerkleFrontier()
            for hash in hashes { frontier.append(leafHash: Array(hash)) }
            return frontier.root
        }
    }
}
