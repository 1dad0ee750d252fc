internal import GRDB
public import LiaisonSchema

/// A partner with whom an agent suspended all exchange.
public struct SuspendedContact: Sendable, Equatable {
    public let structure: StructureName
    public let motif: ContactSuspension.Motif
    public let le: Instant
}

extension Migrations {
    static func suspendContacts(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE contacts_suspendus (
                  structure TEXT PRIMARY KEY, motif TEXT NOT NULL, le INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}

extension StoreView {
    /// By name.
    public func suspendedContacts() throws -> [SuspendedContact] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM contacts_suspendus ORDER BY structure"
        ).compactMap { row in
            guard let structure = StructureName(row["structure"]),
                let motif = ContactSuspension.Motif(rawValue: row["motif"])
            else { return nil }
            let le: Int64 = row["le"]
            return SuspendedContact(structure: structure, motif: motif, le: Instant(seconds: le))
        }
    }

    public func isSuspended(_ structure: StructureName) throws -> Bool {
        try Bool.fetchOne(
            database,
            cached: "SELECT EXISTS (SELECT 1 FROM contacts_suspendus WHERE structure = ?)",
            arguments: [structure.text]) ?? false
    }
}

extension StoreTransaction {
    /// - Returns: whether it was not suspended before; the first reason stays.
    public func suspend(
        _ structure: StructureName, _ motif: ContactSuspension.Motif
    ) throws -> Bool {
        try database.run(
            sql: "INSERT OR IGNORE INTO contacts_suspendus VALUES (?, ?, ?)",
            arguments: [structure.text, motif.rawValue, now.seconds])
        return database.changesCount > 0
    }

    /// What waited is tried once more, however old it became meanwhile.
    ///
    /// - Returns: whether it was suspended.
    public func resume(_ structure: StructureName) throws -> Bool {
        try database.run(
            sql: "DELETE FROM contacts_suspendus WHERE structure = ?", arguments: [structure.text])
        guard database.changesCount > 0 else { return false }
        try database.run(
            sql: "UPDATE envois SET essais = 0 WHERE pour = ? AND prochain IS NOT NULL",
            arguments: [structure.text])
        return true
    }
}
