internal import CStockage
internal import GRDB
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
    private let commits: GroupCommit
    private let keyCommits: GroupCommit
    private let relief: @Sendable () -> Bool

    /// Whether what SQLite frees is wiped: set once, before it is first used in this process.
    private static let wipesMemory = stockage_efface() == 0

    /// Opens, creating or migrating what is there, and deletes orphan keys.
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
            var configuration = Configuration()
            configuration.foreignKeysEnabled = true
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase {
                // A row that another one replaces fires the triggers of what goes, too.
                try $0.execute(sql: "PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON")
            }
            pool = try DatabasePool(path: "\(folder)/liaison.sqlite", configuration: configuration)
            configuration.journalMode = .wal
            keys = try DatabaseQueue(path: "\(folder)/cles.sqlite", configuration: configuration)
            // GRDB sets synchronous=NORMAL on the writer after prepareDatabase (pitfalls.md).
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous=FULL") }
            try keys.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous=FULL") }
            commits = GroupCommit(pool)
            keyCommits = GroupCommit(keys)
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

    private static func migrate(
        _ database: any DatabaseWriter, _ migrator: DatabaseMigrator
    ) throws {
        guard try !database.read(migrator.hasBeenSuperseded) else {
            throw StoreError(
                .newerSchema, "La base a été écrite par une version plus récente du programme.",
                hint: "Installez cette version, ou restaurez une sauvegarde plus ancienne.")
        }
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

    private static func requireSchema(
        _ database: any DatabaseReader, _ migrator: DatabaseMigrator
    ) throws {
        guard
            try database.read({
                try migrator.hasCompletedMigrations($0) && !migrator.hasBeenSuperseded($0)
            })
        else {
            throw StoreError(
                .newerSchema, "La base n'est pas celle de cette version du programme.",
                hint: "Redémarrez le service avec cette version, puis recommencez.")
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
