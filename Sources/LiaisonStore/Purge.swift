internal import Foundation
internal import GRDB
public import LiaisonSchema

/// The steps of a purge (rgpd.md, «The purge»). What stands at `a-detruire` is finished at every start.
extension StoreTransaction {
    /// Step 1: from here on the pli is never served. Its rows go, its tombstone and what the register
    /// of transmissions needs stay; its key and its blob are still there.
    ///
    /// - Parameters:
    ///   - run: the purge that does it; nil: what was destroyed before is destroyed again.
    ///   - isRegistered: whether the register outlives it.
    /// - Returns: nil when it is not there any more.
    public func entomb(
        _ fiche: HeldFiche, regle: String, le: Instant, run: Int?, isRegistered: Bool
    ) throws -> Tombstone? {
        let table = fiche.box == .envoi ? "envois" : "receptions"
        let place: StatementArguments = [fiche.id.text, fiche.de.text]
        guard
            let digest = try String.fetchOne(
                database, cached: "SELECT sha256 FROM \(table) WHERE id = ? AND de = ? LIMIT 1",
                arguments: place)
        else { return nil }
        let tombstone = Tombstone(
            de: fiche.de, id: fiche.id, sha256: digest, regle: regle, le: le)
        try insert(tombstone, of: fiche, run: run)
        if isRegistered {
            try register(fiche)
        } else if fiche.box == .envoi {
            try forgetSteps(fiche.id)
        }
        for table in [table, "annotations", "fichiers_ouverts", "gardes"] {
            try database.run(
                sql: "DELETE FROM \(table) WHERE id = ? AND de = ?", arguments: place)
        }
        // A `purge` receipt proves the destruction on the other side: it names nobody. What is still on its
        // way goes once it arrived.
        try database.run(
            sql: """
                DELETE FROM accuses WHERE id = ? AND de = ? AND statut != 'purge'
                  AND prochain IS NULL
                """, arguments: place)
        try forgetFacts(of: fiche.key)
        return tombstone
    }

    /// What a partner's `sortie` or request changed stays, for it counts for other fiches. A refused
    /// request changes none: why it was refused goes with it.
    private func forgetFacts(of key: PliKey) throws {
        let isRefused =
            try Bool.fetchOne(
                database,
                cached: """
                    SELECT EXISTS (SELECT 1 FROM faits WHERE fiche = ? AND genre = 'droits-refus')
                    """, arguments: [key.description]) ?? false
        let kept = isRefused ? "'sortie'" : "'sortie', 'droits'"
        try database.run(
            sql: "DELETE FROM faits WHERE fiche = ? AND genre NOT IN (\(kept))",
            arguments: [key.description])
    }

    private func insert(_ tombstone: Tombstone, of fiche: HeldFiche, run: Int?) throws {
        let scelle = ParisTime.start(of: fiche.scelle)
        try database.run(
            sql: """
                INSERT INTO tombes
                  (id, de, sha256, regle, le, boite, etat, purge, genre, scelle, nonlu)
                VALUES (?, ?, ?, ?, ?, ?, 'a-detruire', ?, ?, ?, ?) ON CONFLICT DO UPDATE
                  SET etat = excluded.etat, boite = excluded.boite, sha256 = excluded.sha256,
                    regle = excluded.regle, le = excluded.le, purge = excluded.purge,
                    genre = excluded.genre, scelle = excluded.scelle, nonlu = excluded.nonlu
                """,
            arguments: [
                tombstone.id.text, tombstone.de.text, tombstone.sha256, tombstone.regle,
                tombstone.le.seconds, fiche.box.rawValue, run,
                fiche.modele?.rawValue ?? fiche.objet.rawValue, scelle.seconds, fiche.isUnread,
            ])
    }

    /// Whom it went to, when, and about whom: without its content.
    private func register(_ fiche: HeldFiche) throws {
        let place: StatementArguments = [fiche.id.text, fiche.de.text]
        if fiche.box == .envoi {
            try database.run(
                sql: """
                    INSERT OR IGNORE INTO transmissions
                      (id, de, pour, objet, modele, scelle, recu, ouvert, voie)
                    SELECT g.id, g.de, e.pour, g.objet, g.modele, g.scelle,
                      (SELECT min(le) FROM accuses AS a WHERE a.de = g.de AND a.id = g.id
                        AND a.pour = e.pour AND a.statut = 'remis'
                        UNION ALL SELECT min(remis) FROM guichets
                        WHERE envoi = g.id AND pour = e.pour ORDER BY 1 DESC),
                      (SELECT min(le) FROM accuses AS a WHERE a.de = g.de AND a.id = g.id
                        AND a.pour = e.pour AND a.statut = 'ouvert'
                        UNION ALL SELECT min(lu) FROM guichets
                        WHERE envoi = g.id AND pour = e.pour ORDER BY 1 DESC), e.voie
                    FROM gardes AS g JOIN envois AS e ON e.id = g.id AND e.de = g.de
                    WHERE g.id = ? AND g.de = ? AND \(Outgoing.left)
                    """, arguments: place)
        } else {
            try database.run(
                sql: """
                    INSERT OR IGNORE INTO transmissions
                      (id, de, pour, objet, modele, scelle, recu, ouvert, voie)
                    SELECT g.id, g.de, coalesce(r.origine, r.pour), g.objet, g.modele, g.scelle, g.recu,
                      (SELECT min(le) FROM accuses AS a WHERE a.de = g.de AND a.id = g.id
                        AND a.statut = 'ouvert'), coalesce(r.voie, 'service')
                    FROM gardes AS g JOIN receptions AS r ON r.id = g.id AND r.de = g.de
                    WHERE g.id = ? AND g.de = ?
                    """, arguments: place)
        }
        for person in fiche.persons {
            try database.run(
                sql: "INSERT OR IGNORE INTO transmissions_personnes VALUES (?, ?, ?)",
                arguments: [person.description, fiche.id.text, fiche.de.text])
        }
    }

    /// Step 3: the blob goes, and the tombstone says so.
    public func bury(_ tomb: OpenTomb) throws {
        let (id, de) = (tomb.tombstone.id.text, tomb.tombstone.de.text)
        try database.run(
            sql: "DELETE FROM blobs WHERE boite = ? AND de = ? AND id = ?",
            arguments: [tomb.box.rawValue, de, id])
        try database.run(
            sql: "UPDATE tombes SET etat = 'detruit' WHERE id = ? AND de = ?", arguments: [id, de])
    }

    /// Keeps a tombstone that comes from the file `tombes`.
    ///
    /// - Returns: whether it was not known.
    public func insert(_ tombstone: Tombstone) throws -> Bool {
        try database.run(
            sql: """
                INSERT OR IGNORE INTO tombes (id, de, sha256, regle, le, etat)
                VALUES (?, ?, ?, ?, ?, 'detruit')
                """,
            arguments: [
                tombstone.id.text, tombstone.de.text, tombstone.sha256, tombstone.regle,
                tombstone.le.seconds,
            ])
        return database.changesCount > 0
    }
}
