internal import CStockage
internal import Foundation
internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

/// A blob sealed under a key that is already durable, ready for the transaction that stores it.
public struct PreparedBlob: Sendable {
    let place: SealedBlob.Place
    let bytes: [UInt8]
}

extension LiaisonStore {
    /// Makes the blob's key durable, then seals. Two callers for one place share its key: whichever
    /// row is stored stays readable.
    public func prepareBlob(
        _ content: [UInt8], in boite: Boite, de: String, id: String
    ) throws -> PreparedBlob {
        let place = SealedBlob.Place(box: boite.rawValue, de: de, id: id)
        let fresh = try SecretBytes(random: 32)
        let stored = try mapped {
            try writeKeys { database in
                // No copy of the key but SQLite's.
                try fresh.withBytes { bytes in
                    let address = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                    try address.map { address in
                        try database.runAndForget(
                            sql:
                                "INSERT OR IGNORE INTO cles (boite, de, id, cle) VALUES (?, ?, ?, ?)",
                            [
                                place.box, place.de, place.id,
                                Data(bytesNoCopy: address, count: bytes.count, deallocator: .none),
                            ])
                    }
                }
                return try Self.key(database, place)
            }
        }
        guard let stored else { throw Self.damaged }
        return PreparedBlob(
            place: place, bytes: SealedBlob.seal(content, key: stored, place: place))
    }

    /// The content of a stored blob, or nil when there is none.
    ///
    /// - Parameter head: what is to stand before it in the result, which saves a copy.
    /// - Throws: `.damaged` when the key is missing or does not open it.
    public func blob(
        in boite: Boite, de: String, id: String, after head: [UInt8] = []
    ) throws -> [UInt8]? {
        let place = SealedBlob.Place(box: boite.rawValue, de: de, id: id)
        return try mapped {
            let key = try keys.read { try Self.key($0, place) }
            return try pool.read { database in
                let found = try Row.fetchOne(
                    database,
                    cached: """
                        SELECT rowid, length(contenu) FROM blobs WHERE boite = ? AND de = ? AND id = ?
                        """,
                    arguments: [place.box, place.de, place.id])
                guard let found else { return nil }
                let (row, length): (Int64, Int) = (found[0], found[1])
                guard let key else { throw Self.damaged }
                do {
                    return try SealedBlob.open(
                        length: length, key: key, place: place, after: head,
                        read: { try Self.read(database, row: row, from: $1, into: $0) })
                } catch is CryptoError { throw Self.damaged }
            }
        }
    }

    /// Straight to where it is opened: a large pli is in memory once.
    private static func read(
        _ database: Database, row: Int64, from start: Int,
        into memory: UnsafeMutableRawBufferPointer
    ) throws {
        let status = stockage_lit(
            database.sqliteConnection, "blobs", "contenu", row, Int32(start), memory.baseAddress,
            Int32(memory.count))
        guard status == 0 else {
            throw DatabaseError(resultCode: ResultCode(rawValue: status))
        }
    }

    /// How many keys, the last ones made, may be orphans: more than were ever on their way at once.
    private static let recentKeys = 4_096

    /// What a crash between the two databases left: keys whose blob was never stored, and that no pli names. They are
    /// among the last ones, for a key is made just before its row. Nothing may be on its way meanwhile.
    ///
    /// - Throws: `.damaged`: in such a base a key that opens something may look so. Nothing is destroyed then.
    func deleteOrphanKeys() throws {
        try mapped {
            let recent = try keys.read {
                try Row.fetchAll(
                    $0,
                    // In a damaged base a value may be of another type, which would stop the program.
                    cached: """
                        SELECT rowid, boite, de, id FROM cles WHERE typeof(boite) = 'text'
                          AND typeof(de) = 'text' AND typeof(id) = 'text' ORDER BY rowid DESC LIMIT ?
                        """,
                    arguments: [Self.recentKeys])
            }
            let orphans = try pool.read { database in
                try recent.filter { row in
                    let (box, de, id): (String, String, String) = (
                        row["boite"], row["de"], row["id"]
                    )
                    return try Row.fetchOne(
                        database,
                        cached: """
                            SELECT 1 FROM blobs WHERE boite = ?1 AND de = ?2 AND id = ?3 UNION ALL
                            SELECT 1 FROM \(Self.holding(box)) WHERE boite = ?1 AND de = ?2 AND id = ?3
                            """,
                        arguments: [box, de, id]) == nil
                }
            }
            guard !orphans.isEmpty else { return }
            guard try isWhole() else {
                throw StoreError(
                    .damaged, "La base du service est abîmée ; aucune clé n'a été détruite.",
                    hint: "Gardez une copie du dossier d'état, puis restaurez une sauvegarde.")
            }
            try keys.write { database in
                for row in orphans {
                    let rowid: Int64 = row["rowid"]
                    try database.run(sql: "DELETE FROM cles WHERE rowid = ?", arguments: [rowid])
                }
            }
        }
    }

    private static var damaged: StoreError {
        StoreError(
            .damaged, "Un contenu conservé n'a plus sa clé, ou est abîmé.",
            hint: "L'administrateur doit vérifier la base.")
    }

    private static func key(_ database: Database, _ place: SealedBlob.Place) throws -> SecretBytes?
    {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT cle FROM cles WHERE boite = ? AND de = ? AND id = ?"),
            arguments: [place.box, place.de, place.id])
        // Straight from the page into locked memory.
        return try rows.next()?.withUnsafeData(atIndex: 0) { data -> SecretBytes? in
            guard let data, data.count == 32 else { return nil }
            return try SecretBytes(count: 32) { memory in
                data.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(start: memory, count: 32).copyMemory(from: $0)
                }
            }
        }
    }

    func mapped<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error)
        } catch is RowDecodingError {
            throw StoreError.unreadable
        }
    }
}

extension StoreTransaction {
    /// Stores a prepared blob; one that is already there stays.
    public func insert(_ blob: PreparedBlob) throws {
        // No copy but SQLite's.
        try blob.bytes.withUnsafeBytes { bytes in
            let address = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            try address.map { address in
                try database.runAndForget(
                    sql: "INSERT OR IGNORE INTO blobs (boite, de, id, contenu) VALUES (?, ?, ?, ?)",
                    [
                        blob.place.box, blob.place.de, blob.place.id,
                        Data(bytesNoCopy: address, count: bytes.count, deallocator: .none),
                    ])
            }
        }
    }
}
