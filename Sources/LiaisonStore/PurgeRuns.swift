internal import Foundation
internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

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

extension StoreTransaction {
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

extension PurgeRun {
    init(_ row: Row) {
        let (numero, le): (Int64, Int64) = (row["numero"], row["le"])
        let note: Data? = row["note"]
        self.init(
            numero: Int(numero), le: Instant(seconds: le), avant: row["avant"],
            suspendus: row["suspendus"], note: note.map { Array($0) })
    }
}
