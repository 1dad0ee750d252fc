internal import Foundation
internal import GRDB
public import LiaisonSchema

/// The acts that open an époque of a log, and what partners know of the one before.
extension StoreView {
    /// The acts that opened an époque of that structure's log.
    public func epochActs(of structure: StructureName, epoch: Int) throws -> [[UInt8]] {
        try Data.fetchAll(
            database,
            cached: "SELECT note FROM epoques WHERE structure = ? AND epoque = ? ORDER BY rowid",
            arguments: [structure.text, epoch]
        ).map { Array($0) }
    }

    /// The last checkpoint of our époque before that a partner knows; nil when it said none.
    public func precedent(knownTo structure: StructureName) throws -> [UInt8]? {
        try Data.fetchOne(
            database, cached: "SELECT note FROM precedents WHERE structure = ?",
            arguments: [structure.text]
        ).map { Array($0) }
    }

    /// All of them, each once.
    public func precedents() throws -> [[UInt8]] {
        try Data.fetchAll(database, cached: "SELECT DISTINCT note FROM precedents")
            .map { Array($0) }.filter { !$0.isEmpty }
    }

    /// Whether a partner was given the act of our époque.
    public func hasEpoch(_ structure: StructureName) throws -> Bool {
        try Bool.fetchOne(
            database, cached: "SELECT donne FROM precedents WHERE structure = ?",
            arguments: [structure.text]) ?? false
    }
}

extension StoreTransaction {
    /// Keeps an act; those of the structure's époques before open nothing any more.
    ///
    /// - Returns: whether it was not known.
    public func insertEpochAct(
        _ note: [UInt8], of structure: StructureName, epoch: Int
    ) throws -> Bool {
        try database.run(
            sql: "DELETE FROM epoques WHERE structure = ? AND epoque < ?",
            arguments: [structure.text, epoch])
        try database.run(
            sql: "INSERT OR IGNORE INTO epoques VALUES (?, ?, ?)",
            arguments: [structure.text, epoch, Data(note)])
        return database.changesCount > 0
    }

    public func updatePrecedent(knownTo structure: StructureName, _ note: [UInt8]) throws {
        try database.run(
            sql: """
                INSERT INTO precedents (structure, note) VALUES (?, ?)
                  ON CONFLICT DO UPDATE SET note = excluded.note
                """, arguments: [structure.text, Data(note)])
    }

    public func markEpochGiven(to structure: StructureName) throws {
        try database.run(
            sql: """
                INSERT INTO precedents VALUES (?, x'', 1) ON CONFLICT DO UPDATE SET donne = 1
                """, arguments: [structure.text])
    }
}
