internal import Foundation
internal import GRDB
internal import LiaisonCrypto
internal import LiaisonSchema

/// What retention and the DPO's files needed of the schema.
extension Migrations {
    /// What decides how long each pli is kept, and what stays of those that are destroyed.
    static func retain(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE gardes (
                  id TEXT NOT NULL, de TEXT NOT NULL, boite TEXT NOT NULL, objet TEXT NOT NULL,
                  modele TEXT, partenaires TEXT NOT NULL, scelle INTEGER NOT NULL, recu INTEGER,
                  ouvert INTEGER NOT NULL, conserver TEXT NOT NULL, original TEXT,
                  PRIMARY KEY (id, de)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX gardes_lieu ON gardes (boite, de, id);
                CREATE INDEX gardes_original ON gardes (original) WHERE original IS NOT NULL;
                CREATE TABLE faits (
                  n INTEGER PRIMARY KEY AUTOINCREMENT, le INTEGER NOT NULL, par TEXT NOT NULL,
                  genre TEXT NOT NULL, fiche TEXT, effet TEXT, contenu TEXT NOT NULL
                ) STRICT;
                CREATE INDEX faits_genre ON faits (genre);
                CREATE INDEX faits_fiche ON faits (fiche) WHERE fiche IS NOT NULL;
                CREATE TABLE faits_personnes (
                  personne TEXT NOT NULL, fait INTEGER NOT NULL REFERENCES faits ON DELETE CASCADE,
                  PRIMARY KEY (personne, fait)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX faits_personnes_fait ON faits_personnes (fait);
                CREATE TABLE tombes (
                  id TEXT NOT NULL, de TEXT NOT NULL, sha256 TEXT NOT NULL, regle TEXT NOT NULL,
                  le INTEGER NOT NULL, boite TEXT, etat TEXT NOT NULL, purge INTEGER, genre TEXT,
                  scelle INTEGER, PRIMARY KEY (id, de)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX tombes_etat ON tombes (etat) WHERE etat != 'detruit';
                CREATE INDEX tombes_purge ON tombes (purge) WHERE purge IS NOT NULL;
                CREATE TABLE purges (
                  numero INTEGER PRIMARY KEY AUTOINCREMENT, le INTEGER NOT NULL, avant TEXT NOT NULL,
                  suspendus INTEGER NOT NULL, note BLOB
                ) STRICT;
                CREATE TABLE transmissions (
                  id TEXT NOT NULL, de TEXT NOT NULL, pour TEXT NOT NULL, objet TEXT NOT NULL,
                  modele TEXT, scelle INTEGER NOT NULL, recu INTEGER, ouvert INTEGER,
                  PRIMARY KEY (id, de, pour)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE transmissions_personnes (
                  personne TEXT NOT NULL, id TEXT NOT NULL, de TEXT NOT NULL,
                  PRIMARY KEY (personne, id, de)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX transmissions_personnes_id ON transmissions_personnes (id, de);
                CREATE TABLE regles (
                  version INTEGER PRIMARY KEY, texte TEXT NOT NULL, le INTEGER NOT NULL,
                  vue INTEGER
                ) STRICT;
                CREATE TABLE conservation_etat (
                  une INTEGER PRIMARY KEY CHECK (une = 1), repere INTEGER, tombes INTEGER NOT NULL,
                  faits INTEGER NOT NULL, restaure INTEGER NOT NULL
                ) STRICT;
                INSERT INTO conservation_etat VALUES (1, NULL, 0, 0, 0);
                CREATE INDEX accuses_purge ON accuses (pour) WHERE statut = 'purge';
                CREATE TABLE sauvegardes (
                  dossier TEXT PRIMARY KEY, le INTEGER NOT NULL, cles TEXT NOT NULL
                ) STRICT;
                CREATE TABLE a_interroger (structure TEXT PRIMARY KEY) STRICT;
                """)
        // The slip is the second line of its note, after «agir-liaison/pli/v1».
        for (box, table, received, opened, partners) in [
            ("envoi", "envois", "NULL", "0", "group_concat(pour, ' ')"),
            ("reception", "receptions", "recu", "statut = 'ouvert'", "de"),
        ] {
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO gardes SELECT id, de, '\(box)', json_extract(bord, '$.objet'),
                      json_extract(bord, '$.modele'), \(partners),
                      CAST(strftime('%s', json_extract(bord, '$.scelle')) AS INTEGER), \(received),
                      \(opened), json_extract(bord, '$.conserverJusquA'), NULL
                    FROM (SELECT *, substr(texte, 21, instr(substr(texte, 21), char(10)) - 1) AS bord
                      FROM (SELECT *, CAST(bordereau AS TEXT) AS texte FROM \(table)))
                    GROUP BY id, de
                    """)
        }
        // The record after a partage's deposit names the fiche handed on.
        try database.execute(
            sql: """
                UPDATE gardes SET original = (
                  SELECT g.de || ' ' || g.id FROM journal AS d JOIN journal AS p ON p.n = d.n + 1
                    JOIN gardes AS g ON g.id = p.ref
                    WHERE d.ref = gardes.id AND instr(d.ligne, '"acte":"depot"') > 0
                      AND instr(p.ligne, '"acte":"partage"') > 0 LIMIT 1)
                WHERE objet = 'partage'
                """)
    }

    /// Which plis belong to a request; what a procès-verbal counts as never read; what a later table
    /// replaces.
    static func attachPlis(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE dossiers_plis (
                  id TEXT NOT NULL, de TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id, de)
                ) STRICT, WITHOUT ROWID;
                INSERT OR IGNORE INTO dossiers_plis SELECT g.id, g.de, f.n FROM dossiers_faits AS f
                  JOIN gardes AS g ON g.id = json_extract(f.contenu, '$.id')
                  WHERE f.genre = 'demande' AND g.objet IN ('droits', 'reponse-droits')
                    AND json_extract(f.contenu, '$.etape') IN ('envoi', 'reponse');
                ALTER TABLE tombes ADD COLUMN nonlu INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE gardes ADD COLUMN remplacee INTEGER NOT NULL DEFAULT 0;
                """)
    }
}
