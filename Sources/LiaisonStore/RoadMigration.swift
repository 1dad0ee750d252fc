internal import GRDB

extension Migrations {
    /// The road of each sending, what agents declare of those that prove nothing, partners without keys
    /// (voies.md).
    static func tellRoads(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE envois ADD COLUMN voie TEXT NOT NULL DEFAULT 'service';
                ALTER TABLE transmissions ADD COLUMN voie TEXT NOT NULL DEFAULT 'service';
                CREATE TABLE etats_declares (
                  rang INTEGER PRIMARY KEY, id TEXT NOT NULL, pour TEXT NOT NULL,
                  statut TEXT NOT NULL, le INTEGER NOT NULL, moyen TEXT NOT NULL,
                  par TEXT NOT NULL
                ) STRICT;
                CREATE INDEX etats_declares_id ON etats_declares (id, pour);
                CREATE TABLE contacts_declares (
                  structure TEXT PRIMARY KEY, type TEXT NOT NULL, suite TEXT, le INTEGER NOT NULL,
                  note BLOB NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
