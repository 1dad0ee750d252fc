internal import Foundation
internal import GRDB
internal import LiaisonCrypto

extension Migrations {
    /// Who showed what contradicts a log, and whether a DPO answered for it; one line a cosignature.
    static func suspendLog(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE contradictions ADD COLUMN par TEXT;
                ALTER TABLE contradictions ADD COLUMN resolue INTEGER;
                CREATE INDEX contradictions_ouvertes ON contradictions (origine)
                  WHERE resolue IS NULL;
                CREATE INDEX points_taille ON points (taille);
                UPDATE cosignatures SET ligne = substr(ligne, 1, instr(ligne, char(10)))
                  WHERE instr(ligne, char(10)) BETWEEN 1 AND length(ligne) - 1;
                """)
    }

    /// The log's subtrees, checkpoints and witnesses; where its records name a fiche or a person.
    static func proveLog(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE journal ADD COLUMN ref TEXT;
                ALTER TABLE journal ADD COLUMN personne TEXT;
                UPDATE journal SET ref = json_extract(ligne, '$.ref') WHERE ligne IS NOT NULL;
                CREATE INDEX journal_ref ON journal (ref) WHERE ref IS NOT NULL;
                CREATE INDEX journal_personne ON journal (personne) WHERE personne IS NOT NULL;
                ALTER TABLE journal_etat ADD COLUMN epoque INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE journal_etat ADD COLUMN fige INTEGER NOT NULL DEFAULT 0;
                CREATE TABLE journal_noeuds (
                  niveau INTEGER NOT NULL, rang INTEGER NOT NULL, hash BLOB NOT NULL,
                  PRIMARY KEY (niveau, rang)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE points (
                  origine TEXT NOT NULL, taille INTEGER NOT NULL, le INTEGER NOT NULL,
                  note BLOB NOT NULL, PRIMARY KEY (origine, taille)
                ) STRICT;
                CREATE TABLE cosignatures (
                  origine TEXT NOT NULL, taille INTEGER NOT NULL, temoin TEXT NOT NULL,
                  le INTEGER NOT NULL, ligne TEXT NOT NULL, PRIMARY KEY (origine, taille, temoin)
                ) STRICT;
                CREATE TABLE temoins (
                  structure TEXT PRIMARY KEY, origine TEXT NOT NULL, taille INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE attestes (
                  origine TEXT PRIMARY KEY, taille INTEGER NOT NULL, le INTEGER NOT NULL,
                  note BLOB NOT NULL
                ) STRICT;
                CREATE TABLE contradictions (
                  rang INTEGER PRIMARY KEY, origine TEXT NOT NULL, le INTEGER NOT NULL,
                  connu BLOB NOT NULL, vu BLOB NOT NULL, UNIQUE (origine, connu, vu)
                ) STRICT;
                CREATE TABLE epoques (
                  structure TEXT NOT NULL, epoque INTEGER NOT NULL, note BLOB NOT NULL,
                  PRIMARY KEY (structure, epoque, note)
                ) STRICT;
                CREATE TABLE precedents (
                  structure TEXT PRIMARY KEY, note BLOB NOT NULL, donne INTEGER NOT NULL DEFAULT 0
                ) STRICT;
                CREATE TABLE lectures (
                  agent TEXT NOT NULL, jour TEXT NOT NULL, nombre INTEGER NOT NULL,
                  PRIMARY KEY (agent, jour)
                ) STRICT;
                """)
        var frontier = MerkleFrontier()
        let leaves = try Data.fetchCursor(
            database, sql: "SELECT feuille FROM journal ORDER BY n")
        while let leaf = try leaves.next() {
            for (niveau, rang, hash) in frontier.append(storedLeaf: leaf) {
                try database.execute(
                    sql: "INSERT INTO journal_noeuds VALUES (?, ?, ?)",
                    arguments: [niveau, rang, hash])
            }
        }
    }
}
