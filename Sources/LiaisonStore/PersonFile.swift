internal import Foundation
internal import GRDB
public import LiaisonSchema

/// What the register and the receipts tell of one person, for her request.
extension StoreView {
    /// Of a transmission whose fiche was destroyed: when it arrived and was opened.
    public func registeredDates(_ line: Transmission) throws -> (recu: Instant?, ouvert: Instant?) {
        let row = try Row.fetchOne(
            database,
            cached: "SELECT recu, ouvert FROM transmissions WHERE id = ? AND de = ? AND pour = ?",
            arguments: [line.id.text, line.de.text, line.pour.text])
        let (received, opened): (Int64?, Int64?) = (row?["recu"], row?["ouvert"])
        return (received.map { Instant(seconds: $0) }, opened.map { Instant(seconds: $0) })
    }

    /// The number of the procès-verbal of a pli that was destroyed; nil until the run is over, and for what
    /// was destroyed before a restoration.
    public func attestation(of key: PliKey) throws -> Int? {
        try Int.fetchOne(
            database,
            cached: """
                SELECT t.purge FROM tombes AS t JOIN purges AS p ON p.numero = t.purge
                  WHERE t.id = ? AND t.de = ? AND p.note IS NOT NULL
                """, arguments: [key.id.text, key.de.text])
    }

    /// The plis in the inbox that say that they answer that one.
    public func answers(to id: PliID) throws -> [Incoming] {
        try Row.fetchAll(
            database,
            cached:
                "SELECT * FROM receptions WHERE instr(bordereau, CAST(? AS BLOB)) ORDER BY rowid",
            arguments: ["\"reponseA\":\"\(id.text)\""]
        ).map(Incoming.init).filter { $0.slip.reponseA == id }
    }
}
