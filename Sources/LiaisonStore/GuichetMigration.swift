internal import GRDB

extension Migrations {
    /// Guichets, the answers that came by them, and what is held sealed of each (guichet.md).
    static func openGuichets(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE guichets (
                  rang INTEGER PRIMARY KEY, nom TEXT NOT NULL UNIQUE, pour TEXT NOT NULL,
                  envoi TEXT, modele TEXT, nombre INTEGER, statut TEXT NOT NULL,
                  cree INTEGER NOT NULL, fin INTEGER NOT NULL, preuve TEXT NOT NULL,
                  remplace TEXT, remis INTEGER, lu INTEGER, repondu INTEGER, clos INTEGER,
                  motif TEXT, par TEXT NOT NULL
                ) STRICT;
                CREATE INDEX guichets_envoi ON guichets (envoi) WHERE envoi IS NOT NULL;
                CREATE INDEX guichets_fin ON guichets (statut, fin);
                CREATE TABLE guichets_reponses (
                  rang INTEGER PRIMARY KEY, nom TEXT NOT NULL, id TEXT NOT NULL,
                  sha256 TEXT NOT NULL, recu INTEGER NOT NULL, taille INTEGER NOT NULL,
                  ouverte INTEGER, document TEXT, UNIQUE (nom, id)
                ) STRICT;
                CREATE INDEX guichets_reponses_attente ON guichets_reponses (recu)
                  WHERE ouverte IS NULL;
                CREATE TABLE guichets_contenus (
                  boite TEXT NOT NULL DEFAULT 'guichet', de TEXT NOT NULL, id TEXT NOT NULL,
                  nom TEXT NOT NULL, part TEXT NOT NULL, sha256 TEXT NOT NULL,
                  octets INTEGER NOT NULL, PRIMARY KEY (boite, de, id)
                ) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX guichets_contenus_nom ON guichets_contenus (nom, part);
                """)
    }
}
