internal import Foundation
internal import GRDB
internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// A stored receipt: its bytes, and where it stands on its way out.
public struct StoredReceipt: Sendable, Equatable {
    public let de: StructureName
    public let id: PliID
    public let statut: String
    public let par: KeyName
    public let pour: StructureName
    public let le: Instant
    public let note: [UInt8]
    public let essais: Int
}

extension StoreView {
    /// The receipts of one pli, oldest first.
    public func receipts(_ id: PliID, de: StructureName) throws -> [StoredReceipt] {
        try Row.fetchAll(
            database,
            cached: "SELECT * FROM accuses WHERE de = ? AND id = ? ORDER BY le, statut, par",
            arguments: [de.text, id.text]
        ).map(StoredReceipt.init)
    }

    /// The same of many plis, at once.
    public func receipts(of plis: [PliKey]) throws -> [PliKey: [StoredReceipt]] {
        let ids = JSONValue.array(Set(plis).map { .string($0.id.text) }).text
        let wanted = Set(plis)
        let found = try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM accuses WHERE id IN (SELECT value FROM json_each(?))
                  AND de IN (SELECT value FROM json_each(?)) ORDER BY le, statut, par
                """,
            arguments: [
                ids, JSONValue.array(Set(plis.map(\.de)).map { .string($0.text) }).text,
            ]
        ).map(StoredReceipt.init)
        return Dictionary(grouping: found) { PliKey(de: $0.de, id: $0.id) }
            .filter { wanted.contains($0.key) }
    }

    /// The receipt under its identity (formats.md, «accuse»).
    public func receipt(
        _ id: PliID, de: StructureName, statut: Accuse.Statut, par: KeyName
    ) throws -> StoredReceipt? {
        try Row.fetchOne(
            database,
            cached: "SELECT * FROM accuses WHERE de = ? AND id = ? AND statut = ? AND par = ?",
            arguments: [de.text, id.text, statut.rawValue, par.description]
        ).map(StoredReceipt.init)
    }

    /// What is due to one partner, oldest first, at most `limit`.
    public func dueReceipts(
        to peer: StructureName, at now: Instant, limit: Int
    ) throws -> [StoredReceipt] {
        try Row.fetchAll(
            database,
            cached:
                "SELECT * FROM accuses WHERE prochain <= ? AND de = ? ORDER BY prochain LIMIT ?",
            arguments: [now.seconds, peer.text, limit]
        ).map(StoredReceipt.init)
    }
}

extension StoreTransaction {
    /// - Parameter next: when to send it to the other side; nil for one that came from there, or
    ///   that travels in an answer.
    public func insert(_ receipt: Accuse, note: [UInt8], next: Instant?) throws {
        try database.run(
            sql: """
                INSERT OR IGNORE INTO accuses
                  (de, id, statut, par, pour, le, note, essais, prochain)
                VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
                """,
            arguments: [
                receipt.de.text, receipt.id.text, receipt.statut.rawValue,
                receipt.par.description, receipt.pour.text, now.seconds, Data(note), next?.seconds,
            ])
    }

    public func updateReceipt(_ receipt: StoredReceipt, essais: Int, next: Instant?) throws {
        try database.run(
            sql: """
                UPDATE accuses SET essais = ?, prochain = ?
                WHERE de = ? AND id = ? AND statut = ? AND par = ?
                """,
            arguments: [
                essais, next?.seconds, receipt.de.text, receipt.id.text, receipt.statut,
                receipt.par.description,
            ])
        // Its pli may have been destroyed while it was on its way.
        guard next == nil, receipt.statut != Accuse.Statut.purge.rawValue else { return }
        try database.run(
            sql: """
                DELETE FROM accuses WHERE de = ?1 AND id = ?2 AND statut = ?3 AND par = ?4
                  AND EXISTS (SELECT 1 FROM tombes WHERE id = ?2 AND de = ?1)
                """,
            arguments: [
                receipt.de.text, receipt.id.text, receipt.statut, receipt.par.description,
            ])
    }
}

extension StoreTransaction {
    /// Notes that an agent opened a fiche from a file.
    ///
    /// - Returns: whether it was not noted before.
    public func insertFileOpening(
        _ receipt: Accuse, note: [UInt8], until date: CalendarDate
    ) throws -> Bool {
        try database.run(
            sql: "INSERT OR IGNORE INTO fichiers_ouverts VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                receipt.de.text, receipt.id.text, receipt.par.description, now.seconds,
                date.description, Data(note),
            ])
        return database.changesCount > 0
    }
}

extension StoredReceipt {
    init(_ row: Row) throws {
        guard let de = StructureName(row["de"]), let id = PliID(row["id"]),
            let par = KeyName(row["par"]), let pour = StructureName(row["pour"])
        else { throw StoreError(.damaged, "Un accusé conservé est illisible.") }
        self.de = de
        self.id = id
        self.par = par
        self.pour = pour
        statut = row["statut"]
        le = Instant(seconds: row["le"])
        let note: Data = row["note"]
        self.note = Array(note)
        essais = row["essais"]
    }
}
