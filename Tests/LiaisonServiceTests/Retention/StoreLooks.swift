import GRDB

@testable import LiaisonStore

/// What the tests look at, and break, beneath the store's own interface.
extension LiaisonStore {
    func tamper(_ sql: String) throws {
        try pool.write { try $0.execute(sql: sql) }
    }

    /// The tables of both databases of which some row holds that text in some column.
    func tablesNaming(_ text: String) throws -> [String] {
        func look(_ database: Database) throws -> [String] {
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
            return try tables.filter { table in
                let columns = try database.columns(in: table).map { "\"\($0.name)\"" }
                guard !columns.isEmpty else { return false }
                let conditions = columns.map { "instr(CAST(\($0) AS TEXT), ?) > 0" }
                return try Bool.fetchOne(
                    database,
                    sql:
                        "SELECT EXISTS (SELECT 1 FROM \"\(table)\" WHERE \(conditions.joined(separator: " OR ")))",
                    arguments: StatementArguments(columns.map { _ in text })) ?? false
            }
        }
        return try pool.read(look) + keys.read(look)
    }
}
