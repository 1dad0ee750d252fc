internal import Foundation
internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

extension StoreTransaction {
    /// Keeps an annotation as the last word on its pli; said again, it changes nothing.
    ///
    /// - Parameter note: the act, as its agent signed it.
    public func insert(_ annotation: Annotation, note: [UInt8]) throws {
        let said = try Row.fetchOne(
            database,
            cached: "SELECT rang, nombre FROM annotations WHERE id = ? AND de = ? AND personne = ?",
            arguments: [
                annotation.id.text, annotation.de.text, annotation.personne.description,
            ])
        let (rank, known): (Int64?, Int64?) = (said?["rang"], said?["nombre"])
        // Who gives no count takes none back.
        let count = annotation.nombre.map { Int64($0) } ?? known
        let last = try Int64.fetchOne(
            database,
            cached: """
                SELECT max(rang) FROM annotations WHERE id = ? AND de = ?
                  AND personne >= ? AND personne < ?
                """,
            arguments: [
                annotation.id.text, annotation.de.text, "\(annotation.personne.version):",
                "\(annotation.personne.version);",
            ])
        guard rank == nil || rank != last || count != known else { return }
        try database.run(
            sql: """
                INSERT OR REPLACE INTO annotations (de, id, personne, le, note, nombre)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                annotation.de.text, annotation.id.text, annotation.personne.description,
                now.seconds, Data(note), count,
            ])
    }
}

extension StoreView {
    /// Whom a fiche is about, as it was said last; nobody of those whom a monthly table lists.
    public func person(of id: PliID) throws -> PersonIndex? {
        try String.fetchOne(
            database,
            cached: """
                SELECT personne FROM annotations AS a WHERE id = ? AND NOT EXISTS (
                    SELECT 1 FROM gardes WHERE id = a.id AND de = a.de AND objet = 'tableau-ofii')
                  ORDER BY rang DESC LIMIT 1
                """, arguments: [id.text]
        ).flatMap { PersonIndex($0) }
    }

    /// The index keys that colleagues sealed to this agent, oldest first.
    public func indexKeyPlis(for agent: KeyName) throws -> [PliID] {
        try indexKeyRows().filter { $0.slip.addressees == .agents([agent]) }.map(\.slip.id)
    }

    private func indexKeyRows() throws -> [Incoming] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM receptions WHERE statut = ? ORDER BY rowid",
            arguments: [Incoming.indexKey]
        ).map(Incoming.init)
    }
}
