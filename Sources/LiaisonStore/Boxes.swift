internal import Foundation
internal import GRDB
internal import LiaisonBase
public import LiaisonSchema
internal import Synchronization

/// Which rows of a box are read, always the newest first.
public enum BoxPart: Sendable {
    /// So many at most, after having passed over the newest `from`.
    case newest(Int, from: Int = 0)
    /// Those whose id begins so, so many at most.
    case beginning(String, limit: Int)
    /// Those that bear one of these ids.
    case named([PliID])

    public static let all = newest(.max)
}

extension StoreView {
    /// One of the boxes, newest first.
    func box(_ table: String, by date: String, _ part: BoxPart) throws -> [Row] {
        let listed = "SELECT * FROM \(table) WHERE statut != '\(Incoming.indexKey)'"
        switch part {
        case .newest(let limit, let from):
            // What is passed over is counted in the indexes alone.
            return try Row.fetchAll(
                database,
                cached: """
                    SELECT * FROM \(table) WHERE rowid IN (
                        SELECT rowid FROM \(table) WHERE rowid NOT IN (
                            SELECT rowid FROM \(table) WHERE statut = '\(Incoming.indexKey)')
                          ORDER BY \(date) DESC, rowid DESC LIMIT ? OFFSET ?)
                      ORDER BY \(date) DESC, rowid DESC
                    """, arguments: [limit, from])
        case .beginning(let prefix, let limit):
            // `+` keeps the order's index out: the id's finds a few rows.
            return try Row.fetchAll(
                database,
                cached: "\(listed) AND id >= ? AND id < ? ORDER BY +\(date) DESC LIMIT ?",
                arguments: [prefix, prefix + "\u{7F}", limit])
        case .named(let ids):
            let asked = JSONValue.array(ids.map { .string($0.text) }).text
            return try Row.fetchAll(
                database,
                cached: """
                    \(listed) AND id IN (SELECT value FROM json_each(?))
                      ORDER BY +\(date) DESC, rowid DESC
                    """, arguments: [asked])
        }
    }
}

/// Tells whether a box is still as it was listed, without reading it: counts the commits that changed a row of one.
final class BoxRevision: Sendable {
    /// Other at each start: the count begins anew.
    private let start = UUID().uuidString
    private let count = Mutex<UInt64>(0)

    /// Counts what this writer commits from now on, until it is closed.
    init(_ writer: any DatabaseWriter) {
        writer.add(transactionObserver: Observer(self), extent: .databaseLifetime)
    }

    /// As of the commits that are durable; one that ends meanwhile is perhaps not counted yet.
    var text: String { "\(start).\(count.withLock(\.self))" }

    private final class Observer: TransactionObserver {
        private let revision: BoxRevision
        private var hasChanged = false

        init(_ revision: BoxRevision) { self.revision = revision }

        func observes(eventsOfKind kind: DatabaseEventKind) -> Bool {
            ["receptions", "envois"].contains(kind.tableName)
        }

        func databaseDidChange(with event: DatabaseEvent) {
            hasChanged = true
            stopObservingDatabaseChangesUntilNextTransaction()
        }

        func databaseDidCommit(_ database: Database) {
            if hasChanged { revision.count.withLock { $0 += 1 } }
            hasChanged = false
        }

        func databaseDidRollback(_ database: Database) { hasChanged = false }
    }
}

extension LiaisonStore {
    /// Changes whenever a row of a box does, and at each start: what was listed before stands until then. Read
    /// it before the box.
    public var boxRevision: String { boxes.text }
}
