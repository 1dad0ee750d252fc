internal import GRDB
internal import LiaisonSchema

extension Migrations {
    /// Up to when requests were dated that were taken: a restart forgets which, and takes none so old again.
    static func noteSignedAhead(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE signatures_en_avance (
                  qui TEXT PRIMARY KEY, jusque INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}

extension StoreView {
    /// By signer, in seconds since 1970.
    public func signedAhead() throws -> [String: Int64] {
        let rows = try Row.fetchAll(database, cached: "SELECT * FROM signatures_en_avance")
        return Dictionary(
            uniqueKeysWithValues: rows.map { row -> (String, Int64) in (row["qui"], row["jusque"]) }
        )
    }
}

extension StoreTransaction {
    /// A request dated ahead of our clock is about to be acted on.
    ///
    /// - Parameter created: its date, in seconds since 1970.
    public func noteSignedAhead(_ created: Int64, by signer: String) throws {
        try database.run(
            sql: """
                INSERT INTO signatures_en_avance VALUES (?, ?)
                  ON CONFLICT DO UPDATE SET jusque = max(jusque, excluded.jusque)
                """, arguments: [signer, created])
    }

    /// Forgets those that are no longer ahead: a start takes nothing so old from anybody.
    public func forgetSignedAhead() throws {
        try database.run(
            sql: "DELETE FROM signatures_en_avance WHERE jusque <= ?", arguments: [now.seconds])
    }
}
