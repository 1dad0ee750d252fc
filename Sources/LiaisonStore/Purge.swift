internal import Foundation
internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

/// A tombstone on its way: the key and the blob of its pli may still be there.
public struct OpenTomb: Sendable, Equatable {
    public let tombstone: Tombstone
    public let box: Boite
}

/// What the tombstones of one run say together.
public struct PurgeCounts: Sendable, Equatable {
    public var nombre = 0
    /// By model, or by `objet` for what is no fiche.
    public var parModele: [String: Int] = [:]
    /// Received, and opened by nobody here.
    public var nonLus = 0
    public var regles: [String] = []
    public var premier: Instant?
    public var dernier: Instant?
}

/// A run of the purge; without its procès-verbal, it is not over.
public struct PurgeRun: Sendable, Equatable {
    public let numero: Int
    public let le: Instant
    /// The checkpoint before it.
    public let avant: String
    public let suspendus: Int
    /// The procès-verbal.
    public let note: [UInt8]?
}

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
        if isRegistered { try register(fiche) }
        if fiche.box == .reception {
            try database.run(
                sql: """
                    UPDATE occupation SET octets = octets - coalesce((SELECT length(contenu) - \(SealedBlob.overhead)
                      FROM blobs WHERE boite = 'reception' AND id = ?1 AND de = ?2), 0)
                      WHERE structure = ?2
                    """, arguments: place)
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
                    SELECT g.id, g.de, e.pour, g.objet, g.modele, g.scelle,
                      (SELECT min(le) FROM accuses AS a WHERE a.de = g.de AND a.id = g.id
                        AND a.pour = e.pour AND a.statut = 'remis'),
                      (SELECT min(le) FROM accuses AS a WHERE a.de = g.de AND a.id = g.id
                        AND a.pour = e.pour AND a.statut = 'ouvert')
                    FROM gardes AS g JOIN envois AS e ON e.id = g.id AND e.de = g.de
                    WHERE g.id = ? AND g.de = ?
                    """, arguments: place)
        } else {
            try database.run(
                sql: """
                    INSERT OR IGNORE INTO transmissions
                    SELECT g.id, g.de, r.pour, g.objet, g.modele, g.scelle, g.recu,
                      (SELECT min(le) FROM accuses AS a WHERE a.de = g.de AND a.id = g.id
                        AND a.statut = 'ouvert')
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

    /// - Returns: its number.
    public func openPurge(avant: String, suspendus: Int) throws -> Int {
        try database.run(
            sql: "INSERT INTO purges (le, avant, suspendus) VALUES (?, ?, ?)",
            arguments: [now.seconds, avant, suspendus])
        return Int(database.lastInsertedRowID)
    }

    /// - Parameter note: the procès-verbal; nil: nothing was destroyed, and there was no run.
    public func closePurge(_ numero: Int, note: [UInt8]?) throws {
        if let note {
            try database.run(
                sql: "UPDATE purges SET note = ? WHERE numero = ?", arguments: [Data(note), numero])
        } else {
            try database.run(sql: "DELETE FROM purges WHERE numero = ?", arguments: [numero])
            // Its number is free again: a gap would look like a procès-verbal that is withheld.
            try database.run(
                sql: """
                    UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'purges' AND seq = ?
                    """, arguments: [numero])
        }
    }
}

extension StoreView {
    public func tombstone(_ id: PliID, de: StructureName) throws -> Tombstone? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM tombes WHERE id = ? AND de = ?",
            arguments: [id.text, de.text]
        ).map(Tombstone.init)
    }

    /// Of the age file of a pli that is held.
    public func digest(of key: PliKey) throws -> String? {
        try String.fetchOne(
            database,
            cached: """
                SELECT sha256 FROM envois WHERE id = ?1 AND de = ?2
                  UNION ALL SELECT sha256 FROM receptions WHERE id = ?1 AND de = ?2 LIMIT 1
                """, arguments: [key.id.text, key.de.text])
    }

    /// Those of that id: one, unless two structures chose the same.
    public func tombstones(of id: PliID) throws -> [Tombstone] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM tombes WHERE id = ?", arguments: [id.text]
        ).map(Tombstone.init)
    }

    /// Whether its key or its blob may still be there.
    public func isOpenTomb(_ id: PliID, de: StructureName) throws -> Bool {
        try Bool.fetchOne(
            database,
            cached: """
                SELECT EXISTS (SELECT 1 FROM tombes WHERE id = ? AND de = ? AND etat != 'detruit')
                """, arguments: [id.text, de.text]) ?? false
    }

    /// What a crash, or a purge under way, left amid its steps.
    public func openTombs(limit: Int) throws -> [OpenTomb] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM tombes WHERE etat != 'detruit' LIMIT ?",
            arguments: [limit]
        ).map { row in
            guard let box = Boite(rawValue: row["boite"] ?? "") else {
                throw StoreError(.damaged, "Une tombe est illisible.")
            }
            return OpenTomb(tombstone: try Tombstone(row), box: box)
        }
    }

    /// All tombstones, a page at a time.
    public func tombstones(after: PliID?, limit: Int) throws -> [Tombstone] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM tombes WHERE id > ? ORDER BY id LIMIT ?",
            arguments: [after?.text ?? "", limit]
        ).map(Tombstone.init)
    }

    /// The `purge` receipts that a structure's service gave us, in the order in which they came.
    ///
    /// - Parameters:
    ///   - after: the last rank of the page before.
    ///   - bytes: after so many the page ends, with the receipt that goes past it.
    public func purgeReceipts(
        of structure: StructureName, after: Int64, limit: Int, bytes: Int
    ) throws -> [(rank: Int64, note: [UInt8])] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT rowid AS rang, note FROM accuses
                      WHERE rowid > ? AND pour = ? AND statut = 'purge' ORDER BY rowid LIMIT ?
                    """), arguments: [after, structure.text, limit])
        var (page, left): ([(rank: Int64, note: [UInt8])], Int) = ([], bytes)
        while left > 0, let row = try rows.next() {
            let (rank, note): (Int64, Data) = (row["rang"], row["note"])
            page.append((rank, Array(note)))
            left -= note.count
        }
        return page
    }

    /// How many blobs of that run's plis are still there.
    public func remains(of numero: Int) throws -> Int {
        try Int.fetchOne(
            database,
            cached: """
                SELECT count(*) FROM tombes AS t JOIN blobs AS b
                  ON b.boite = t.boite AND b.de = t.de AND b.id = t.id WHERE t.purge = ?
                """, arguments: [numero]) ?? 0
    }

    public func openPurge() throws -> PurgeRun? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM purges WHERE note IS NULL ORDER BY numero LIMIT 1"
        ).map(PurgeRun.init)
    }

    /// Those that are over, newest first.
    public func purges(limit: Int) throws -> [PurgeRun] {
        try Row.fetchAll(
            database,
            cached: "SELECT * FROM purges WHERE note IS NOT NULL ORDER BY numero DESC LIMIT ?",
            arguments: [limit]
        ).map(PurgeRun.init)
    }

    public func purge(_ numero: Int) throws -> PurgeRun? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM purges WHERE numero = ?", arguments: [numero]
        ).map(PurgeRun.init)
    }

    public func purgeCounts(_ numero: Int) throws -> PurgeCounts {
        let rows = try Row.fetchAll(
            database,
            cached: """
                SELECT genre, regle, count(*) AS nombre, sum(nonlu) AS nonlus,
                  min(scelle) AS premier, max(scelle) AS dernier FROM tombes WHERE purge = ? GROUP BY genre, regle
                """, arguments: [numero])
        var counts = PurgeCounts()
        for row in rows {
            let (genre, regle): (String, String) = (row["genre"], row["regle"])
            let (first, last): (Int64, Int64) = (row["premier"], row["dernier"])
            counts.nombre += row["nombre"]
            counts.nonLus += row["nonlus"]
            counts.parModele[genre, default: 0] += row["nombre"]
            if !counts.regles.contains(regle) { counts.regles.append(regle) }
            counts.premier = min(counts.premier ?? Instant(seconds: first), Instant(seconds: first))
            counts.dernier = max(counts.dernier ?? Instant(seconds: last), Instant(seconds: last))
        }
        counts.regles.sort()
        return counts
    }
}

extension Tombstone {
    init(_ row: Row) throws {
        guard let de = StructureName(row["de"]), let id = PliID(row["id"]) else {
            throw StoreError(.damaged, "Une tombe est illisible.")
        }
        self.init(
            de: de, id: id, sha256: row["sha256"], regle: row["regle"],
            le: Instant(seconds: row["le"]))
    }
}

extension PurgeRun {
    init(_ row: Row) {
        let (numero, le): (Int64, Int64) = (row["numero"], row["le"])
        let note: Data? = row["note"]
        self.init(
            numero: Int(numero), le: Instant(seconds: le), avant: row["avant"],
            suspendus: row["suspendus"], note: note.map { Array($0) })
    }
}
