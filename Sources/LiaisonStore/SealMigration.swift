internal import GRDB

extension Migrations {
    /// What was bound when this landed, part, table and columns: `SealedPart.all` says what is today.
    private static let boundParts: [(name: String, table: String, columns: String)] = [
        ("faits", "faits", "n le par genre fiche effet contenu"),
        ("faits_personnes", "faits_personnes", "personne fait"),
        ("regles", "regles", "version texte le vue"),
        ("garde_arretee", "conservation_etat", "restaure doute"),
        (
            "gardes", "gardes",
            "id de boite objet modele partenaires scelle recu ouvert conserver original remplacee"
        ),
        ("annotations", "annotations", "rang de id personne le note nombre"),
        ("tombes", "tombes", "id de sha256 regle le boite purge genre scelle nonlu"),
        ("purges", "purges", "numero le avant suspendus note"),
        ("transmissions", "transmissions", "id de pour objet modele scelle recu ouvert voie"),
        ("transmissions_personnes", "transmissions_personnes", "personne id de"),
        ("dossiers", "dossiers", "genre n clos"),
        ("dossiers_faits", "dossiers_faits", "rang genre n le par contenu effet"),
        ("dossiers_plis", "dossiers_plis", "id de n"),
        ("avis", "avis", "de id n"),
        ("envois", "envois", "id pour de sha256 cree statut voie"),
        ("bordereaux_envoyes", "envois", "id pour de bordereau"),
        ("receptions", "receptions", "de id pour sha256 recu statut remplace voie origine"),
        ("bordereaux_recus", "receptions", "de id pour bordereau"),
        ("accuses", "accuses", "de id statut par pour le note"),
        ("retraits", "retraits", "id pour le par motif issue"),
        ("etats_declares", "etats_declares", "rang id pour statut le moyen par"),
        ("fichiers_ouverts", "fichiers_ouverts", "de id par le conserver note"),
        (
            "guichets", "guichets",
            "nom pour envoi modele nombre statut cree fin preuve remplace remis lu repondu clos motif par"
        ),
        ("guichets_reponses", "guichets_reponses", "nom id sha256 recu taille ouverte document"),
        ("guichets_contenus", "guichets_contenus", "boite de id nom part sha256 octets"),
        ("cartes", "cartes", "rang structure cle serie propre acceptee note"),
        ("verifications", "verifications", "structure cle recue note"),
        ("contacts_retires", "contacts_retires", "structure le"),
        ("contacts_declares", "contacts_declares", "structure type suite le note"),
        ("epoque", "journal_etat", "epoque fige"),
        ("points", "points", "origine taille le note"),
        ("cosignatures", "cosignatures", "origine taille temoin le ligne"),
        ("contradictions", "contradictions", "rang origine le connu vu par resolue"),
        ("epoques", "epoques", "structure epoque note"),
        ("sauvegardes", "sauvegardes", "dossier le cles"),
    ]

    /// Every change of a part leaves its row in `changements`, from which the same transaction takes it; what is
    /// found there later was not done by the program. Digests wait in `liens_attente` for the next record.
    static func sealEvidence(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE changements (
                  rang INTEGER PRIMARY KEY, signe TEXT NOT NULL, ligne TEXT NOT NULL
                ) STRICT;
                CREATE TABLE liens_attente (
                  rang INTEGER PRIMARY KEY, lien TEXT NOT NULL
                ) STRICT;
                CREATE TABLE sceau (
                  une INTEGER PRIMARY KEY CHECK (une = 1), sel BLOB NOT NULL
                ) STRICT;
                CREATE INDEX journal_sceaux ON journal (n)
                  WHERE instr(ligne, '"acte":"sceau"') > 0;
                """)
        for (name, table, joined) in boundParts {
            let columns = joined.split(separator: " ")
            /// A row as one text.
            func text(_ row: String) -> String {
                "'\(name) ' || "
                    + columns.map { "quote(\(row)\($0))" }.joined(separator: " || ',' || ")
            }
            func note(_ sign: String, _ row: String) -> String {
                "INSERT INTO changements (signe, ligne) VALUES ('\(sign)', \(text(row)));"
            }
            try database.execute(
                sql: """
                    CREATE TRIGGER lie_\(name)_ajout AFTER INSERT ON \(table) BEGIN
                      \(note("+", "NEW."))
                    END;
                    CREATE TRIGGER lie_\(name)_retrait AFTER DELETE ON \(table) BEGIN
                      \(note("-", "OLD."))
                    END;
                    CREATE TRIGGER lie_\(name)_change
                      AFTER UPDATE OF \(columns.joined(separator: ", ")) ON \(table)
                      WHEN \(text("OLD.")) <> \(text("NEW.")) BEGIN
                      \(note("-", "OLD."))
                      \(note("+", "NEW."))
                    END;
                    """)
        }
    }
}
