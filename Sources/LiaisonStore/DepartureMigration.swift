internal import GRDB

extension Migrations {
    /// When a sending may leave and whether it did, how it was taken back; by which road what partners gave
    /// outside the service came, and from whom.
    static func departAndReceive(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE envois ADD COLUMN partir INTEGER;
                ALTER TABLE envois ADD COLUMN pris INTEGER;
                ALTER TABLE envois ADD COLUMN donne INTEGER NOT NULL DEFAULT 0;
                UPDATE envois SET pris = cree;
                CREATE TABLE retraits (
                  id TEXT NOT NULL, pour TEXT NOT NULL, le INTEGER NOT NULL, par TEXT NOT NULL,
                  motif TEXT NOT NULL, issue TEXT NOT NULL, PRIMARY KEY (id, pour),
                  FOREIGN KEY (id, pour) REFERENCES envois ON DELETE CASCADE
                ) STRICT, WITHOUT ROWID;
                ALTER TABLE receptions ADD COLUMN voie TEXT;
                ALTER TABLE receptions ADD COLUMN origine TEXT;
                """)
    }
}
