internal import Foundation
internal import GRDB
public import LiaisonSchema

/// Partners without keys, as our agents declared them (voies.md).
extension StoreView {
    /// The acts, by name.
    public func declaredContacts() throws -> [[UInt8]] {
        try Data.fetchAll(
            database, cached: "SELECT note FROM contacts_declares ORDER BY structure"
        ).map { Array($0) }
    }

    /// What a partner without keys is in the programme; nil when nobody declared it.
    public func declaredKind(of structure: StructureName) throws -> StructureKind? {
        try String.fetchOne(
            database, cached: "SELECT type FROM contacts_declares WHERE structure = ?",
            arguments: [structure.text]
        ).flatMap { StructureKind(rawValue: $0) }
    }

    /// When the act that stands was signed; nil when there is none.
    public func declared(_ structure: StructureName) throws -> Instant? {
        try Int64.fetchOne(
            database, cached: "SELECT le FROM contacts_declares WHERE structure = ?",
            arguments: [structure.text]
        ).map { Instant(seconds: $0) }
    }

    /// How many there are.
    public func countDeclaredContacts() throws -> Int {
        try Int.fetchOne(database, cached: "SELECT count(*) FROM contacts_declares") ?? 0
    }

    /// Whether something may go to it: it has a card here, or an agent declared it.
    public func isPartner(_ structure: StructureName) throws -> Bool {
        try card(of: structure) != nil || declared(structure) != nil
    }

    /// What a partner is in the programme: by its card, else as an agent declared it.
    public func kind(of structure: StructureName) throws -> StructureKind? {
        try card(of: structure)?.carte.type ?? declaredKind(of: structure)
    }

    /// What each structure is in the programme, removed ones and those without a card included.
    public func kinds() throws -> [StructureName: StructureKind] {
        let cards = try lastCards().map(\.carte)
        let declared = try Row.fetchAll(
            database, cached: "SELECT structure, type FROM contacts_declares"
        ).compactMap { row -> (StructureName, StructureKind)? in
            guard let name = StructureName(row["structure"]),
                let type = StructureKind(rawValue: row["type"])
            else { return nil }
            return (name, type)
        }
        return Dictionary(cards.map { ($0.structure, $0.type) } + declared) { first, _ in first }
    }

    /// Under which name a declared partner has its card, once somebody said so.
    public func successors() throws -> Successors {
        let rows = try Row.fetchAll(
            database,
            cached: "SELECT structure, suite FROM contacts_declares WHERE suite IS NOT NULL")
        let pairs = rows.compactMap { row -> (StructureName, StructureName)? in
            guard let old = StructureName(row["structure"]), let new = StructureName(row["suite"])
            else { return nil }
            return (old, new)
        }
        return Successors(Dictionary(pairs) { first, _ in first })
    }

    /// Every name that a structure has here: what was exchanged under one is exchanged with it.
    public func names(of structure: StructureName) throws -> Set<StructureName> {
        try successors().names(of: structure)
    }

    /// The structures to talk to, each once, in the place of those that have another name now.
    public func current(_ names: [StructureName]) throws -> [StructureName] {
        try successors().current(names)
    }
}

extension StoreTransaction {
    public func insert(_ contact: DeclaredContact, note: [UInt8]) throws {
        try database.run(
            sql: "INSERT OR REPLACE INTO contacts_declares VALUES (?, ?, ?, ?, ?)",
            arguments: [
                contact.structure.text, contact.type.rawValue, contact.suite?.text,
                contact.le.seconds, Data(note),
            ])
    }

    public func deleteDeclaredContact(_ structure: StructureName) throws {
        try database.run(
            sql: "DELETE FROM contacts_declares WHERE structure = ?", arguments: [structure.text])
    }
}
