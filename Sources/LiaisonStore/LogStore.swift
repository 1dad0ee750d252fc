internal import Foundation
internal import GRDB
public import LiaisonCrypto
public import LiaisonSchema

/// A leaf of the log as it is stored: its hash, and its line unless it was pruned.
public struct StoredLeaf: Sendable, Equatable {
    public let n: UInt64
    /// 32 bytes.
    public let hash: [UInt8]
    public let line: String?
}

extension StoreTransaction {
    /// Appends a record with a fresh salt, in the transaction of what it records.
    public func record(_ event: LogEvent) throws {
        var frontier = try view.logFrontier()
        let n = frontier.size
        let line = event.line(n: n, le: now, salt: Sodium.randomBytes(32))
        let hash = MerkleTree.leafHash(line.utf8)
        frontier.append(leafHash: hash)
        try database.run(
            sql: "INSERT INTO journal (n, feuille, ligne) VALUES (?, ?, ?)",
            arguments: [Int64(n), Data(hash), line])
        try database.run(
            sql: "UPDATE journal_etat SET taille = ?, frontiere = ?",
            arguments: [Int64(frontier.size), Data(frontier.bytes)])
    }
}

extension StoreView {
    /// The tree of the whole log: its size and root.
    public func logFrontier() throws -> MerkleFrontier {
        guard
            let row = try Row.fetchOne(
                database, cached: "SELECT taille, frontiere FROM journal_etat")
        else { throw StoreError(.damaged, "L'état du journal manque.") }
        let size: Int64 = row["taille"]
        let bytes: Data = row["frontiere"]
        guard let frontier = MerkleFrontier(size: UInt64(size), bytes: Array(bytes)) else {
            throw StoreError(.damaged, "L'état du journal est illisible.")
        }
        return frontier
    }

    /// Leaves `from..<from + count`, in order.
    public func leaves(from: UInt64, count: Int) throws -> [StoredLeaf] {
        try Row.fetchAll(
            database,
            cached: "SELECT n, feuille, ligne FROM journal WHERE n >= ? ORDER BY n LIMIT ?",
            arguments: [Int64(from), count]
        ).map { row in
            let n: Int64 = row["n"]
            let hash: Data = row["feuille"]
            return StoredLeaf(n: UInt64(n), hash: Array(hash), line: row["ligne"])
        }
    }
}
