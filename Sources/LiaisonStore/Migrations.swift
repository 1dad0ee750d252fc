internal import CStockage
internal import GRDB

/// The schemas. A migration that has landed is frozen, and calls nothing that is not: what it needs of a note
/// it reads in SQL. A change is a new one (`Tests/Captures/schemas` holds what programs wrote).
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
        migrator.registerMigration("2-echanges-de-cartes", migrate: exchangeCards)
        migrator.registerMigration("3-contacts-retires") { database in
            try database.execute(
                sql: """
                    CREATE TABLE contacts_retires (
                      structure TEXT PRIMARY KEY, le INTEGER NOT NULL
                    ) STRICT;
                    """)
        }
        migrator.registerMigration("4-occupation") { database in
            try database.execute(
                sql: """
                    CREATE TABLE occupation (
                      structure TEXT PRIMARY KEY, octets INTEGER NOT NULL
                    ) STRICT;
                    INSERT INTO occupation SELECT de, sum(length(contenu) - 40) FROM blobs
                      WHERE boite = 'reception' GROUP BY de;
                    CREATE INDEX envois_cree ON envois (cree);
                    CREATE INDEX envois_statut ON envois (statut, cree);
                    CREATE INDEX envois_attente ON envois (pour, prochain)
                      WHERE prochain IS NOT NULL;
                    CREATE INDEX receptions_recu ON receptions (recu);
                    CREATE INDEX receptions_statut ON receptions (statut);
                    """)
        }
        migrator.registerMigration("5-fichiers-ouverts") { database in
            try database.execute(
                sql: """
                    CREATE TABLE fichiers_ouverts (
                      de TEXT NOT NULL, id TEXT NOT NULL, par TEXT NOT NULL, le INTEGER NOT NULL,
                      conserver TEXT NOT NULL, note BLOB NOT NULL, PRIMARY KEY (de, id, par)
                    ) STRICT;
                    """)
        }
        migrator.registerMigration("6-accuses-par-partenaire") { database in
            // What is due is asked partner by partner.
            try database.execute(
                sql: """
                    CREATE INDEX accuses_attente ON accuses (de, prochain)
                      WHERE prochain IS NOT NULL;
                    DROP INDEX accuses_prochain;
                    DROP INDEX envois_prochain;
                    """)
        }
        migrator.registerMigration("7-journal-prouvable", migrate: proveLog)
        migrator.registerMigration("8-recherche-par-identifiant", migrate: findByID)
        migrator.registerMigration("9-annotations") { database in
            try database.execute(
                sql: """
                    CREATE TABLE annotations (
                      rang INTEGER PRIMARY KEY, de TEXT NOT NULL, id TEXT NOT NULL,
                      personne TEXT NOT NULL, le INTEGER NOT NULL, note BLOB NOT NULL,
                      UNIQUE (id, de, personne)
                    ) STRICT;
                    CREATE INDEX annotations_personne ON annotations (personne);
                    """)
        }
        migrator.registerMigration("10-alarmes") { database in
            try database.execute(
                sql: """
                    CREATE INDEX journal_alarmes ON journal (n)
                      WHERE instr(ligne, '"acte":"alarme"') > 0;
                    CREATE INDEX journal_elagages ON journal (n)
                      WHERE instr(ligne, '"acte":"elagage"') > 0;
                    CREATE INDEX cosignatures_le ON cosignatures (origine, le);
                    """)
        }
        migrator.registerMigration("11-conservation", migrate: retain)
        migrator.registerMigration("12-violations-et-demandes") { database in
            try database.execute(
                sql: """
                    CREATE TABLE dossiers_suite (
                      genre TEXT PRIMARY KEY, dernier INTEGER NOT NULL
                    ) STRICT;
                    INSERT INTO dossiers_suite VALUES ('violation', 0), ('demande', 0);
                    CREATE TABLE dossiers (
                      genre TEXT NOT NULL, n INTEGER NOT NULL, clos INTEGER NOT NULL,
                      PRIMARY KEY (genre, n)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE dossiers_faits (
                      rang INTEGER PRIMARY KEY AUTOINCREMENT, genre TEXT NOT NULL,
                      n INTEGER NOT NULL, le INTEGER NOT NULL, par TEXT NOT NULL,
                      contenu TEXT NOT NULL, effet TEXT,
                      FOREIGN KEY (genre, n) REFERENCES dossiers
                    ) STRICT;
                    CREATE INDEX dossiers_faits_dossier ON dossiers_faits (genre, n);
                    CREATE TABLE avis (
                      de TEXT NOT NULL, id TEXT NOT NULL, n INTEGER NOT NULL,
                      PRIMARY KEY (de, id)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE alertes (
                      n INTEGER NOT NULL, destinataire TEXT NOT NULL, echeance INTEGER NOT NULL,
                      part INTEGER NOT NULL, PRIMARY KEY (n, destinataire, echeance, part)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE horloge_violations (
                      une INTEGER PRIMARY KEY CHECK (une = 1), heure INTEGER NOT NULL,
                      secondes INTEGER NOT NULL
                    ) STRICT;
                    """)
        }
        migrator.registerMigration("13-cartes-par-structure") { database in
            // The card in force, and what came under one, are found without reading the others.
            try database.execute(
                sql: """
                    CREATE INDEX cartes_structure ON cartes (structure, rang);
                    CREATE INDEX receptions_de_recu ON receptions (de, recu);
                    CREATE INDEX gardes_avis ON gardes (de, id)
                      WHERE boite = 'reception' AND objet = 'violation';
                    """)
        }
        migrator.registerMigration("14-journal-suspendu", migrate: suspendLog)
        migrator.registerMigration("15-plis-des-dossiers", migrate: attachPlis)
        migrator.registerMigration("16-personnes-des-tableaux") { database in
            // Of a table that was read before, nobody said how many persons it lists.
            try database.execute(sql: "ALTER TABLE annotations ADD COLUMN nombre INTEGER")
        }
        migrator.registerMigration("17-voies", migrate: tellRoads)
        migrator.registerMigration("18-departs-et-receptions", migrate: departAndReceive)
        migrator.registerMigration("19-horloge-douteuse", migrate: keepDoubts)
        migrator.registerMigration("20-guichets", migrate: openGuichets)
        migrator.registerMigration("21-sceaux", migrate: sealEvidence)
        migrator.registerMigration("22-place-de-chacun", migrate: countPlaces)
        migrator.registerMigration("23-signatures-en-avance", migrate: noteSignedAhead)
        migrator.registerMigration("24-injoignables", migrate: noteReach)
        migrator.registerMigration("25-contacts-suspendus", migrate: suspendContacts)
        migrator.registerMigration("27-reponses", migrate: tellAnswers)
        migrator.registerMigration("28-heures-contraires", migrate: nameContradictors)
        migrator.registerMigration("29-ecarts-effaces", migrate: wipeGaps)
        return migrator
    }

    /// A fiche of a million is found by its id, and by the one that it replaces.
    private static func findByID(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE receptions ADD COLUMN remplace TEXT;
                CREATE INDEX receptions_id ON receptions (id);
                CREATE INDEX receptions_remplace ON receptions (remplace)
                  WHERE remplace IS NOT NULL;
                """)
        // The slip is the second line of its note, after «agir-liaison/pli/v1».
        try database.execute(
            sql: """
                UPDATE receptions SET remplace = (
                  SELECT json_extract(substr(bord, 1, instr(bord, char(10)) - 1), '$.remplace')
                    FROM (SELECT substr(CAST(receptions.bordereau AS TEXT), 21) AS bord))
                  WHERE instr(bordereau, CAST('"remplace"' AS BLOB))
                """)
    }

    /// Cards in their order of acceptance, whatever their key; those under a key that nobody verified
    /// stand aside; what each partner's cards still need.
    private static func exchangeCards(_ database: Database) throws {
        // The card is the second line of its note, after «agir-liaison/carte/v1».
        try database.execute(
            sql: """
                ALTER TABLE cartes RENAME TO cartes_avant;
                CREATE TABLE cartes (
                  rang INTEGER PRIMARY KEY, structure TEXT NOT NULL, cle TEXT NOT NULL,
                  serie INTEGER NOT NULL, propre INTEGER NOT NULL, acceptee INTEGER NOT NULL,
                  note BLOB NOT NULL, UNIQUE (structure, cle, serie)
                ) STRICT;
                CREATE TABLE cartes_en_attente (
                  structure TEXT PRIMARY KEY, recue INTEGER NOT NULL, note BLOB NOT NULL
                ) STRICT;
                CREATE TABLE echanges_cartes (
                  structure TEXT PRIMARY KEY, transmission INTEGER, essais INTEGER NOT NULL,
                  tirage INTEGER NOT NULL
                ) STRICT;
                INSERT INTO cartes (structure, cle, serie, propre, acceptee, note)
                  SELECT structure,
                    json_extract(substr(texte, 1, instr(texte, char(10)) - 1), '$.cleStructure'),
                    serie, propre, acceptee, note
                    FROM (SELECT *, substr(CAST(note AS TEXT), 23) AS texte FROM cartes_avant)
                    ORDER BY acceptee, serie;
                INSERT INTO echanges_cartes (structure, essais, tirage)
                  SELECT structure, 0, min(acceptee) + 86400 FROM cartes_avant WHERE propre = 0
                    GROUP BY structure;
                DROP TABLE cartes_avant;
                """)
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
        migrator.registerMigration("2-ecarts-effaces", migrate: wipeGaps)
        return migrator
    }

    /// What SQLite left of rows in its pages, while programs before this one wrote them.
    private static func wipeGaps(_ database: Database) throws {
        let status = stockage_gomme_base(database.sqliteConnection)
        guard status == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: status)) }
    }
}
