internal import GRDB
public import LiaisonSchema

/// What changes of a guichet. What is given to somebody, and closing, are the service's.
extension StoreTransaction {
    /// A new one, that nobody is given yet.
    public func insert(
        _ asked: GuichetPreparation, as nom: GuichetName, par agent: KeyName
    ) throws {
        var modele: String?
        var nombre: Int?
        if case .invitation(let form, let count) = asked.subject {
            (modele, nombre) = (form.rawValue, count)
        }
        try database.run(
            sql: """
                INSERT INTO guichets
                  (nom, pour, envoi, modele, nombre, statut, cree, fin, preuve, remplace, par)
                VALUES (?, ?, ?, ?, ?, 'prepare', ?, ?, ?, ?, ?)
                """,
            arguments: [
                nom.text, asked.pour.text, asked.subject.envoi?.text, modele, nombre, now.seconds,
                asked.fin.seconds, asked.preuve, asked.remplace?.text, agent.description,
            ])
    }

    /// Holds a blob for a guichet, whose bytes are given to `insert(_: PreparedBlob)`.
    public func hold(
        _ part: GuichetPart, of nom: GuichetName, de own: StructureName, sha256: String, bytes: Int
    ) throws {
        try database.run(
            sql: """
                INSERT INTO guichets_contenus (de, id, nom, part, sha256, octets)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [own.text, part.id(in: nom).text, nom.text, part.text, sha256, bytes])
        try database.run(
            sql: """
                INSERT INTO occupation VALUES (?, ?)
                  ON CONFLICT DO UPDATE SET octets = octets + excluded.octets
                """, arguments: [StoredGuichet.account, bytes])
    }

    public func insertAnswer(
        _ id: PliID, of nom: GuichetName, sha256: String, taille: Int
    ) throws {
        try database.run(
            sql: """
                INSERT INTO guichets_reponses (nom, id, sha256, recu, taille)
                VALUES (?, ?, ?, ?, ?)
                """, arguments: [nom.text, id.text, sha256, now.seconds, taille])
    }

    /// The state alone: what it holds is `entomb`'s.
    public func updateGuichet(
        _ nom: GuichetName, statut: GuichetStatut, motif: GuichetMotif? = nil
    ) throws {
        try database.run(
            sql: "UPDATE guichets SET statut = ?, clos = ?, motif = ? WHERE nom = ?",
            arguments: [
                statut.rawValue, statut == .clos ? now.seconds : nil, motif?.rawValue, nom.text,
            ])
    }

    public func updateGuichet(_ nom: GuichetName, fin: Instant) throws {
        try database.run(
            sql: "UPDATE guichets SET fin = ? WHERE nom = ?", arguments: [fin.seconds, nom.text])
    }

    /// Its content is about to be given out; and, with the phrase, opened.
    public func noteGuichet(_ nom: GuichetName, isOpened: Bool) throws {
        try database.run(
            sql: """
                UPDATE guichets SET remis = coalesce(remis, ?1),
                    lu = CASE WHEN ?2 THEN coalesce(lu, ?1) ELSE lu END
                  WHERE nom = ?3
                """, arguments: [now.seconds, isOpened, nom.text])
    }

    /// One of ours opened an answer: it is that document from now on.
    public func noteAnswer(_ id: PliID, of nom: GuichetName, document: PliID) throws {
        try database.run(
            sql: "UPDATE guichets_reponses SET ouverte = ?, document = ? WHERE nom = ? AND id = ?",
            arguments: [now.seconds, document.text, nom.text, id.text])
        try database.run(
            sql: "UPDATE guichets SET repondu = ? WHERE nom = ?",
            arguments: [now.seconds, nom.text])
    }

    /// An answer that nobody opened is destroyed, and no longer waits.
    public func forgetAnswer(_ id: PliID, of nom: GuichetName) throws {
        try database.run(
            sql: "DELETE FROM guichets_reponses WHERE nom = ? AND id = ?",
            arguments: [nom.text, id.text])
    }

    /// The row of one whose blobs are gone or entombed.
    public func forgetGuichet(_ nom: GuichetName) throws {
        try database.run(
            sql: "DELETE FROM guichets_reponses WHERE nom = ?", arguments: [nom.text])
        try database.run(sql: "DELETE FROM guichets WHERE nom = ?", arguments: [nom.text])
    }

    /// Step 1 of its destruction, as a pli's (`entomb(_: HeldFiche…)`): from here on it is never served, and
    /// its tombstone says that key and blob are to go. Nothing when it is not held.
    public func entomb(_ part: GuichetPart, of nom: GuichetName) throws {
        let row = try Row.fetchOne(
            database, cached: "SELECT * FROM guichets_contenus WHERE nom = ? AND part = ?",
            arguments: [nom.text, part.text])
        guard let row else { return }
        let (de, id): (String, String) = (row["de"], row["id"])
        let (digest, bytes): (String, Int) = (row["sha256"], row["octets"])
        try database.run(
            sql: """
                INSERT INTO tombes (id, de, sha256, regle, le, boite, etat)
                VALUES (?, ?, ?, ?, ?, 'guichet', 'a-detruire') ON CONFLICT DO UPDATE
                  SET etat = excluded.etat, boite = excluded.boite, sha256 = excluded.sha256,
                    regle = excluded.regle, le = excluded.le
                """, arguments: [id, de, digest, StoredGuichet.rule, now.seconds])
        try database.run(
            sql: "DELETE FROM guichets_contenus WHERE nom = ? AND part = ?",
            arguments: [nom.text, part.text])
        try database.run(
            sql: "UPDATE occupation SET octets = octets - ? WHERE structure = ?",
            arguments: [bytes, StoredGuichet.account])
    }
}

extension StoredGuichet {
    /// The rule of its tombstones.
    static let rule = "guichet"
}
