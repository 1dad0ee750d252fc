internal import Foundation
internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

/// A tombstone on its way: the key and the blob of its pli may still be there.
public struct OpenTomb: Sendable, Equatable {
    public let tombstone: Tombstone
    public let box: Boite
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
                  UNION ALL SELECT sha256 FROM receptions WHERE id = ?1 AND de = ?2
                  UNION ALL SELECT sha256 FROM guichets_contenus WHERE id = ?1 AND de = ?2 LIMIT 1
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
