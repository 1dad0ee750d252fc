internal import GRDB
public import LiaisonSchema

extension Migrations {
    /// Who said another time than ours; whether the DPO answered for ours since.
    static func nameContradictors(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE heures_contraires (
                  structure TEXT PRIMARY KEY, le INTEGER NOT NULL, repondu INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}

extension StoreView {
    /// The partners that said another time than ours.
    ///
    /// - Parameter answered: those for whom the DPO answered, or the others.
    public func clockContradictors(answered: Bool) throws -> Set<StructureName> {
        let names = try String.fetchAll(
            database, cached: "SELECT structure FROM heures_contraires WHERE repondu = ?",
            arguments: [answered])
        return Set(names.compactMap { StructureName($0) })
    }
}

extension StoreTransaction {
    public func noteClockContradictor(_ structure: StructureName) throws {
        try database.run(
            sql: "INSERT OR REPLACE INTO heures_contraires VALUES (?, ?, 0)",
            arguments: [structure.text, now.seconds])
    }

    /// The DPO answered for our clock.
    public func answerClockContradictors() throws {
        try database.run(sql: "UPDATE heures_contraires SET repondu = 1 WHERE repondu = 0")
    }

    /// One for whom the DPO answered says our time.
    public func forgetClockContradictor(_ structure: StructureName) throws {
        try database.run(
            sql: "DELETE FROM heures_contraires WHERE structure = ? AND repondu = 1",
            arguments: [structure.text])
    }
}
