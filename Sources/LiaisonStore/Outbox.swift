internal import Foundation
internal import GRDB
internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// A row of the outbox: one pli to one structure.
public struct Outgoing: Sendable, Equatable {
    public let slip: Slip
    /// The slip note with its signatures.
    public let slipNote: [UInt8]
    public let statut: String
    /// When it was deposited here.
    public let cree: Instant
    public let essais: Int
    /// When it is tried next; nil when it is in a final state, or held back.
    public let prochain: Instant?
    /// Before when it does not leave: its author may take it back until then; nil: it was due at once.
    public let partir: Instant?
    /// When its bytes were first about to be given to somebody; nil: they never left.
    public let pris: Instant?
    /// By which road; only by the service is anything ever due.
    public let voie: Voie
}

extension StoreView {
    public func outgoing(_ id: PliID, pour: StructureName) throws -> Outgoing? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM envois WHERE id = ? AND pour = ?",
            arguments: [id.text, pour.text]
        ).map(Outgoing.init)
    }

    /// The outbox rows of one pli, a structure each.
    public func outgoing(_ id: PliID) throws -> [Outgoing] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM envois WHERE id = ? ORDER BY pour",
            arguments: [id.text]
        ).map(Outgoing.init)
    }

    /// The outbox, newest first.
    public func outbox(_ part: BoxPart = .all) throws -> [Outgoing] {
        try box("envois", by: "cree", part).map(Outgoing.init)
    }

    /// The partners to whom a pli or a receipt is due.
    public func duePeers(at now: Instant) throws -> Set<StructureName> {
        let names = try String.fetchAll(
            database,
            cached: """
                SELECT structure FROM echanges_cartes AS e
                  WHERE transmission <= ? OR tirage <= ?
                    OR EXISTS (SELECT 1 FROM envois WHERE pour = e.structure AND prochain <= ?)
                    OR EXISTS (SELECT 1 FROM accuses WHERE de = e.structure AND prochain <= ?)
                """, arguments: [now.seconds, now.seconds, now.seconds, now.seconds])
        return Set(names.compactMap { StructureName($0) })
    }

    /// What is due to one partner, oldest first, at most `limit`.
    public func dueOutgoing(
        to peer: StructureName, at now: Instant, limit: Int
    ) throws -> [Outgoing] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM envois WHERE prochain <= ? AND pour = ? ORDER BY prochain LIMIT ?
                """, arguments: [now.seconds, peer.text, limit]
        ).map(Outgoing.init)
    }

    /// What waits for a partner and may leave, held plis left out, in the order of deposit: «poste
    /// restante».
    ///
    /// - Parameter after: the id that ended the page before; nil for the first page.
    public func waiting(
        for structure: StructureName, at now: Instant, after: PliID?, limit: Int
    ) throws -> [Outgoing] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM envois WHERE pour = ? AND statut = 'en-attente'
                  AND prochain IS NOT NULL AND coalesce(partir, 0) <= ? AND rowid > coalesce(
                    (SELECT rowid FROM envois WHERE id = ? AND pour = ?), 0)
                  ORDER BY rowid LIMIT ?
                """,
            arguments: [structure.text, now.seconds, after?.text, structure.text, limit]
        ).map(Outgoing.init)
    }

    /// What is not delivered yet to one partner.
    public func pendingOutgoing(pour: StructureName) throws -> [Outgoing] {
        try Row.fetchAll(
            database, cached: "SELECT * FROM envois WHERE pour = ? AND prochain IS NOT NULL",
            arguments: [pour.text]
        ).map(Outgoing.init)
    }
}

extension StoreTransaction {
    /// A new outbox row: by the service it is due at once, by another road never.
    ///
    /// - Parameter departure: before when it does not leave.
    public func insertOutgoing(
        _ pli: Pli, statut: String, voie: Voie = .service, departure: Instant? = nil
    ) throws {
        try database.run(
            sql: """
                INSERT INTO envois
                  (id, pour, de, sha256, bordereau, cree, statut, essais, prochain, partir, voie)
                VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
                """,
            arguments: [
                pli.slip.id.text, pli.slip.pour.text, pli.slip.de.text, pli.slip.sha256,
                Data(pli.acte.bytes), now.seconds, statut,
                voie == .service ? (departure ?? now).seconds : nil, departure?.seconds,
                voie.rawValue,
            ])
        try keep(pli.slip, in: .envoi)
    }

    /// The state alone; when it is tried again, `schedule` says.
    public func updateOutgoing(_ id: PliID, pour: StructureName, statut: String) throws {
        try database.run(
            sql: "UPDATE envois SET statut = ? WHERE id = ? AND pour = ?",
            arguments: [statut, id.text, pour.text])
    }

    /// - Parameter next: when to try again; nil when there is nothing left to try.
    public func schedule(_ row: Outgoing, essais: Int, next: Instant?) throws {
        try database.run(
            sql: "UPDATE envois SET essais = ?, prochain = ? WHERE id = ? AND pour = ?",
            arguments: [essais, next?.seconds, row.slip.id.text, row.slip.pour.text])
    }

    /// Puts off all that is due to a partner, plis and receipts: it was tried, and is not there.
    public func postponeAll(to peer: StructureName, until next: Instant) throws {
        for (table, column) in [("envois", "pour"), ("accuses", "de")] {
            try database.run(
                sql: """
                    UPDATE \(table) SET essais = essais + 1, prochain = ?
                      WHERE \(column) = ? AND prochain <= ?
                    """,
                arguments: [next.seconds, peer.text, now.seconds])
        }
    }

    /// Makes everything that waits for this partner due now, or when it may leave: it has just been heard
    /// from.
    public func hurryOutgoing(pour: StructureName) throws {
        try database.run(
            sql: """
                UPDATE envois SET prochain = max(?, coalesce(partir, 0))
                  WHERE pour = ? AND prochain > ?
                """,
            arguments: [now.seconds, pour.text, now.seconds])
    }

    /// The same of everything: a partner who was just verified is to have our card, its receipts, its plis.
    public func hurryAll(to peer: StructureName) throws {
        try hurryOutgoing(pour: peer)
        try database.run(
            sql: "UPDATE accuses SET prochain = ? WHERE de = ? AND prochain > ?",
            arguments: [now.seconds, peer.text, now.seconds])
        try database.run(
            sql: """
                UPDATE echanges_cartes SET transmission = min(transmission, ?)
                  WHERE structure = ?
                """, arguments: [now.seconds, peer.text])
    }

    /// Holds back what waits for a partner: nothing of it is tried until somebody decides.
    public func holdOutgoing(_ row: Outgoing) throws {
        try schedule(row, essais: row.essais, next: nil)
    }
}

extension Outgoing {
    init(_ row: Row) throws {
        let note: Data = row["bordereau"]
        slipNote = Array(note)
        slip = try Slip(Acte(.pli, note).object)
        statut = row["statut"]
        cree = Instant(seconds: row["cree"])
        essais = row["essais"]
        func instant(_ column: String) -> Instant? {
            let seconds: Int64? = row[column]
            return seconds.map { Instant(seconds: $0) }
        }
        (prochain, partir, pris) = (instant("prochain"), instant("partir"), instant("pris"))
        guard let road = Voie(rawValue: row["voie"]) else {
            throw StoreError(.damaged, "La voie d'un envoi est illisible.")
        }
        voie = road
    }
}
