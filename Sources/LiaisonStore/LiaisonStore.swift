internal import CStockage
internal import GRDB
internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// How far a log goes: its size and root.
public struct LogMark: Sendable, Equatable {
    public let size: UInt64
    /// 32 bytes.
    public let root: [UInt8]
}

/// The daemon's two databases (design.md, «Storage»): `liaison.sqlite` holds metadata, sealed blobs
/// and the log; `cles.sqlite` holds one 32-byte key a blob, nothing else.
///
/// Writing to both follows one order: key, then row. A crash between the two leaves an orphan key,
/// which the next start deletes.
public struct LiaisonStore: Sendable {
    let pool: DatabasePool
    let keys: DatabaseQueue
    let directory = CardDirectory()
    let boxes: BoxRevision
    private let commits: GroupCommit
    private let keyCommits: GroupCommit
    private let relief: @Sendable () -> Bool

    /// Whether what SQLite frees is wiped: set once, before it is first used in this process.
    private static let wipesMemory = stockage_efface() == 0
    /// SQLite's error code, or 0 once pages are wiped where no cell is.
    private static let pagesStatus = stockage_gomme()

    /// Opens, creating or migrating what is there, and deletes orphan keys. One database without the other is damage.
    ///
    /// - Parameters:
    ///   - folder: the state folder, mode 0700: GRDB creates files 0644.
    ///   - besideDaemon: whether the daemon may be at work there: then nothing is migrated, and no key
    ///     is an orphan, for its blob may be on its way.
    ///   - relief: asked when a write found the disk full: makes room if it can, and says whether the write is
    ///     worth another try.
    /// - Throws: `StoreError`.
    public init(
        folder: String, besideDaemon: Bool = false,
        relief: @escaping @Sendable () -> Bool = { false }
    ) throws {
        _ = Self.wipesMemory
        self.relief = relief
        do {
            guard Self.pagesStatus == 0 else {
                throw DatabaseError(resultCode: ResultCode(rawValue: Self.pagesStatus))
            }
            var configuration = Configuration()
            configuration.foreignKeysEnabled = true
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase {
                // A row that another one replaces fires the triggers of what goes, too.
                try $0.execute(
                    sql: """
                        PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON;
                        PRAGMA max_page_count=\(STOCKAGE_PAGES)
                        """)
            }
            let (liaison, cles) = ("\(folder)/liaison.sqlite", "\(folder)/cles.sqlite")
            // The other one is made first. Without it every key would look like one that a crash left.
            guard PrivateFile.size(of: liaison) > 0 || PrivateFile.size(of: cles) == 0 else {
                throw Self.missing("liaison.sqlite")
            }
            pool = try DatabasePool(path: liaison, configuration: configuration)
            // Contents without a key each: an empty one would hide that they are lost.
            if PrivateFile.size(of: cles) == 0, try pool.read(Self.holdsBlobs) {
                throw Self.missing("cles.sqlite")
            }
            configuration.journalMode = .wal
            // No key goes into a temporary file, even one that has no name.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA temp_store=MEMORY") }
            keys = try DatabaseQueue(path: cles, configuration: configuration)
            // GRDB sets synchronous=NORMAL on the writer after prepareDatabase (pitfalls.md).
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous=FULL") }
            try keys.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous=FULL") }
            commits = GroupCommit(pool)
            keyCommits = GroupCommit(keys)
            boxes = BoxRevision(pool)
            if besideDaemon {
                try Self.requireSchema(pool, Migrations.liaison)
                try Self.requireSchema(keys, Migrations.cles)
            } else {
                try Self.migrate(pool, Migrations.liaison)
                try Self.migrate(keys, Migrations.cles)
            }
        } catch let error as DatabaseError {
            throw StoreError(error)
        } catch is RowDecodingError {
            throw StoreError.unreadable
        }
        if !besideDaemon { try deleteOrphanKeys() }
    }

    /// Opens what is there to look at it: whatever state a crash left, nothing is migrated, deleted or written, and no
    /// file is made, removed or locked. Nobody else may be at work there.
    ///
    /// - Parameter folder: the state folder.
    /// - Throws: `StoreError`: `.damaged` when a database is missing, empty or none.
    public init(reading folder: String) throws {
        _ = Self.wipesMemory
        relief = { false }
        do {
            let (liaison, cles) = try (
                Self.unchanged("liaison.sqlite", in: folder),
                Self.unchanged("cles.sqlite", in: folder)
            )
            var configuration = Configuration()
            configuration.readonly = true
            configuration.prepareDatabase { database in
                // The last to close a database writes what its log holds into it, and removes the log.
                let status = stockage_laisse(database.sqliteConnection)
                guard status == 0 else {
                    throw DatabaseError(resultCode: ResultCode(rawValue: status))
                }
                // The index of the log stays in memory, beside no file.
                try database.execute(sql: "PRAGMA locking_mode=EXCLUSIVE")
            }
            pool = try DatabasePool(path: liaison, configuration: configuration)
            keys = try DatabaseQueue(path: cles, configuration: configuration)
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
        commits = GroupCommit(pool)
        keyCommits = GroupCommit(keys)
        boxes = BoxRevision(pool)
    }

    /// The address under which SQLite opens a database and leaves its files alone (sqlite.org/uri.html). Without a
    /// write-ahead log it takes the file as immutable; with one it must read it, and takes no lock.
    private static func unchanged(_ name: String, in folder: String) throws -> String {
        let path = "\(folder)/\(name)"
        // SQLite removes the log of an empty database.
        guard PrivateFile.size(of: path) > 0 else { throw missing(name) }
        let coded = path.utf8.map { byte in
            // Letters, digits, «-», «.» and «/».
            let isPlain = (0x2D...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
            return isPlain ? String(UnicodeScalar(byte)) : "%\(Hex.encode([byte]))"
        }.joined()
        let way = PrivateFile.size(of: path + "-wal") > 0 ? "vfs=unix-none" : "immutable=1"
        return "file:\(coded.hasPrefix("/") ? "//" : "")\(coded)?\(way)"
    }

    private static func missing(_ name: String) -> StoreError {
        StoreError(
            .damaged, "Il n'y a pas de base \(name) dans le dossier d'état, ou elle est vide.",
            hint: "Remettez-la, restaurez une sauvegarde, ou donnez le bon dossier avec --etat.")
    }

    private static func holdsBlobs(_ database: Database) throws -> Bool {
        guard try database.tableExists("blobs") else { return false }
        return try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM blobs)") ?? false
    }

    private static func migrate(
        _ database: any DatabaseWriter, _ migrator: DatabaseMigrator
    ) throws {
        try refuseNewer(database, migrator)
        guard try !database.read(migrator.hasCompletedMigrations) else { return }
        try database.write { database in
            if try database.tableExists("changements") {
                try database.execute(sql: "DELETE FROM changements")
            }
        }
        try migrator.migrate(database)
        // What a migration changes, this program changes.
        try database.write { database in
            guard try database.tableExists("changements") else { return }
            try StoreTransaction(
                database: database, now: Instant(seconds: 0), cardsChange: {}
            ).bindChanges()
        }
    }

    /// - Throws: `.otherSchema` when another version wrote it.
    static func requireSchema(
        _ database: any DatabaseReader, _ migrator: DatabaseMigrator,
        hint: String = "Démarrez le service une fois avec cette version, puis recommencez."
    ) throws {
        try refuseNewer(database, migrator)
        guard try database.read(migrator.hasCompletedMigrations) else {
            throw StoreError(
                .otherSchema, "La base est d'une version précédente du programme.", hint: hint)
        }
    }

    private static func refuseNewer(
        _ database: any DatabaseReader, _ migrator: DatabaseMigrator
    ) throws {
        guard try !database.read(migrator.hasBeenSuperseded) else {
            throw StoreError(
                .otherSchema, "La base a été écrite par une version plus récente du programme.",
                hint: "Installez cette version, ou restaurez une sauvegarde plus ancienne.")
        }
    }

    /// Writes both databases as they are at one moment into new files, without what was deleted. The
    /// keys come last: they open everything that the first file holds.
    ///
    /// - Returns: the tree of the log in that copy.
    public func snapshot(liaison: String, cles: String) throws -> LogMark {
        do {
            try pool.writeWithoutTransaction {
                try $0.execute(sql: "VACUUM INTO ?", arguments: [liaison])
            }
            try keys.writeWithoutTransaction {
                try $0.execute(sql: "VACUUM INTO ?", arguments: [cles])
            }
            let frontier = try DatabaseQueue(path: liaison).read {
                try StoreView(database: $0).logState().frontier
            }
            return LogMark(size: frontier.size, root: frontier.root)
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    /// One transaction, durable when it returns; those that come together share a commit.
    ///
    /// - Parameter now: the instant that its rows and log records bear, asked once.
    public func write<Result>(
        at now: Instant, _ body: (StoreTransaction) throws -> Result
    ) throws -> Result {
        do {
            var changes = 0
            defer { directory.endChanges(changes) }
            return try relieved {
                try commits.write { database -> Result in
                    let transaction = StoreTransaction(database: database, now: now) {
                        directory.beginChange()
                        changes += 1
                    }
                    try transaction.dropForeignChanges()
                    let result = try body(transaction)
                    try transaction.bindChanges()
                    return result
                }
            }
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    func writeKeys<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try relieved { try keyCommits.write(body) }
    }

    /// A full disk undoes the whole transaction: it is done again once, when there is room after all.
    private func relieved<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError where error.isFull && relief() {
            return try body()
        }
    }

    /// One consistent view.
    public func read<Result>(_ body: (StoreView) throws -> Result) throws -> Result {
        do {
            return try pool.read { try body(StoreView(database: $0)) }
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    /// The level of `synchronous` on each writer: 2 is FULL. For the test that pins it.
    func synchronousLevels() throws -> [Int] {
        try [
            pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") },
            keys.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") },
        ].compactMap(\.self)
    }

    /// The value of `secure_delete` on each writer: 1 is ON, 2 is FAST.
    func secureDeleteLevels() throws -> [Int] {
        try [
            pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA secure_delete") },
            keys.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA secure_delete") },
        ].compactMap(\.self)
    }
}
