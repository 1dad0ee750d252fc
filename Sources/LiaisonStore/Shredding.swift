internal import Foundation
internal import GRDB
internal import LiaisonCrypto
internal import LiaisonSchema

/// Steps 2 and the ends of 2 and 3 of a purge: keys, and what SQLite leaves behind.
extension LiaisonStore {
    /// Destroys the keys of these plis: their blobs are dead from then on, in every old copy too.
    public func shred(_ tombs: [OpenTomb]) throws {
        try mapped {
            try writeKeys { database in
                for tomb in tombs {
                    try database.run(
                        sql: "DELETE FROM cles WHERE boite = ? AND de = ? AND id = ?",
                        arguments: [
                            tomb.box.rawValue, tomb.tombstone.de.text, tomb.tombstone.id.text,
                        ])
                }
            }
        }
    }

    /// Leaves nothing of what was deleted in the write-ahead log of the keys.
    ///
    /// - Returns: whether nobody who reads held it.
    public func truncateKeyLog() throws -> Bool { try truncate(keys) }

    /// The same for the other database.
    public func truncateLog() throws -> Bool { try truncate(pool) }

    /// Gives back the memory in which pages of both databases lie, and overwrites where SQLite makes the
    /// row that it inserts: the last one would stay there.
    public func releaseMemory() throws {
        try mapped {
            try overwriteLastRow(
                keys, "INSERT INTO cles (boite, de, id, cle) VALUES ('', '', '', zeroblob(3000))")
            try overwriteLastRow(
                pool,
                "INSERT INTO blobs (boite, de, id, contenu) VALUES ('', '', '', zeroblob(3000))")
        }
        pool.releaseMemory()
        keys.releaseMemory()
    }

    private func overwriteLastRow(_ database: any DatabaseWriter, _ sql: String) throws {
        try database.writeWithoutTransaction { database in
            try database.inTransaction {
                try database.execute(sql: sql)
                return .rollback
            }
        }
    }

    private func truncate(_ database: any DatabaseWriter) throws -> Bool {
        try mapped {
            try database.writeWithoutTransaction { database in
                // Waiting for a reader here would make every writer wait.
                try database.execute(sql: "PRAGMA busy_timeout = 0")
                defer { try? database.execute(sql: "PRAGMA busy_timeout = 10000") }
                do {
                    let row = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                    let busy: Int? = row?[0]
                    return busy == 0
                } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                    return false
                }
            }
        }
    }

    /// What does not go together.
    public struct Mismatches: Sendable, Equatable {
        /// Plis whose blob or key is gone.
        public var withoutContent: [OpenTomb.Place] = []
        /// Blobs that no pli names.
        public var orphans: [OpenTomb.Place] = []
    }

    /// Looks both ways, rows without blobs and blobs without rows, and at the keys: in pages, so that
    /// nobody waits. What is on its way meanwhile may be among them: look twice.
    public func mismatches(page: Int = 5_000) throws -> Mismatches {
        var found = Mismatches()
        for box in Boite.allCases.map(\.rawValue) {
            var tables = [
                SortedPlaces(pool, table: Self.holding(box), box: box, page: page),
                SortedPlaces(pool, table: "blobs", box: box, page: page),
                SortedPlaces(keys, table: "cles", box: box, page: page),
            ]
            while true {
                let heads = try mapped { try tables.indices.map { try tables[$0].head() } }
                guard let place = heads.compactMap(\.self).min() else { break }
                let there = heads.map { $0 == place }
                for index in tables.indices where there[index] { tables[index].advance() }
                guard there.contains(false) else { continue }
                let whole = OpenTomb.Place(box: box, de: place.de, id: place.id)
                if there[0] {
                    found.withoutContent.append(whole)
                } else if there[1], try read({ try $0.openTomb(whole) }) == false {
                    found.orphans.append(whole)
                }
            }
        }
        return found
    }

    /// The table that says what blobs of a box are held for.
    static func holding(_ box: String) -> String {
        box == Boite.guichet.rawValue ? "guichets_contenus" : "gardes"
    }

    /// Destroys a blob that no pli names, and its key. A key alone may be on its way to a row: the next
    /// start looks after those, the last ones made. So the key goes first here, as in a purge: of what a crash
    /// leaves, a blob is found again, an old key never.
    ///
    /// - Returns: whether there was one.
    public func destroyOrphan(_ place: OpenTomb.Place) throws -> Bool {
        let arguments: StatementArguments = [place.box, place.de, place.id]
        return try mapped {
            // Nothing comes to name it meanwhile.
            try pool.write { database in
                let isOrphan =
                    try Row.fetchOne(
                        database,
                        sql: """
                            SELECT 1 FROM blobs WHERE boite = ?1 AND de = ?2 AND id = ?3 AND NOT EXISTS (
                              SELECT 1 FROM \(Self.holding(place.box)) WHERE boite = ?1 AND de = ?2 AND id = ?3)
                            """, arguments: arguments) != nil
                guard isOrphan else { return false }
                try writeKeys {
                    try $0.run(
                        sql: "DELETE FROM cles WHERE boite = ? AND de = ? AND id = ?",
                        arguments: arguments)
                }
                try database.run(
                    sql: "DELETE FROM blobs WHERE boite = ? AND de = ? AND id = ?",
                    arguments: arguments)
                return true
            }
        }
    }
}

extension OpenTomb {
    /// Where a blob and its key lie.
    public struct Place: Sendable, Hashable {
        public let box: String
        public let de: String
        public let id: String
    }
}

extension StoreView {
    /// Whether a purge is at work there.
    fileprivate func openTomb(_ place: OpenTomb.Place) throws -> Bool {
        try Bool.fetchOne(
            database,
            cached: """
                SELECT EXISTS (SELECT 1 FROM tombes WHERE id = ? AND de = ? AND etat != 'detruit')
                """, arguments: [place.id, place.de]) ?? false
    }
}

/// The places of one table in the order of `de` and `id`, read in pages.
private struct SortedPlaces {
    struct Place: Comparable {
        let de: String
        let id: String

        static func < (left: Self, right: Self) -> Bool {
            (left.de, left.id) < (right.de, right.id)
        }
    }

    private let database: any DatabaseReader
    private let sql: String
    private let box: String
    private let page: Int
    private var places: ArraySlice<Place> = []
    private var last = Place(de: "", id: "")
    private var isOver = false

    init(_ database: any DatabaseReader, table: String, box: String, page: Int) {
        self.database = database
        self.box = box
        self.page = page
        sql = """
            SELECT de, id FROM \(table) WHERE boite = ? AND (de, id) > (?, ?)
              ORDER BY de, id LIMIT ?
            """
    }

    mutating func head() throws -> Place? {
        if places.isEmpty, !isOver {
            let arguments: StatementArguments = [box, last.de, last.id, page]
            places = try database.read { [sql] database in
                try Row.fetchAll(database, sql: sql, arguments: arguments)
                    .map { Place(de: $0["de"], id: $0["id"]) }
            }[...]
            isOver = places.count < page
            last = places.last ?? last
        }
        return places.first
    }

    mutating func advance() { places = places.dropFirst() }
}
