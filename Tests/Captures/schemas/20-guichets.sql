-- The schema after « 20-guichets », of the programs between 0.1 and the version after it.
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
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
  essais INTEGER NOT NULL, prochain INTEGER, voie TEXT NOT NULL DEFAULT 'service', partir INTEGER, pris INTEGER, donne INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (id, pour)
) STRICT;
CREATE TABLE receptions (
  de TEXT NOT NULL, id TEXT NOT NULL, pour TEXT NOT NULL, sha256 TEXT NOT NULL,
  bordereau BLOB NOT NULL, recu INTEGER NOT NULL, statut TEXT NOT NULL, remplace TEXT, voie TEXT, origine TEXT,
  PRIMARY KEY (de, id, pour)
) STRICT;
CREATE TABLE accuses (
  de TEXT NOT NULL, id TEXT NOT NULL, statut TEXT NOT NULL, par TEXT NOT NULL,
  pour TEXT NOT NULL, le INTEGER NOT NULL, note BLOB NOT NULL,
  essais INTEGER NOT NULL, prochain INTEGER,
  PRIMARY KEY (de, id, statut, par)
) STRICT;
CREATE TABLE journal (
  n INTEGER PRIMARY KEY, feuille BLOB NOT NULL, ligne TEXT
, ref TEXT, personne TEXT) STRICT;
CREATE TABLE journal_etat (
  une INTEGER PRIMARY KEY CHECK (une = 1), taille INTEGER NOT NULL,
  frontiere BLOB NOT NULL
, epoque INTEGER NOT NULL DEFAULT 1, fige INTEGER NOT NULL DEFAULT 0) STRICT;
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
CREATE TABLE contacts_retires (
  structure TEXT PRIMARY KEY, le INTEGER NOT NULL
) STRICT;
CREATE TABLE occupation (
  structure TEXT PRIMARY KEY, octets INTEGER NOT NULL
) STRICT;
CREATE INDEX envois_cree ON envois (cree);
CREATE INDEX envois_statut ON envois (statut, cree);
CREATE INDEX envois_attente ON envois (pour, prochain)
  WHERE prochain IS NOT NULL;
CREATE INDEX receptions_recu ON receptions (recu);
CREATE INDEX receptions_statut ON receptions (statut);
CREATE TABLE fichiers_ouverts (
  de TEXT NOT NULL, id TEXT NOT NULL, par TEXT NOT NULL, le INTEGER NOT NULL,
  conserver TEXT NOT NULL, note BLOB NOT NULL, PRIMARY KEY (de, id, par)
) STRICT;
CREATE INDEX accuses_attente ON accuses (de, prochain)
  WHERE prochain IS NOT NULL;
CREATE INDEX journal_ref ON journal (ref) WHERE ref IS NOT NULL;
CREATE INDEX journal_personne ON journal (personne) WHERE personne IS NOT NULL;
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
  connu BLOB NOT NULL, vu BLOB NOT NULL, par TEXT, resolue INTEGER, UNIQUE (origine, connu, vu)
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
CREATE INDEX receptions_id ON receptions (id);
CREATE INDEX receptions_remplace ON receptions (remplace)
  WHERE remplace IS NOT NULL;
CREATE TABLE annotations (
  rang INTEGER PRIMARY KEY, de TEXT NOT NULL, id TEXT NOT NULL,
  personne TEXT NOT NULL, le INTEGER NOT NULL, note BLOB NOT NULL, nombre INTEGER,
  UNIQUE (id, de, personne)
) STRICT;
CREATE INDEX annotations_personne ON annotations (personne);
CREATE INDEX journal_alarmes ON journal (n)
  WHERE instr(ligne, '"acte":"alarme"') > 0;
CREATE INDEX journal_elagages ON journal (n)
  WHERE instr(ligne, '"acte":"elagage"') > 0;
CREATE INDEX cosignatures_le ON cosignatures (origine, le);
CREATE TABLE gardes (
  id TEXT NOT NULL, de TEXT NOT NULL, boite TEXT NOT NULL, objet TEXT NOT NULL,
  modele TEXT, partenaires TEXT NOT NULL, scelle INTEGER NOT NULL, recu INTEGER,
  ouvert INTEGER NOT NULL, conserver TEXT NOT NULL, original TEXT, remplacee INTEGER NOT NULL DEFAULT 0,
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
  scelle INTEGER, nonlu INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (id, de)
) STRICT, WITHOUT ROWID;
CREATE INDEX tombes_etat ON tombes (etat) WHERE etat != 'detruit';
CREATE INDEX tombes_purge ON tombes (purge) WHERE purge IS NOT NULL;
CREATE TABLE purges (
  numero INTEGER PRIMARY KEY AUTOINCREMENT, le INTEGER NOT NULL, avant TEXT NOT NULL,
  suspendus INTEGER NOT NULL, note BLOB
) STRICT;
CREATE TABLE transmissions (
  id TEXT NOT NULL, de TEXT NOT NULL, pour TEXT NOT NULL, objet TEXT NOT NULL,
  modele TEXT, scelle INTEGER NOT NULL, recu INTEGER, ouvert INTEGER, voie TEXT NOT NULL DEFAULT 'service',
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
, doute TEXT) STRICT;
CREATE INDEX accuses_purge ON accuses (pour) WHERE statut = 'purge';
CREATE TABLE sauvegardes (
  dossier TEXT PRIMARY KEY, le INTEGER NOT NULL, cles TEXT NOT NULL
) STRICT;
CREATE TABLE a_interroger (structure TEXT PRIMARY KEY) STRICT;
CREATE TABLE dossiers_suite (
  genre TEXT PRIMARY KEY, dernier INTEGER NOT NULL
) STRICT;
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
CREATE INDEX cartes_structure ON cartes (structure, rang);
CREATE INDEX receptions_de_recu ON receptions (de, recu);
CREATE INDEX gardes_avis ON gardes (de, id)
  WHERE boite = 'reception' AND objet = 'violation';
CREATE INDEX contradictions_ouvertes ON contradictions (origine)
  WHERE resolue IS NULL;
CREATE INDEX points_taille ON points (taille);
CREATE TABLE dossiers_plis (
  id TEXT NOT NULL, de TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id, de)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE retraits (
  id TEXT NOT NULL, pour TEXT NOT NULL, le INTEGER NOT NULL, par TEXT NOT NULL,
  motif TEXT NOT NULL, issue TEXT NOT NULL, PRIMARY KEY (id, pour),
  FOREIGN KEY (id, pour) REFERENCES envois ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
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
INSERT INTO grdb_migrations VALUES ('1-premiere-lumiere');
INSERT INTO grdb_migrations VALUES ('2-echanges-de-cartes');
INSERT INTO grdb_migrations VALUES ('3-contacts-retires');
INSERT INTO grdb_migrations VALUES ('4-occupation');
INSERT INTO grdb_migrations VALUES ('5-fichiers-ouverts');
INSERT INTO grdb_migrations VALUES ('6-accuses-par-partenaire');
INSERT INTO grdb_migrations VALUES ('7-journal-prouvable');
INSERT INTO grdb_migrations VALUES ('8-recherche-par-identifiant');
INSERT INTO grdb_migrations VALUES ('9-annotations');
INSERT INTO grdb_migrations VALUES ('10-alarmes');
INSERT INTO grdb_migrations VALUES ('11-conservation');
INSERT INTO grdb_migrations VALUES ('12-violations-et-demandes');
INSERT INTO grdb_migrations VALUES ('13-cartes-par-structure');
INSERT INTO grdb_migrations VALUES ('14-journal-suspendu');
INSERT INTO grdb_migrations VALUES ('15-plis-des-dossiers');
INSERT INTO grdb_migrations VALUES ('16-personnes-des-tableaux');
INSERT INTO grdb_migrations VALUES ('17-voies');
INSERT INTO grdb_migrations VALUES ('18-departs-et-receptions');
INSERT INTO grdb_migrations VALUES ('19-horloge-douteuse');
INSERT INTO grdb_migrations VALUES ('20-guichets');
INSERT INTO journal_etat (une, taille, frontiere) VALUES (1, 0, x'');
INSERT INTO conservation_etat VALUES (1, NULL, 0, 0, 0, NULL);
INSERT INTO dossiers_suite VALUES ('violation', 0), ('demande', 0);
