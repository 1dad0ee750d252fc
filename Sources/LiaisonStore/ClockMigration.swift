internal import GRDB

extension Migrations {
    /// A doubtful time stays so when the service is started again.
    static func keepDoubts(_ database: Database) throws {
        try database.execute(sql: "ALTER TABLE conservation_etat ADD COLUMN doute TEXT")
    }
}
