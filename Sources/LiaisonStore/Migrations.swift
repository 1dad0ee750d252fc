internal import GRDB

/// The schemas. A migration that has landed is frozen; a change is a new one.
enum Migrations {
    static var liaison: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-premiere-lumiere") { database in
            try database.execute(
                sql: """
                    CREATE TABLE cartes (
                      structure TEXT NOT NULL, serie INTEGER NOT NULL, propre INTEGER NOT NULL,
                      acceptee INTEGER NOT NULL, note BLOB NOT NULL,
                      PRIMARY KEY (structure, serie)
                    ) STRICT;
                    CREATE TABLE verifications (
                      structure TEXT NOT NULL, cle TEXT NOT NULL, recue INTEGER NOT NULL,
                      note BLOB NOT NULL,
                      PRIMARY KEY (structure, cle)
                    ) STRICT;
                    CREATE TABLE blobs (
                      boite TEXT NOT NULL, de TEXT NOT NULL, id TEXT NOT NULL, contenu BLOB NOT NULL,
                      PRIMARY KEY (boite, de, id)
                    ) STRICT;
                    CREATE TABLE envois (
                      id TEXT NOT NULL, pour TEXT NOT NULL, de TEXT NOT NULL, sha256 TEXT NOT NULL,
                      bordereau BLOB NOT NULL, cree INTEGER NOT NULL, statut TEXT NOT NULL,
                      essais INTEGER NOT NULL, prochain INTEGER,
                      PRIMARY KEY (id, pour)
                    ) STRICT;
                    CREATE INDEX envois_prochain ON envois (prochain) WHERE prochain IS NOT NULL;
                    CREATE TABLE receptions (
                      de TEXT NOT NULL, id TEXT NOT NULL, pour TEXT NOT NULL, sha256 TEXT NOT NULL,
                      bordereau BLOB NOT NULL, recu INTEGER NOT NULL, statut TEXT NOT NULL,
                      PRIMARY KEY (de, id, pour)
                    ) STRICT;
                    CREATE TABLE accuses (
                      de TEXT NOT NULL, id TEXT NOT NULL, statut TEXT NOT NULL, par TEXT NOT NULL,
                      pour TEXT NOT NULL, le INTEGER NOT NULL, note BLOB NOT NULL,
                      essais INTEGER NOT NULL, prochain INTEGER,
                      PRIMARY KEY (de, id, statut, par)
                    ) STRICT;
                    CREATE INDEX accuses_prochain ON accuses (prochain)
                      WHERE prochain IS NOT NULL;
                    CREATE TABLE journal (
                      n INTEGER PRIMARY KEY, feuille BLOB NOT NULL, ligne TEXT
                    ) STRICT;
                    CREATE TABLE journal_etat (
                      une INTEGER PRIMARY KEY CHECK (une = 1), taille INTEGER NOT NULL,
                      frontiere BLOB NOT NULL
                    ) STRICT;
                    INSERT INTO journal_etat VALUES (1, 0, x'');
                    """)
        }
        return migrator
    }

    static var cles: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-premiere-lumiere") { database in
            try database.execute(
                sql: """
                    CREATE TABLE cles (
                      boite TEXT NOT NULL, de TEXT NOT NULL, id TEXT NOT NULL, cle BLOB NOT NULL,
                      PRIMARY KEY (boite, de, id)
                    ) STRICT;
                    """)
        }
        return migrator
    }
}
