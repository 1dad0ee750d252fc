-- The schema after « 27-reponses », of the programs of November 2026.
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
  bordereau BLOB NOT NULL, recu INTEGER NOT NULL, statut TEXT NOT NULL, remplace TEXT, voie TEXT, origine TEXT, octets INTEGER NOT NULL DEFAULT 0, reponse TEXT,
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
CREATE TABLE signatures_en_avance (
  qui TEXT PRIMARY KEY, jusque INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE injoignables (
  structure TEXT PRIMARY KEY, cause TEXT NOT NULL, depuis INTEGER NOT NULL,
  le INTEGER NOT NULL, dit INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE contacts_suspendus (
  structure TEXT PRIMARY KEY, motif TEXT NOT NULL, le INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX receptions_reponse ON receptions (reponse) WHERE reponse IS NOT NULL;
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
INSERT INTO grdb_migrations VALUES ('21-sceaux');
INSERT INTO grdb_migrations VALUES ('22-place-de-chacun');
INSERT INTO grdb_migrations VALUES ('23-signatures-en-avance');
INSERT INTO grdb_migrations VALUES ('24-injoignables');
INSERT INTO grdb_migrations VALUES ('25-contacts-suspendus');
INSERT INTO grdb_migrations VALUES ('27-reponses');
INSERT INTO journal_etat (une, taille, frontiere) VALUES (1, 0, x'');
INSERT INTO conservation_etat VALUES (1, NULL, 0, 0, 0, NULL);
INSERT INTO dossiers_suite VALUES ('violation', 0), ('demande', 0);
-- After the rows that always are there, which they would note.
CREATE TRIGGER lie_faits_ajout AFTER INSERT ON faits BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'faits ' || quote(NEW.n) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.genre) || ',' || quote(NEW.fiche) || ',' || quote(NEW.effet) || ',' || quote(NEW.contenu));
END;
CREATE TRIGGER lie_faits_retrait AFTER DELETE ON faits BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'faits ' || quote(OLD.n) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.genre) || ',' || quote(OLD.fiche) || ',' || quote(OLD.effet) || ',' || quote(OLD.contenu));
END;
CREATE TRIGGER lie_faits_change
  AFTER UPDATE OF n, le, par, genre, fiche, effet, contenu ON faits
  WHEN 'faits ' || quote(OLD.n) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.genre) || ',' || quote(OLD.fiche) || ',' || quote(OLD.effet) || ',' || quote(OLD.contenu) <> 'faits ' || quote(NEW.n) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.genre) || ',' || quote(NEW.fiche) || ',' || quote(NEW.effet) || ',' || quote(NEW.contenu) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'faits ' || quote(OLD.n) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.genre) || ',' || quote(OLD.fiche) || ',' || quote(OLD.effet) || ',' || quote(OLD.contenu));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'faits ' || quote(NEW.n) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.genre) || ',' || quote(NEW.fiche) || ',' || quote(NEW.effet) || ',' || quote(NEW.contenu));
END;
CREATE TRIGGER lie_faits_personnes_ajout AFTER INSERT ON faits_personnes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'faits_personnes ' || quote(NEW.personne) || ',' || quote(NEW.fait));
END;
CREATE TRIGGER lie_faits_personnes_retrait AFTER DELETE ON faits_personnes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'faits_personnes ' || quote(OLD.personne) || ',' || quote(OLD.fait));
END;
CREATE TRIGGER lie_faits_personnes_change
  AFTER UPDATE OF personne, fait ON faits_personnes
  WHEN 'faits_personnes ' || quote(OLD.personne) || ',' || quote(OLD.fait) <> 'faits_personnes ' || quote(NEW.personne) || ',' || quote(NEW.fait) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'faits_personnes ' || quote(OLD.personne) || ',' || quote(OLD.fait));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'faits_personnes ' || quote(NEW.personne) || ',' || quote(NEW.fait));
END;
CREATE TRIGGER lie_regles_ajout AFTER INSERT ON regles BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'regles ' || quote(NEW.version) || ',' || quote(NEW.texte) || ',' || quote(NEW.le) || ',' || quote(NEW.vue));
END;
CREATE TRIGGER lie_regles_retrait AFTER DELETE ON regles BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'regles ' || quote(OLD.version) || ',' || quote(OLD.texte) || ',' || quote(OLD.le) || ',' || quote(OLD.vue));
END;
CREATE TRIGGER lie_regles_change
  AFTER UPDATE OF version, texte, le, vue ON regles
  WHEN 'regles ' || quote(OLD.version) || ',' || quote(OLD.texte) || ',' || quote(OLD.le) || ',' || quote(OLD.vue) <> 'regles ' || quote(NEW.version) || ',' || quote(NEW.texte) || ',' || quote(NEW.le) || ',' || quote(NEW.vue) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'regles ' || quote(OLD.version) || ',' || quote(OLD.texte) || ',' || quote(OLD.le) || ',' || quote(OLD.vue));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'regles ' || quote(NEW.version) || ',' || quote(NEW.texte) || ',' || quote(NEW.le) || ',' || quote(NEW.vue));
END;
CREATE TRIGGER lie_garde_arretee_ajout AFTER INSERT ON conservation_etat BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'garde_arretee ' || quote(NEW.restaure) || ',' || quote(NEW.doute));
END;
CREATE TRIGGER lie_garde_arretee_retrait AFTER DELETE ON conservation_etat BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'garde_arretee ' || quote(OLD.restaure) || ',' || quote(OLD.doute));
END;
CREATE TRIGGER lie_garde_arretee_change
  AFTER UPDATE OF restaure, doute ON conservation_etat
  WHEN 'garde_arretee ' || quote(OLD.restaure) || ',' || quote(OLD.doute) <> 'garde_arretee ' || quote(NEW.restaure) || ',' || quote(NEW.doute) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'garde_arretee ' || quote(OLD.restaure) || ',' || quote(OLD.doute));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'garde_arretee ' || quote(NEW.restaure) || ',' || quote(NEW.doute));
END;
CREATE TRIGGER lie_gardes_ajout AFTER INSERT ON gardes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'gardes ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.boite) || ',' || quote(NEW.objet) || ',' || quote(NEW.modele) || ',' || quote(NEW.partenaires) || ',' || quote(NEW.scelle) || ',' || quote(NEW.recu) || ',' || quote(NEW.ouvert) || ',' || quote(NEW.conserver) || ',' || quote(NEW.original) || ',' || quote(NEW.remplacee));
END;
CREATE TRIGGER lie_gardes_retrait AFTER DELETE ON gardes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'gardes ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.boite) || ',' || quote(OLD.objet) || ',' || quote(OLD.modele) || ',' || quote(OLD.partenaires) || ',' || quote(OLD.scelle) || ',' || quote(OLD.recu) || ',' || quote(OLD.ouvert) || ',' || quote(OLD.conserver) || ',' || quote(OLD.original) || ',' || quote(OLD.remplacee));
END;
CREATE TRIGGER lie_gardes_change
  AFTER UPDATE OF id, de, boite, objet, modele, partenaires, scelle, recu, ouvert, conserver, original, remplacee ON gardes
  WHEN 'gardes ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.boite) || ',' || quote(OLD.objet) || ',' || quote(OLD.modele) || ',' || quote(OLD.partenaires) || ',' || quote(OLD.scelle) || ',' || quote(OLD.recu) || ',' || quote(OLD.ouvert) || ',' || quote(OLD.conserver) || ',' || quote(OLD.original) || ',' || quote(OLD.remplacee) <> 'gardes ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.boite) || ',' || quote(NEW.objet) || ',' || quote(NEW.modele) || ',' || quote(NEW.partenaires) || ',' || quote(NEW.scelle) || ',' || quote(NEW.recu) || ',' || quote(NEW.ouvert) || ',' || quote(NEW.conserver) || ',' || quote(NEW.original) || ',' || quote(NEW.remplacee) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'gardes ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.boite) || ',' || quote(OLD.objet) || ',' || quote(OLD.modele) || ',' || quote(OLD.partenaires) || ',' || quote(OLD.scelle) || ',' || quote(OLD.recu) || ',' || quote(OLD.ouvert) || ',' || quote(OLD.conserver) || ',' || quote(OLD.original) || ',' || quote(OLD.remplacee));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'gardes ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.boite) || ',' || quote(NEW.objet) || ',' || quote(NEW.modele) || ',' || quote(NEW.partenaires) || ',' || quote(NEW.scelle) || ',' || quote(NEW.recu) || ',' || quote(NEW.ouvert) || ',' || quote(NEW.conserver) || ',' || quote(NEW.original) || ',' || quote(NEW.remplacee));
END;
CREATE TRIGGER lie_annotations_ajout AFTER INSERT ON annotations BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'annotations ' || quote(NEW.rang) || ',' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.personne) || ',' || quote(NEW.le) || ',' || quote(NEW.note) || ',' || quote(NEW.nombre));
END;
CREATE TRIGGER lie_annotations_retrait AFTER DELETE ON annotations BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'annotations ' || quote(OLD.rang) || ',' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.personne) || ',' || quote(OLD.le) || ',' || quote(OLD.note) || ',' || quote(OLD.nombre));
END;
CREATE TRIGGER lie_annotations_change
  AFTER UPDATE OF rang, de, id, personne, le, note, nombre ON annotations
  WHEN 'annotations ' || quote(OLD.rang) || ',' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.personne) || ',' || quote(OLD.le) || ',' || quote(OLD.note) || ',' || quote(OLD.nombre) <> 'annotations ' || quote(NEW.rang) || ',' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.personne) || ',' || quote(NEW.le) || ',' || quote(NEW.note) || ',' || quote(NEW.nombre) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'annotations ' || quote(OLD.rang) || ',' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.personne) || ',' || quote(OLD.le) || ',' || quote(OLD.note) || ',' || quote(OLD.nombre));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'annotations ' || quote(NEW.rang) || ',' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.personne) || ',' || quote(NEW.le) || ',' || quote(NEW.note) || ',' || quote(NEW.nombre));
END;
CREATE TRIGGER lie_tombes_ajout AFTER INSERT ON tombes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'tombes ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.sha256) || ',' || quote(NEW.regle) || ',' || quote(NEW.le) || ',' || quote(NEW.boite) || ',' || quote(NEW.purge) || ',' || quote(NEW.genre) || ',' || quote(NEW.scelle) || ',' || quote(NEW.nonlu));
END;
CREATE TRIGGER lie_tombes_retrait AFTER DELETE ON tombes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'tombes ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.sha256) || ',' || quote(OLD.regle) || ',' || quote(OLD.le) || ',' || quote(OLD.boite) || ',' || quote(OLD.purge) || ',' || quote(OLD.genre) || ',' || quote(OLD.scelle) || ',' || quote(OLD.nonlu));
END;
CREATE TRIGGER lie_tombes_change
  AFTER UPDATE OF id, de, sha256, regle, le, boite, purge, genre, scelle, nonlu ON tombes
  WHEN 'tombes ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.sha256) || ',' || quote(OLD.regle) || ',' || quote(OLD.le) || ',' || quote(OLD.boite) || ',' || quote(OLD.purge) || ',' || quote(OLD.genre) || ',' || quote(OLD.scelle) || ',' || quote(OLD.nonlu) <> 'tombes ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.sha256) || ',' || quote(NEW.regle) || ',' || quote(NEW.le) || ',' || quote(NEW.boite) || ',' || quote(NEW.purge) || ',' || quote(NEW.genre) || ',' || quote(NEW.scelle) || ',' || quote(NEW.nonlu) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'tombes ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.sha256) || ',' || quote(OLD.regle) || ',' || quote(OLD.le) || ',' || quote(OLD.boite) || ',' || quote(OLD.purge) || ',' || quote(OLD.genre) || ',' || quote(OLD.scelle) || ',' || quote(OLD.nonlu));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'tombes ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.sha256) || ',' || quote(NEW.regle) || ',' || quote(NEW.le) || ',' || quote(NEW.boite) || ',' || quote(NEW.purge) || ',' || quote(NEW.genre) || ',' || quote(NEW.scelle) || ',' || quote(NEW.nonlu));
END;
CREATE TRIGGER lie_purges_ajout AFTER INSERT ON purges BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'purges ' || quote(NEW.numero) || ',' || quote(NEW.le) || ',' || quote(NEW.avant) || ',' || quote(NEW.suspendus) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_purges_retrait AFTER DELETE ON purges BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'purges ' || quote(OLD.numero) || ',' || quote(OLD.le) || ',' || quote(OLD.avant) || ',' || quote(OLD.suspendus) || ',' || quote(OLD.note));
END;
CREATE TRIGGER lie_purges_change
  AFTER UPDATE OF numero, le, avant, suspendus, note ON purges
  WHEN 'purges ' || quote(OLD.numero) || ',' || quote(OLD.le) || ',' || quote(OLD.avant) || ',' || quote(OLD.suspendus) || ',' || quote(OLD.note) <> 'purges ' || quote(NEW.numero) || ',' || quote(NEW.le) || ',' || quote(NEW.avant) || ',' || quote(NEW.suspendus) || ',' || quote(NEW.note) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'purges ' || quote(OLD.numero) || ',' || quote(OLD.le) || ',' || quote(OLD.avant) || ',' || quote(OLD.suspendus) || ',' || quote(OLD.note));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'purges ' || quote(NEW.numero) || ',' || quote(NEW.le) || ',' || quote(NEW.avant) || ',' || quote(NEW.suspendus) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_transmissions_ajout AFTER INSERT ON transmissions BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'transmissions ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.pour) || ',' || quote(NEW.objet) || ',' || quote(NEW.modele) || ',' || quote(NEW.scelle) || ',' || quote(NEW.recu) || ',' || quote(NEW.ouvert) || ',' || quote(NEW.voie));
END;
CREATE TRIGGER lie_transmissions_retrait AFTER DELETE ON transmissions BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'transmissions ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.pour) || ',' || quote(OLD.objet) || ',' || quote(OLD.modele) || ',' || quote(OLD.scelle) || ',' || quote(OLD.recu) || ',' || quote(OLD.ouvert) || ',' || quote(OLD.voie));
END;
CREATE TRIGGER lie_transmissions_change
  AFTER UPDATE OF id, de, pour, objet, modele, scelle, recu, ouvert, voie ON transmissions
  WHEN 'transmissions ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.pour) || ',' || quote(OLD.objet) || ',' || quote(OLD.modele) || ',' || quote(OLD.scelle) || ',' || quote(OLD.recu) || ',' || quote(OLD.ouvert) || ',' || quote(OLD.voie) <> 'transmissions ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.pour) || ',' || quote(NEW.objet) || ',' || quote(NEW.modele) || ',' || quote(NEW.scelle) || ',' || quote(NEW.recu) || ',' || quote(NEW.ouvert) || ',' || quote(NEW.voie) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'transmissions ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.pour) || ',' || quote(OLD.objet) || ',' || quote(OLD.modele) || ',' || quote(OLD.scelle) || ',' || quote(OLD.recu) || ',' || quote(OLD.ouvert) || ',' || quote(OLD.voie));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'transmissions ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.pour) || ',' || quote(NEW.objet) || ',' || quote(NEW.modele) || ',' || quote(NEW.scelle) || ',' || quote(NEW.recu) || ',' || quote(NEW.ouvert) || ',' || quote(NEW.voie));
END;
CREATE TRIGGER lie_transmissions_personnes_ajout AFTER INSERT ON transmissions_personnes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'transmissions_personnes ' || quote(NEW.personne) || ',' || quote(NEW.id) || ',' || quote(NEW.de));
END;
CREATE TRIGGER lie_transmissions_personnes_retrait AFTER DELETE ON transmissions_personnes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'transmissions_personnes ' || quote(OLD.personne) || ',' || quote(OLD.id) || ',' || quote(OLD.de));
END;
CREATE TRIGGER lie_transmissions_personnes_change
  AFTER UPDATE OF personne, id, de ON transmissions_personnes
  WHEN 'transmissions_personnes ' || quote(OLD.personne) || ',' || quote(OLD.id) || ',' || quote(OLD.de) <> 'transmissions_personnes ' || quote(NEW.personne) || ',' || quote(NEW.id) || ',' || quote(NEW.de) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'transmissions_personnes ' || quote(OLD.personne) || ',' || quote(OLD.id) || ',' || quote(OLD.de));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'transmissions_personnes ' || quote(NEW.personne) || ',' || quote(NEW.id) || ',' || quote(NEW.de));
END;
CREATE TRIGGER lie_dossiers_ajout AFTER INSERT ON dossiers BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'dossiers ' || quote(NEW.genre) || ',' || quote(NEW.n) || ',' || quote(NEW.clos));
END;
CREATE TRIGGER lie_dossiers_retrait AFTER DELETE ON dossiers BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'dossiers ' || quote(OLD.genre) || ',' || quote(OLD.n) || ',' || quote(OLD.clos));
END;
CREATE TRIGGER lie_dossiers_change
  AFTER UPDATE OF genre, n, clos ON dossiers
  WHEN 'dossiers ' || quote(OLD.genre) || ',' || quote(OLD.n) || ',' || quote(OLD.clos) <> 'dossiers ' || quote(NEW.genre) || ',' || quote(NEW.n) || ',' || quote(NEW.clos) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'dossiers ' || quote(OLD.genre) || ',' || quote(OLD.n) || ',' || quote(OLD.clos));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'dossiers ' || quote(NEW.genre) || ',' || quote(NEW.n) || ',' || quote(NEW.clos));
END;
CREATE TRIGGER lie_dossiers_faits_ajout AFTER INSERT ON dossiers_faits BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'dossiers_faits ' || quote(NEW.rang) || ',' || quote(NEW.genre) || ',' || quote(NEW.n) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.contenu) || ',' || quote(NEW.effet));
END;
CREATE TRIGGER lie_dossiers_faits_retrait AFTER DELETE ON dossiers_faits BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'dossiers_faits ' || quote(OLD.rang) || ',' || quote(OLD.genre) || ',' || quote(OLD.n) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.contenu) || ',' || quote(OLD.effet));
END;
CREATE TRIGGER lie_dossiers_faits_change
  AFTER UPDATE OF rang, genre, n, le, par, contenu, effet ON dossiers_faits
  WHEN 'dossiers_faits ' || quote(OLD.rang) || ',' || quote(OLD.genre) || ',' || quote(OLD.n) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.contenu) || ',' || quote(OLD.effet) <> 'dossiers_faits ' || quote(NEW.rang) || ',' || quote(NEW.genre) || ',' || quote(NEW.n) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.contenu) || ',' || quote(NEW.effet) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'dossiers_faits ' || quote(OLD.rang) || ',' || quote(OLD.genre) || ',' || quote(OLD.n) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.contenu) || ',' || quote(OLD.effet));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'dossiers_faits ' || quote(NEW.rang) || ',' || quote(NEW.genre) || ',' || quote(NEW.n) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.contenu) || ',' || quote(NEW.effet));
END;
CREATE TRIGGER lie_dossiers_plis_ajout AFTER INSERT ON dossiers_plis BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'dossiers_plis ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.n));
END;
CREATE TRIGGER lie_dossiers_plis_retrait AFTER DELETE ON dossiers_plis BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'dossiers_plis ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.n));
END;
CREATE TRIGGER lie_dossiers_plis_change
  AFTER UPDATE OF id, de, n ON dossiers_plis
  WHEN 'dossiers_plis ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.n) <> 'dossiers_plis ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.n) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'dossiers_plis ' || quote(OLD.id) || ',' || quote(OLD.de) || ',' || quote(OLD.n));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'dossiers_plis ' || quote(NEW.id) || ',' || quote(NEW.de) || ',' || quote(NEW.n));
END;
CREATE TRIGGER lie_avis_ajout AFTER INSERT ON avis BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'avis ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.n));
END;
CREATE TRIGGER lie_avis_retrait AFTER DELETE ON avis BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'avis ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.n));
END;
CREATE TRIGGER lie_avis_change
  AFTER UPDATE OF de, id, n ON avis
  WHEN 'avis ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.n) <> 'avis ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.n) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'avis ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.n));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'avis ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.n));
END;
CREATE TRIGGER lie_envois_ajout AFTER INSERT ON envois BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'envois ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.de) || ',' || quote(NEW.sha256) || ',' || quote(NEW.cree) || ',' || quote(NEW.statut) || ',' || quote(NEW.voie));
END;
CREATE TRIGGER lie_envois_retrait AFTER DELETE ON envois BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'envois ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.de) || ',' || quote(OLD.sha256) || ',' || quote(OLD.cree) || ',' || quote(OLD.statut) || ',' || quote(OLD.voie));
END;
CREATE TRIGGER lie_envois_change
  AFTER UPDATE OF id, pour, de, sha256, cree, statut, voie ON envois
  WHEN 'envois ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.de) || ',' || quote(OLD.sha256) || ',' || quote(OLD.cree) || ',' || quote(OLD.statut) || ',' || quote(OLD.voie) <> 'envois ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.de) || ',' || quote(NEW.sha256) || ',' || quote(NEW.cree) || ',' || quote(NEW.statut) || ',' || quote(NEW.voie) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'envois ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.de) || ',' || quote(OLD.sha256) || ',' || quote(OLD.cree) || ',' || quote(OLD.statut) || ',' || quote(OLD.voie));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'envois ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.de) || ',' || quote(NEW.sha256) || ',' || quote(NEW.cree) || ',' || quote(NEW.statut) || ',' || quote(NEW.voie));
END;
CREATE TRIGGER lie_bordereaux_envoyes_ajout AFTER INSERT ON envois BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'bordereaux_envoyes ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.de) || ',' || quote(NEW.bordereau));
END;
CREATE TRIGGER lie_bordereaux_envoyes_retrait AFTER DELETE ON envois BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'bordereaux_envoyes ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.de) || ',' || quote(OLD.bordereau));
END;
CREATE TRIGGER lie_bordereaux_envoyes_change
  AFTER UPDATE OF id, pour, de, bordereau ON envois
  WHEN 'bordereaux_envoyes ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.de) || ',' || quote(OLD.bordereau) <> 'bordereaux_envoyes ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.de) || ',' || quote(NEW.bordereau) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'bordereaux_envoyes ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.de) || ',' || quote(OLD.bordereau));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'bordereaux_envoyes ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.de) || ',' || quote(NEW.bordereau));
END;
CREATE TRIGGER lie_receptions_ajout AFTER INSERT ON receptions BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'receptions ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.sha256) || ',' || quote(NEW.recu) || ',' || quote(NEW.statut) || ',' || quote(NEW.remplace) || ',' || quote(NEW.voie) || ',' || quote(NEW.origine));
END;
CREATE TRIGGER lie_receptions_retrait AFTER DELETE ON receptions BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'receptions ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.sha256) || ',' || quote(OLD.recu) || ',' || quote(OLD.statut) || ',' || quote(OLD.remplace) || ',' || quote(OLD.voie) || ',' || quote(OLD.origine));
END;
CREATE TRIGGER lie_receptions_change
  AFTER UPDATE OF de, id, pour, sha256, recu, statut, remplace, voie, origine ON receptions
  WHEN 'receptions ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.sha256) || ',' || quote(OLD.recu) || ',' || quote(OLD.statut) || ',' || quote(OLD.remplace) || ',' || quote(OLD.voie) || ',' || quote(OLD.origine) <> 'receptions ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.sha256) || ',' || quote(NEW.recu) || ',' || quote(NEW.statut) || ',' || quote(NEW.remplace) || ',' || quote(NEW.voie) || ',' || quote(NEW.origine) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'receptions ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.sha256) || ',' || quote(OLD.recu) || ',' || quote(OLD.statut) || ',' || quote(OLD.remplace) || ',' || quote(OLD.voie) || ',' || quote(OLD.origine));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'receptions ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.sha256) || ',' || quote(NEW.recu) || ',' || quote(NEW.statut) || ',' || quote(NEW.remplace) || ',' || quote(NEW.voie) || ',' || quote(NEW.origine));
END;
CREATE TRIGGER lie_bordereaux_recus_ajout AFTER INSERT ON receptions BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'bordereaux_recus ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.bordereau));
END;
CREATE TRIGGER lie_bordereaux_recus_retrait AFTER DELETE ON receptions BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'bordereaux_recus ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.bordereau));
END;
CREATE TRIGGER lie_bordereaux_recus_change
  AFTER UPDATE OF de, id, pour, bordereau ON receptions
  WHEN 'bordereaux_recus ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.bordereau) <> 'bordereaux_recus ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.bordereau) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'bordereaux_recus ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.bordereau));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'bordereaux_recus ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.bordereau));
END;
CREATE TRIGGER lie_accuses_ajout AFTER INSERT ON accuses BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'accuses ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.statut) || ',' || quote(NEW.par) || ',' || quote(NEW.pour) || ',' || quote(NEW.le) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_accuses_retrait AFTER DELETE ON accuses BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'accuses ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.statut) || ',' || quote(OLD.par) || ',' || quote(OLD.pour) || ',' || quote(OLD.le) || ',' || quote(OLD.note));
END;
CREATE TRIGGER lie_accuses_change
  AFTER UPDATE OF de, id, statut, par, pour, le, note ON accuses
  WHEN 'accuses ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.statut) || ',' || quote(OLD.par) || ',' || quote(OLD.pour) || ',' || quote(OLD.le) || ',' || quote(OLD.note) <> 'accuses ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.statut) || ',' || quote(NEW.par) || ',' || quote(NEW.pour) || ',' || quote(NEW.le) || ',' || quote(NEW.note) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'accuses ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.statut) || ',' || quote(OLD.par) || ',' || quote(OLD.pour) || ',' || quote(OLD.le) || ',' || quote(OLD.note));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'accuses ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.statut) || ',' || quote(NEW.par) || ',' || quote(NEW.pour) || ',' || quote(NEW.le) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_retraits_ajout AFTER INSERT ON retraits BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'retraits ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.motif) || ',' || quote(NEW.issue));
END;
CREATE TRIGGER lie_retraits_retrait AFTER DELETE ON retraits BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'retraits ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.motif) || ',' || quote(OLD.issue));
END;
CREATE TRIGGER lie_retraits_change
  AFTER UPDATE OF id, pour, le, par, motif, issue ON retraits
  WHEN 'retraits ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.motif) || ',' || quote(OLD.issue) <> 'retraits ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.motif) || ',' || quote(NEW.issue) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'retraits ' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.le) || ',' || quote(OLD.par) || ',' || quote(OLD.motif) || ',' || quote(OLD.issue));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'retraits ' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.le) || ',' || quote(NEW.par) || ',' || quote(NEW.motif) || ',' || quote(NEW.issue));
END;
CREATE TRIGGER lie_etats_declares_ajout AFTER INSERT ON etats_declares BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'etats_declares ' || quote(NEW.rang) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.statut) || ',' || quote(NEW.le) || ',' || quote(NEW.moyen) || ',' || quote(NEW.par));
END;
CREATE TRIGGER lie_etats_declares_retrait AFTER DELETE ON etats_declares BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'etats_declares ' || quote(OLD.rang) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.statut) || ',' || quote(OLD.le) || ',' || quote(OLD.moyen) || ',' || quote(OLD.par));
END;
CREATE TRIGGER lie_etats_declares_change
  AFTER UPDATE OF rang, id, pour, statut, le, moyen, par ON etats_declares
  WHEN 'etats_declares ' || quote(OLD.rang) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.statut) || ',' || quote(OLD.le) || ',' || quote(OLD.moyen) || ',' || quote(OLD.par) <> 'etats_declares ' || quote(NEW.rang) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.statut) || ',' || quote(NEW.le) || ',' || quote(NEW.moyen) || ',' || quote(NEW.par) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'etats_declares ' || quote(OLD.rang) || ',' || quote(OLD.id) || ',' || quote(OLD.pour) || ',' || quote(OLD.statut) || ',' || quote(OLD.le) || ',' || quote(OLD.moyen) || ',' || quote(OLD.par));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'etats_declares ' || quote(NEW.rang) || ',' || quote(NEW.id) || ',' || quote(NEW.pour) || ',' || quote(NEW.statut) || ',' || quote(NEW.le) || ',' || quote(NEW.moyen) || ',' || quote(NEW.par));
END;
CREATE TRIGGER lie_fichiers_ouverts_ajout AFTER INSERT ON fichiers_ouverts BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'fichiers_ouverts ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.par) || ',' || quote(NEW.le) || ',' || quote(NEW.conserver) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_fichiers_ouverts_retrait AFTER DELETE ON fichiers_ouverts BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'fichiers_ouverts ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.par) || ',' || quote(OLD.le) || ',' || quote(OLD.conserver) || ',' || quote(OLD.note));
END;
CREATE TRIGGER lie_fichiers_ouverts_change
  AFTER UPDATE OF de, id, par, le, conserver, note ON fichiers_ouverts
  WHEN 'fichiers_ouverts ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.par) || ',' || quote(OLD.le) || ',' || quote(OLD.conserver) || ',' || quote(OLD.note) <> 'fichiers_ouverts ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.par) || ',' || quote(NEW.le) || ',' || quote(NEW.conserver) || ',' || quote(NEW.note) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'fichiers_ouverts ' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.par) || ',' || quote(OLD.le) || ',' || quote(OLD.conserver) || ',' || quote(OLD.note));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'fichiers_ouverts ' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.par) || ',' || quote(NEW.le) || ',' || quote(NEW.conserver) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_guichets_ajout AFTER INSERT ON guichets BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'guichets ' || quote(NEW.nom) || ',' || quote(NEW.pour) || ',' || quote(NEW.envoi) || ',' || quote(NEW.modele) || ',' || quote(NEW.nombre) || ',' || quote(NEW.statut) || ',' || quote(NEW.cree) || ',' || quote(NEW.fin) || ',' || quote(NEW.preuve) || ',' || quote(NEW.remplace) || ',' || quote(NEW.remis) || ',' || quote(NEW.lu) || ',' || quote(NEW.repondu) || ',' || quote(NEW.clos) || ',' || quote(NEW.motif) || ',' || quote(NEW.par));
END;
CREATE TRIGGER lie_guichets_retrait AFTER DELETE ON guichets BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'guichets ' || quote(OLD.nom) || ',' || quote(OLD.pour) || ',' || quote(OLD.envoi) || ',' || quote(OLD.modele) || ',' || quote(OLD.nombre) || ',' || quote(OLD.statut) || ',' || quote(OLD.cree) || ',' || quote(OLD.fin) || ',' || quote(OLD.preuve) || ',' || quote(OLD.remplace) || ',' || quote(OLD.remis) || ',' || quote(OLD.lu) || ',' || quote(OLD.repondu) || ',' || quote(OLD.clos) || ',' || quote(OLD.motif) || ',' || quote(OLD.par));
END;
CREATE TRIGGER lie_guichets_change
  AFTER UPDATE OF nom, pour, envoi, modele, nombre, statut, cree, fin, preuve, remplace, remis, lu, repondu, clos, motif, par ON guichets
  WHEN 'guichets ' || quote(OLD.nom) || ',' || quote(OLD.pour) || ',' || quote(OLD.envoi) || ',' || quote(OLD.modele) || ',' || quote(OLD.nombre) || ',' || quote(OLD.statut) || ',' || quote(OLD.cree) || ',' || quote(OLD.fin) || ',' || quote(OLD.preuve) || ',' || quote(OLD.remplace) || ',' || quote(OLD.remis) || ',' || quote(OLD.lu) || ',' || quote(OLD.repondu) || ',' || quote(OLD.clos) || ',' || quote(OLD.motif) || ',' || quote(OLD.par) <> 'guichets ' || quote(NEW.nom) || ',' || quote(NEW.pour) || ',' || quote(NEW.envoi) || ',' || quote(NEW.modele) || ',' || quote(NEW.nombre) || ',' || quote(NEW.statut) || ',' || quote(NEW.cree) || ',' || quote(NEW.fin) || ',' || quote(NEW.preuve) || ',' || quote(NEW.remplace) || ',' || quote(NEW.remis) || ',' || quote(NEW.lu) || ',' || quote(NEW.repondu) || ',' || quote(NEW.clos) || ',' || quote(NEW.motif) || ',' || quote(NEW.par) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'guichets ' || quote(OLD.nom) || ',' || quote(OLD.pour) || ',' || quote(OLD.envoi) || ',' || quote(OLD.modele) || ',' || quote(OLD.nombre) || ',' || quote(OLD.statut) || ',' || quote(OLD.cree) || ',' || quote(OLD.fin) || ',' || quote(OLD.preuve) || ',' || quote(OLD.remplace) || ',' || quote(OLD.remis) || ',' || quote(OLD.lu) || ',' || quote(OLD.repondu) || ',' || quote(OLD.clos) || ',' || quote(OLD.motif) || ',' || quote(OLD.par));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'guichets ' || quote(NEW.nom) || ',' || quote(NEW.pour) || ',' || quote(NEW.envoi) || ',' || quote(NEW.modele) || ',' || quote(NEW.nombre) || ',' || quote(NEW.statut) || ',' || quote(NEW.cree) || ',' || quote(NEW.fin) || ',' || quote(NEW.preuve) || ',' || quote(NEW.remplace) || ',' || quote(NEW.remis) || ',' || quote(NEW.lu) || ',' || quote(NEW.repondu) || ',' || quote(NEW.clos) || ',' || quote(NEW.motif) || ',' || quote(NEW.par));
END;
CREATE TRIGGER lie_guichets_reponses_ajout AFTER INSERT ON guichets_reponses BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'guichets_reponses ' || quote(NEW.nom) || ',' || quote(NEW.id) || ',' || quote(NEW.sha256) || ',' || quote(NEW.recu) || ',' || quote(NEW.taille) || ',' || quote(NEW.ouverte) || ',' || quote(NEW.document));
END;
CREATE TRIGGER lie_guichets_reponses_retrait AFTER DELETE ON guichets_reponses BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'guichets_reponses ' || quote(OLD.nom) || ',' || quote(OLD.id) || ',' || quote(OLD.sha256) || ',' || quote(OLD.recu) || ',' || quote(OLD.taille) || ',' || quote(OLD.ouverte) || ',' || quote(OLD.document));
END;
CREATE TRIGGER lie_guichets_reponses_change
  AFTER UPDATE OF nom, id, sha256, recu, taille, ouverte, document ON guichets_reponses
  WHEN 'guichets_reponses ' || quote(OLD.nom) || ',' || quote(OLD.id) || ',' || quote(OLD.sha256) || ',' || quote(OLD.recu) || ',' || quote(OLD.taille) || ',' || quote(OLD.ouverte) || ',' || quote(OLD.document) <> 'guichets_reponses ' || quote(NEW.nom) || ',' || quote(NEW.id) || ',' || quote(NEW.sha256) || ',' || quote(NEW.recu) || ',' || quote(NEW.taille) || ',' || quote(NEW.ouverte) || ',' || quote(NEW.document) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'guichets_reponses ' || quote(OLD.nom) || ',' || quote(OLD.id) || ',' || quote(OLD.sha256) || ',' || quote(OLD.recu) || ',' || quote(OLD.taille) || ',' || quote(OLD.ouverte) || ',' || quote(OLD.document));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'guichets_reponses ' || quote(NEW.nom) || ',' || quote(NEW.id) || ',' || quote(NEW.sha256) || ',' || quote(NEW.recu) || ',' || quote(NEW.taille) || ',' || quote(NEW.ouverte) || ',' || quote(NEW.document));
END;
CREATE TRIGGER lie_guichets_contenus_ajout AFTER INSERT ON guichets_contenus BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'guichets_contenus ' || quote(NEW.boite) || ',' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.nom) || ',' || quote(NEW.part) || ',' || quote(NEW.sha256) || ',' || quote(NEW.octets));
END;
CREATE TRIGGER lie_guichets_contenus_retrait AFTER DELETE ON guichets_contenus BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'guichets_contenus ' || quote(OLD.boite) || ',' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.nom) || ',' || quote(OLD.part) || ',' || quote(OLD.sha256) || ',' || quote(OLD.octets));
END;
CREATE TRIGGER lie_guichets_contenus_change
  AFTER UPDATE OF boite, de, id, nom, part, sha256, octets ON guichets_contenus
  WHEN 'guichets_contenus ' || quote(OLD.boite) || ',' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.nom) || ',' || quote(OLD.part) || ',' || quote(OLD.sha256) || ',' || quote(OLD.octets) <> 'guichets_contenus ' || quote(NEW.boite) || ',' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.nom) || ',' || quote(NEW.part) || ',' || quote(NEW.sha256) || ',' || quote(NEW.octets) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'guichets_contenus ' || quote(OLD.boite) || ',' || quote(OLD.de) || ',' || quote(OLD.id) || ',' || quote(OLD.nom) || ',' || quote(OLD.part) || ',' || quote(OLD.sha256) || ',' || quote(OLD.octets));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'guichets_contenus ' || quote(NEW.boite) || ',' || quote(NEW.de) || ',' || quote(NEW.id) || ',' || quote(NEW.nom) || ',' || quote(NEW.part) || ',' || quote(NEW.sha256) || ',' || quote(NEW.octets));
END;
CREATE TRIGGER lie_cartes_ajout AFTER INSERT ON cartes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'cartes ' || quote(NEW.rang) || ',' || quote(NEW.structure) || ',' || quote(NEW.cle) || ',' || quote(NEW.serie) || ',' || quote(NEW.propre) || ',' || quote(NEW.acceptee) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_cartes_retrait AFTER DELETE ON cartes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'cartes ' || quote(OLD.rang) || ',' || quote(OLD.structure) || ',' || quote(OLD.cle) || ',' || quote(OLD.serie) || ',' || quote(OLD.propre) || ',' || quote(OLD.acceptee) || ',' || quote(OLD.note));
END;
CREATE TRIGGER lie_cartes_change
  AFTER UPDATE OF rang, structure, cle, serie, propre, acceptee, note ON cartes
  WHEN 'cartes ' || quote(OLD.rang) || ',' || quote(OLD.structure) || ',' || quote(OLD.cle) || ',' || quote(OLD.serie) || ',' || quote(OLD.propre) || ',' || quote(OLD.acceptee) || ',' || quote(OLD.note) <> 'cartes ' || quote(NEW.rang) || ',' || quote(NEW.structure) || ',' || quote(NEW.cle) || ',' || quote(NEW.serie) || ',' || quote(NEW.propre) || ',' || quote(NEW.acceptee) || ',' || quote(NEW.note) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'cartes ' || quote(OLD.rang) || ',' || quote(OLD.structure) || ',' || quote(OLD.cle) || ',' || quote(OLD.serie) || ',' || quote(OLD.propre) || ',' || quote(OLD.acceptee) || ',' || quote(OLD.note));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'cartes ' || quote(NEW.rang) || ',' || quote(NEW.structure) || ',' || quote(NEW.cle) || ',' || quote(NEW.serie) || ',' || quote(NEW.propre) || ',' || quote(NEW.acceptee) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_verifications_ajout AFTER INSERT ON verifications BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'verifications ' || quote(NEW.structure) || ',' || quote(NEW.cle) || ',' || quote(NEW.recue) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_verifications_retrait AFTER DELETE ON verifications BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'verifications ' || quote(OLD.structure) || ',' || quote(OLD.cle) || ',' || quote(OLD.recue) || ',' || quote(OLD.note));
END;
CREATE TRIGGER lie_verifications_change
  AFTER UPDATE OF structure, cle, recue, note ON verifications
  WHEN 'verifications ' || quote(OLD.structure) || ',' || quote(OLD.cle) || ',' || quote(OLD.recue) || ',' || quote(OLD.note) <> 'verifications ' || quote(NEW.structure) || ',' || quote(NEW.cle) || ',' || quote(NEW.recue) || ',' || quote(NEW.note) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'verifications ' || quote(OLD.structure) || ',' || quote(OLD.cle) || ',' || quote(OLD.recue) || ',' || quote(OLD.note));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'verifications ' || quote(NEW.structure) || ',' || quote(NEW.cle) || ',' || quote(NEW.recue) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_contacts_retires_ajout AFTER INSERT ON contacts_retires BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'contacts_retires ' || quote(NEW.structure) || ',' || quote(NEW.le));
END;
CREATE TRIGGER lie_contacts_retires_retrait AFTER DELETE ON contacts_retires BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'contacts_retires ' || quote(OLD.structure) || ',' || quote(OLD.le));
END;
CREATE TRIGGER lie_contacts_retires_change
  AFTER UPDATE OF structure, le ON contacts_retires
  WHEN 'contacts_retires ' || quote(OLD.structure) || ',' || quote(OLD.le) <> 'contacts_retires ' || quote(NEW.structure) || ',' || quote(NEW.le) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'contacts_retires ' || quote(OLD.structure) || ',' || quote(OLD.le));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'contacts_retires ' || quote(NEW.structure) || ',' || quote(NEW.le));
END;
CREATE TRIGGER lie_contacts_declares_ajout AFTER INSERT ON contacts_declares BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'contacts_declares ' || quote(NEW.structure) || ',' || quote(NEW.type) || ',' || quote(NEW.suite) || ',' || quote(NEW.le) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_contacts_declares_retrait AFTER DELETE ON contacts_declares BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'contacts_declares ' || quote(OLD.structure) || ',' || quote(OLD.type) || ',' || quote(OLD.suite) || ',' || quote(OLD.le) || ',' || quote(OLD.note));
END;
CREATE TRIGGER lie_contacts_declares_change
  AFTER UPDATE OF structure, type, suite, le, note ON contacts_declares
  WHEN 'contacts_declares ' || quote(OLD.structure) || ',' || quote(OLD.type) || ',' || quote(OLD.suite) || ',' || quote(OLD.le) || ',' || quote(OLD.note) <> 'contacts_declares ' || quote(NEW.structure) || ',' || quote(NEW.type) || ',' || quote(NEW.suite) || ',' || quote(NEW.le) || ',' || quote(NEW.note) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'contacts_declares ' || quote(OLD.structure) || ',' || quote(OLD.type) || ',' || quote(OLD.suite) || ',' || quote(OLD.le) || ',' || quote(OLD.note));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'contacts_declares ' || quote(NEW.structure) || ',' || quote(NEW.type) || ',' || quote(NEW.suite) || ',' || quote(NEW.le) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_epoque_ajout AFTER INSERT ON journal_etat BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'epoque ' || quote(NEW.epoque) || ',' || quote(NEW.fige));
END;
CREATE TRIGGER lie_epoque_retrait AFTER DELETE ON journal_etat BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'epoque ' || quote(OLD.epoque) || ',' || quote(OLD.fige));
END;
CREATE TRIGGER lie_epoque_change
  AFTER UPDATE OF epoque, fige ON journal_etat
  WHEN 'epoque ' || quote(OLD.epoque) || ',' || quote(OLD.fige) <> 'epoque ' || quote(NEW.epoque) || ',' || quote(NEW.fige) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'epoque ' || quote(OLD.epoque) || ',' || quote(OLD.fige));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'epoque ' || quote(NEW.epoque) || ',' || quote(NEW.fige));
END;
CREATE TRIGGER lie_points_ajout AFTER INSERT ON points BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'points ' || quote(NEW.origine) || ',' || quote(NEW.taille) || ',' || quote(NEW.le) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_points_retrait AFTER DELETE ON points BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'points ' || quote(OLD.origine) || ',' || quote(OLD.taille) || ',' || quote(OLD.le) || ',' || quote(OLD.note));
END;
CREATE TRIGGER lie_points_change
  AFTER UPDATE OF origine, taille, le, note ON points
  WHEN 'points ' || quote(OLD.origine) || ',' || quote(OLD.taille) || ',' || quote(OLD.le) || ',' || quote(OLD.note) <> 'points ' || quote(NEW.origine) || ',' || quote(NEW.taille) || ',' || quote(NEW.le) || ',' || quote(NEW.note) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'points ' || quote(OLD.origine) || ',' || quote(OLD.taille) || ',' || quote(OLD.le) || ',' || quote(OLD.note));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'points ' || quote(NEW.origine) || ',' || quote(NEW.taille) || ',' || quote(NEW.le) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_cosignatures_ajout AFTER INSERT ON cosignatures BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'cosignatures ' || quote(NEW.origine) || ',' || quote(NEW.taille) || ',' || quote(NEW.temoin) || ',' || quote(NEW.le) || ',' || quote(NEW.ligne));
END;
CREATE TRIGGER lie_cosignatures_retrait AFTER DELETE ON cosignatures BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'cosignatures ' || quote(OLD.origine) || ',' || quote(OLD.taille) || ',' || quote(OLD.temoin) || ',' || quote(OLD.le) || ',' || quote(OLD.ligne));
END;
CREATE TRIGGER lie_cosignatures_change
  AFTER UPDATE OF origine, taille, temoin, le, ligne ON cosignatures
  WHEN 'cosignatures ' || quote(OLD.origine) || ',' || quote(OLD.taille) || ',' || quote(OLD.temoin) || ',' || quote(OLD.le) || ',' || quote(OLD.ligne) <> 'cosignatures ' || quote(NEW.origine) || ',' || quote(NEW.taille) || ',' || quote(NEW.temoin) || ',' || quote(NEW.le) || ',' || quote(NEW.ligne) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'cosignatures ' || quote(OLD.origine) || ',' || quote(OLD.taille) || ',' || quote(OLD.temoin) || ',' || quote(OLD.le) || ',' || quote(OLD.ligne));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'cosignatures ' || quote(NEW.origine) || ',' || quote(NEW.taille) || ',' || quote(NEW.temoin) || ',' || quote(NEW.le) || ',' || quote(NEW.ligne));
END;
CREATE TRIGGER lie_contradictions_ajout AFTER INSERT ON contradictions BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'contradictions ' || quote(NEW.rang) || ',' || quote(NEW.origine) || ',' || quote(NEW.le) || ',' || quote(NEW.connu) || ',' || quote(NEW.vu) || ',' || quote(NEW.par) || ',' || quote(NEW.resolue));
END;
CREATE TRIGGER lie_contradictions_retrait AFTER DELETE ON contradictions BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'contradictions ' || quote(OLD.rang) || ',' || quote(OLD.origine) || ',' || quote(OLD.le) || ',' || quote(OLD.connu) || ',' || quote(OLD.vu) || ',' || quote(OLD.par) || ',' || quote(OLD.resolue));
END;
CREATE TRIGGER lie_contradictions_change
  AFTER UPDATE OF rang, origine, le, connu, vu, par, resolue ON contradictions
  WHEN 'contradictions ' || quote(OLD.rang) || ',' || quote(OLD.origine) || ',' || quote(OLD.le) || ',' || quote(OLD.connu) || ',' || quote(OLD.vu) || ',' || quote(OLD.par) || ',' || quote(OLD.resolue) <> 'contradictions ' || quote(NEW.rang) || ',' || quote(NEW.origine) || ',' || quote(NEW.le) || ',' || quote(NEW.connu) || ',' || quote(NEW.vu) || ',' || quote(NEW.par) || ',' || quote(NEW.resolue) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'contradictions ' || quote(OLD.rang) || ',' || quote(OLD.origine) || ',' || quote(OLD.le) || ',' || quote(OLD.connu) || ',' || quote(OLD.vu) || ',' || quote(OLD.par) || ',' || quote(OLD.resolue));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'contradictions ' || quote(NEW.rang) || ',' || quote(NEW.origine) || ',' || quote(NEW.le) || ',' || quote(NEW.connu) || ',' || quote(NEW.vu) || ',' || quote(NEW.par) || ',' || quote(NEW.resolue));
END;
CREATE TRIGGER lie_epoques_ajout AFTER INSERT ON epoques BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'epoques ' || quote(NEW.structure) || ',' || quote(NEW.epoque) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_epoques_retrait AFTER DELETE ON epoques BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'epoques ' || quote(OLD.structure) || ',' || quote(OLD.epoque) || ',' || quote(OLD.note));
END;
CREATE TRIGGER lie_epoques_change
  AFTER UPDATE OF structure, epoque, note ON epoques
  WHEN 'epoques ' || quote(OLD.structure) || ',' || quote(OLD.epoque) || ',' || quote(OLD.note) <> 'epoques ' || quote(NEW.structure) || ',' || quote(NEW.epoque) || ',' || quote(NEW.note) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'epoques ' || quote(OLD.structure) || ',' || quote(OLD.epoque) || ',' || quote(OLD.note));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'epoques ' || quote(NEW.structure) || ',' || quote(NEW.epoque) || ',' || quote(NEW.note));
END;
CREATE TRIGGER lie_sauvegardes_ajout AFTER INSERT ON sauvegardes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('+', 'sauvegardes ' || quote(NEW.dossier) || ',' || quote(NEW.le) || ',' || quote(NEW.cles));
END;
CREATE TRIGGER lie_sauvegardes_retrait AFTER DELETE ON sauvegardes BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'sauvegardes ' || quote(OLD.dossier) || ',' || quote(OLD.le) || ',' || quote(OLD.cles));
END;
CREATE TRIGGER lie_sauvegardes_change
  AFTER UPDATE OF dossier, le, cles ON sauvegardes
  WHEN 'sauvegardes ' || quote(OLD.dossier) || ',' || quote(OLD.le) || ',' || quote(OLD.cles) <> 'sauvegardes ' || quote(NEW.dossier) || ',' || quote(NEW.le) || ',' || quote(NEW.cles) BEGIN
  INSERT INTO changements (signe, ligne) VALUES ('-', 'sauvegardes ' || quote(OLD.dossier) || ',' || quote(OLD.le) || ',' || quote(OLD.cles));
  INSERT INTO changements (signe, ligne) VALUES ('+', 'sauvegardes ' || quote(NEW.dossier) || ',' || quote(NEW.le) || ',' || quote(NEW.cles));
END;
CREATE TRIGGER place_prise AFTER INSERT ON receptions BEGIN
  INSERT INTO occupation SELECT NEW.de, 0
    WHERE NOT EXISTS (SELECT 1 FROM occupation WHERE structure = NEW.de);
  UPDATE occupation SET octets = octets + NEW.octets WHERE structure = NEW.de;
END;
CREATE TRIGGER place_rendue AFTER DELETE ON receptions BEGIN
  UPDATE occupation SET octets = octets - OLD.octets WHERE structure = OLD.de;
END;
CREATE TRIGGER place_prise_accuse AFTER INSERT ON accuses BEGIN
  INSERT INTO occupation SELECT value, 0 FROM json_each(json_array(NEW.de, NEW.pour))
    WHERE value NOT IN (SELECT structure FROM occupation) GROUP BY value;
  UPDATE occupation SET octets = octets + 1024 + length(NEW.note)
    WHERE structure IN (NEW.de, NEW.pour);
END;
CREATE TRIGGER place_rendue_accuse AFTER DELETE ON accuses BEGIN
  UPDATE occupation SET octets = octets - 1024 - length(OLD.note)
    WHERE structure IN (OLD.de, OLD.pour);
END;
