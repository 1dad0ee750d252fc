internal import GRDB
public import LiaisonSchema

/// A partner whom the last attempt did not reach.
public struct UnreachablePartner: Sendable, Equatable {
    public let structure: StructureName
    public let cause: PeerTrouble
    /// Since the first attempt in a row that failed.
    public let since: Instant
    /// Of the last one.
    public let last: Instant
}

extension Migrations {
    /// Whom the last attempt did not reach, and why.
    static func noteReach(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE injoignables (
                  structure TEXT PRIMARY KEY, cause TEXT NOT NULL, depuis INTEGER NOT NULL,
                  le INTEGER NOT NULL, dit INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}

extension StoreView {
    /// By name; without those who were removed or suspended: nobody tries them.
    public func unreachablePartners() throws -> [UnreachablePartner] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM injoignables
                  WHERE structure NOT IN (SELECT structure FROM contacts_retires
                    UNION ALL SELECT structure FROM contacts_suspendus) ORDER BY structure
                """
        ).compactMap(UnreachablePartner.init)
    }

    public func unreachable(_ structure: StructureName) throws -> UnreachablePartner? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM injoignables WHERE structure = ?",
            arguments: [structure.text]
        ).flatMap(UnreachablePartner.init)
    }
}

extension StoreTransaction {
    public func noteUnreachable(_ structure: StructureName, _ cause: PeerTrouble) throws {
        try database.run(
            sql: """
                INSERT INTO injoignables VALUES (?1, ?2, ?3, ?3, 0)
                  ON CONFLICT DO UPDATE SET cause = excluded.cause, le = excluded.le
                """, arguments: [structure.text, cause.rawValue, now.seconds])
    }

    public func noteReached(_ structure: StructureName) throws {
        try database.run(
            sql: "DELETE FROM injoignables WHERE structure = ?", arguments: [structure.text])
    }

    /// - Returns: whether that a partner can't be reached for so long was not told yet; it is now.
    public func tellUnreachable(_ structure: StructureName, for seconds: Int64) throws -> Bool {
        try database.run(
            sql: """
                UPDATE injoignables SET dit = 1
                  WHERE structure = ? AND dit = 0 AND le - depuis >= ?
                """, arguments: [structure.text, seconds])
        return database.changesCount > 0
    }
}

extension UnreachablePartner {
    init?(_ row: Row) {
        guard let structure = StructureName(row["structure"]),
            let cause = PeerTrouble(rawValue: row["cause"])
        else { return nil }
        let (since, last): (Int64, Int64) = (row["depuis"], row["le"])
        (self.structure, self.cause) = (structure, cause)
        (self.since, self.last) = (Instant(seconds: since), Instant(seconds: last))
    }
}
