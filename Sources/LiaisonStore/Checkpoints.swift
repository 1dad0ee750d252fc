internal import Foundation
internal import GRDB
public import LiaisonSchema

/// A signed checkpoint as it is kept.
public struct StoredPoint: Sendable, Equatable {
    /// The number that ends the origin.
    public var epoch: Int? { KeyName(origin)?.epoch }
    public let origin: String
    public let size: UInt64
    public let le: Instant
    public let note: [UInt8]
}

/// What a witness signed over one of our checkpoints.
public struct StoredCosignature: Sendable, Equatable {
    /// Key name.
    public let temoin: String
    /// The witness's own time.
    public let le: Instant
    /// The signature line, with its line feed.
    public let line: String

    public init(temoin: String, le: Instant, line: String) {
        self.temoin = temoin
        self.le = le
        self.line = line
    }
}

extension StoreView {
    /// The last checkpoint that was signed for that origin.
    public func lastPoint(_ origin: String) throws -> StoredPoint? {
        try Row.fetchOne(
            database,
            cached: "SELECT * FROM points WHERE origine = ? ORDER BY taille DESC LIMIT 1",
            arguments: [origin]
        ).map(Self.point)
    }

    /// The checkpoints of exactly that size, of any époque.
    public func points(size: UInt64) throws -> [StoredPoint] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM points WHERE taille = ? ORDER BY origine",
            arguments: [Int64(clamping: size)]
        ).map(Self.point)
    }

    public func cosignatures(_ origin: String, size: UInt64) throws -> [StoredCosignature] {
        try Row.fetchAll(
            database,
            cached: "SELECT * FROM cosignatures WHERE origine = ? AND taille = ? ORDER BY temoin",
            arguments: [origin, Int64(clamping: size)]
        ).map {
            StoredCosignature(
                temoin: $0["temoin"], le: Instant(seconds: $0["le"]), line: $0["ligne"])
        }
    }

    /// The largest checkpoint that was cosigned no later than that, of any époque; the smallest size
    /// that any pruning may cite.
    public func attestedSize(before: Instant) throws -> UInt64? {
        try Int64.fetchOne(
            database, cached: "SELECT max(taille) FROM cosignatures WHERE le <= ?",
            arguments: [before.seconds]
        ).map { UInt64(clamping: $0) }
    }

    /// The size of the largest checkpoint that was signed no later than that.
    public func signedSize(before: Instant) throws -> UInt64? {
        try Int64.fetchOne(
            database, cached: "SELECT max(taille) FROM points WHERE le <= ?",
            arguments: [before.seconds]
        ).map { UInt64(clamping: $0) }
    }

    /// The size of our log that a partner's witness knows, as we know it.
    public func witnessSize(_ structure: StructureName, origin: String) throws -> UInt64 {
        let size = try Int64.fetchOne(
            database, cached: "SELECT taille FROM temoins WHERE structure = ? AND origine = ?",
            arguments: [structure.text, origin])
        return UInt64(clamping: size ?? 0)
    }

    /// The last checkpoint of a partner's log that our witness cosigned.
    public func witnessed(_ origin: String) throws -> StoredPoint? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM attestes WHERE origine = ?", arguments: [origin]
        ).map(Self.point)
    }

    /// The same of the latest époque of a structure's log that our witness knows.
    public func lastWitnessed(of structure: StructureName) throws -> StoredPoint? {
        let head = "\(structure.key(.journal))/"
        return try Row.fetchAll(
            database, cached: "SELECT * FROM attestes WHERE substr(origine, 1, ?) = ?",
            arguments: [head.count, head]
        ).map(Self.point).max { ($0.epoch ?? 0) < ($1.epoch ?? 0) }
    }

    /// The last checkpoint that this log signed, of whatever époque: the tree goes on from one to the next.
    public func lastSignedPoint() throws -> StoredPoint? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM points ORDER BY taille DESC, rowid DESC LIMIT 1"
        ).map(Self.point)
    }

    private static func point(_ row: Row) -> StoredPoint {
        let (size, le): (Int64, Int64) = (row["taille"], row["le"])
        let note: Data = row["note"]
        return StoredPoint(
            origin: row["origine"], size: UInt64(clamping: size), le: Instant(seconds: le),
            note: Array(note))
    }
}

extension StoreTransaction {
    /// Keeps a checkpoint that was just signed, unless another one was signed since `last` was read.
    ///
    /// - Returns: whether it counts.
    public func insertPoint(
        _ origin: String, size: UInt64, note: [UInt8], after last: StoredPoint?
    ) throws -> Bool {
        guard try view.lastPoint(origin)?.size == last?.size else { return false }
        try database.run(
            sql: "INSERT INTO points VALUES (?, ?, ?, ?)",
            arguments: [origin, Int64(size), now.seconds, Data(note)])
        return true
    }

    public func insert(
        _ cosignature: StoredCosignature, origin: String, size: UInt64
    ) throws {
        try database.run(
            sql: "INSERT OR REPLACE INTO cosignatures VALUES (?, ?, ?, ?, ?)",
            arguments: [
                origin, Int64(size), cosignature.temoin, cosignature.le.seconds, cosignature.line,
            ])
    }

    public func updateWitnessSize(
        _ structure: StructureName, origin: String, size: UInt64
    ) throws {
        try database.run(
            sql: "INSERT OR REPLACE INTO temoins VALUES (?, ?, ?)",
            arguments: [structure.text, origin, Int64(size)])
    }

    /// Keeps the checkpoint that our witness cosigns, if it still follows `last`.
    public func updateWitnessed(
        _ origin: String, size: UInt64, note: [UInt8], after last: StoredPoint?
    ) throws -> Bool {
        guard try view.witnessed(origin)?.note == last?.note else { return false }
        try database.run(
            sql: "INSERT OR REPLACE INTO attestes VALUES (?, ?, ?, ?)",
            arguments: [origin, Int64(size), now.seconds, Data(note)])
        return true
    }

    /// Forgets checkpoints that nobody needs: of each day before that instant, the last one and the last
    /// cosigned one stay, and
    /// whatever is named.
    public func thinPoints(before: Instant, keeping sizes: [UInt64]) throws {
        let kept = sizes.map(String.init).joined(separator: ",")
        for table in ["cosignatures", "points"] {
            try database.execute(
                sql: """
                    DELETE FROM \(table) WHERE (origine, taille) IN (
                      SELECT origine, taille FROM points p WHERE le < ? AND EXISTS (
                        SELECT 1 FROM points q WHERE q.origine = p.origine
                          AND q.le / 86400 = p.le / 86400 AND q.taille > p.taille)
                      AND (origine, taille) NOT IN (
                        SELECT p.origine, max(p.taille) FROM points p JOIN cosignatures c
                          ON c.origine = p.origine AND c.taille = p.taille
                          GROUP BY p.origine, p.le / 86400)
                      AND taille NOT IN (\(kept)))
                    """, arguments: [before.seconds])
        }
    }
}
