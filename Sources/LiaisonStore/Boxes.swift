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

/// A row of the inbox.
public struct Incoming: Sendable, Equatable {
    public let slip: Slip
    public let slipNote: [UInt8]
    public let statut: String
    public let recu: Instant
    /// Of a `recu`: where an agent says that it comes from, and how.
    public let origin: Origin?

    public struct Origin: Sendable, Equatable {
        public let structure: StructureName
        public let voie: VoieRecue

        public init(structure: StructureName, voie: VoieRecue) {
            self.structure = structure
            self.voie = voie
        }
    }

    /// The state of a `cle-index`: it stands in no list.
    public static let indexKey = "cle-index"

    /// What a row takes beside what it holds, indexes included, in bytes. The triggers of `PlaceMigration` count
    /// the same.
    public static let rowPlace: Int64 = 1_024

    /// What a pli takes here, in bytes.
    public static func place(of pli: Pli) -> Int64 {
        Int64(pli.slip.taille + pli.acte.bytes.count) + rowPlace
    }
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

    /// The outbox, newest first, at most `limit` rows.
    ///
    /// - Parameter prefix: what their ids begin with.
    public func outbox(limit: Int = .max, prefix: String? = nil) throws -> [Outgoing] {
        try box("envois", by: "cree", limit, prefix).map(Outgoing.init)
    }

    private func box(
        _ table: String, by date: String, _ limit: Int, _ prefix: String?
    ) throws -> [Row] {
        let order = "ORDER BY \(date) DESC, rowid DESC LIMIT ?"
        guard let prefix else {
            return try Row.fetchAll(
                database,
                cached: "SELECT * FROM \(table) WHERE statut != '\(Incoming.indexKey)' \(order)",
                arguments: [limit])
        }
        // `+` keeps the order's index out: the id's finds a few rows.
        return try Row.fetchAll(
            database,
            cached:
                """
                SELECT * FROM \(table) WHERE id >= ? AND id < ? AND statut != '\(Incoming.indexKey)'
                  ORDER BY +\(date) DESC LIMIT ?
                """,
            arguments: [prefix, prefix + "\u{7F}", limit])
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

    public func incoming(
        _ id: PliID, de: StructureName, pour: StructureName
    ) throws -> Incoming? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM receptions WHERE de = ? AND id = ? AND pour = ?",
            arguments: [de.text, id.text, pour.text]
        ).map(Incoming.init)
    }

    /// What is held of a structure's plis in the inbox and of the receipts exchanged with it, in bytes, rows
    /// included.
    public func occupied(by structure: StructureName) throws -> Int64 {
        try Int64.fetchOne(
            database, cached: "SELECT octets FROM occupation WHERE structure = ?",
            arguments: [structure.text]) ?? 0
    }

    /// The inbox, newest first, at most `limit` rows.
    ///
    /// - Parameter prefix: what their ids begin with.
    public func inbox(limit: Int = .max, prefix: String? = nil) throws -> [Incoming] {
        try box("receptions", by: "recu", limit, prefix).map(Incoming.init)
    }

    /// Those that a later fiche of the same structure, nobody else's, replaces.
    public func replaced(among slips: [Slip]) throws -> Set<PliKey> {
        let ids = JSONValue.array(slips.map { .string($0.id.text) }).text
        let rows = try Row.fetchAll(
            database,
            cached: """
                SELECT DISTINCT r.remplace, r.de FROM json_each(?) AS j
                  JOIN receptions AS r ON r.remplace = j.value
                """, arguments: [ids])
        return Set(
            rows.compactMap { row in
                guard let id = PliID(row["remplace"]), let de = StructureName(row["de"]) else {
                    return nil
                }
                return PliKey(de: de, id: id)
            })
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

    /// - Parameters:
    ///   - original: of a `partage`, the fiche handed on.
    ///   - origin: of a `recu`, where it comes from.
    public func insertIncoming(
        _ pli: Pli, statut: String, original: PliKey? = nil, origin: Incoming.Origin? = nil
    ) throws {
        try database.run(
            sql: """
                INSERT INTO receptions
                  (de, id, pour, sha256, bordereau, recu, statut, remplace, voie, origine, octets)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                pli.slip.de.text, pli.slip.id.text, pli.slip.pour.text, pli.slip.sha256,
                Data(pli.acte.bytes), now.seconds, statut, pli.slip.remplace?.text,
                origin?.voie.rawValue, origin?.structure.text, Incoming.place(of: pli),
            ])
        try keep(pli.slip, in: .reception, original: original, from: origin?.structure)
    }

    /// An agent opened it: a shorter date of its sender counts from now on.
    public func markOpened(_ slip: Slip) throws {
        try database.run(
            sql: "UPDATE gardes SET ouvert = 1 WHERE id = ? AND de = ?",
            arguments: [slip.id.text, slip.de.text])
    }

    public func updateIncoming(_ slip: Slip, statut: String) throws {
        try database.run(
            sql: "UPDATE receptions SET statut = ? WHERE de = ? AND id = ? AND pour = ?",
            arguments: [statut, slip.de.text, slip.id.text, slip.pour.text])
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

extension Incoming {
    init(_ row: Row) throws {
        let note: Data = row["bordereau"]
        slipNote = Array(note)
        slip = try Slip(Acte(.pli, note).object)
        statut = row["statut"]
        recu = Instant(seconds: row["recu"])
        let (voie, origine): (String?, String?) = (row["voie"], row["origine"])
        origin = voie.flatMap { VoieRecue(rawValue: $0) }.flatMap { voie in
            origine.flatMap { StructureName($0) }.map { Origin(structure: $0, voie: voie) }
        }
    }
}
