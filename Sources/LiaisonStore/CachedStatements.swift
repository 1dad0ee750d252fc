internal import Foundation
internal import GRDB

/// Compiling a statement costs more than running it: each connection keeps those that it ran.
extension Database {
    func run(sql: String, arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The same for values of which the kept statement must not hold a copy: it would until it runs again.
    func runAndForget(sql: String, _ values: [any DatabaseValueConvertible]) throws {
        let statement = try cachedStatement(sql: sql)
        // One that fails (a full disk) is not kept, and cannot be reset.
        try statement.execute(arguments: StatementArguments(values))
        statement.setUncheckedArguments(StatementArguments(values.map { _ in DatabaseValue.null }))
    }
}

extension Row {
    static func fetchOne(
        _ database: Database, cached sql: String, arguments: StatementArguments = []
    ) throws -> Row? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    static func fetchAll(
        _ database: Database, cached sql: String, arguments: StatementArguments = []
    ) throws -> [Row] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    static func fetchOne(
        _ database: Database, cached sql: String, arguments: StatementArguments = []
    ) throws -> Self? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    static func fetchAll(
        _ database: Database, cached sql: String, arguments: StatementArguments = []
    ) throws -> [Self] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}
