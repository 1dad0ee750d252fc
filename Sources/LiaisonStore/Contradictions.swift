internal import Foundation
internal import GRDB
public import LiaisonSchema

/// Two checkpoints of one log that do not go together: the evidence.
public struct Contradiction: Sendable, Equatable {
    public let origin: String
    public let le: Instant
    public let connu: [UInt8]
    public let vu: [UInt8]
    /// The witness that showed it; nil: nobody but this service, or a version that did not note it.
    public let par: StructureName?
}

extension StoreView {
    public func contradictions() throws -> [Contradiction] {
        try Row.fetchAll(database, cached: "SELECT * FROM contradictions ORDER BY rang")
            .map(Self.contradiction)
    }

    /// Those that no recorded act of a DPO resolved.
    public func openContradictions() throws -> [Contradiction] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM contradictions WHERE resolue IS NULL ORDER BY rang"
        ).map(Self.contradiction)
    }

    private static func contradiction(_ row: Row) -> Contradiction {
        let (connu, vu): (Data, Data) = (row["connu"], row["vu"])
        let par: String? = row["par"]
        return Contradiction(
            origin: row["origine"], le: Instant(seconds: row["le"]), connu: Array(connu),
            vu: Array(vu), par: par.flatMap { StructureName($0) })
    }
}

extension StoreTransaction {
    /// How many are kept of one log: a partner could make them at will.
    static let contradictionLimit = 16

    /// - Parameter par: the witness that showed it.
    /// - Returns: whether it is kept: it was not known, and is not one too many.
    public func insertContradiction(
        _ origin: String, connu: [UInt8], vu: [UInt8], par: StructureName?
    ) throws -> Bool {
        try database.run(
            sql: """
                INSERT OR IGNORE INTO contradictions (origine, le, connu, vu, par)
                  SELECT ?1, ?2, ?3, ?4, ?6
                  WHERE (SELECT count(*) FROM contradictions
                    WHERE origine = ?1 AND resolue IS NULL) < ?5
                """,
            arguments: [
                origin, now.seconds, Data(connu), Data(vu), Self.contradictionLimit, par?.text,
            ])
        return database.changesCount > 0
    }

    /// Notes that a DPO answered for what contradicts that structure's log.
    public func resolveContradictions(of structure: StructureName) throws {
        let head = "\(structure.key(.journal))/"
        try database.run(
            sql: """
                UPDATE contradictions SET resolue = ?
                  WHERE resolue IS NULL AND substr(origine, 1, ?) = ?
                """, arguments: [now.seconds, head.count, head])
    }
}
