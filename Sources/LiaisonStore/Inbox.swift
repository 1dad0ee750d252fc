internal import Foundation
internal import GRDB
internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

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

    /// The inbox, newest first.
    public func inbox(_ part: BoxPart = .all) throws -> [Incoming] {
        try box("receptions", by: "recu", part).map(Incoming.init)
    }

    /// What came in answer to a sending of ours, the oldest hundred; what came by a guichet its page tells.
    public func deliveredAnswers(to id: PliID) throws -> [Incoming] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT * FROM receptions WHERE reponse = ? AND NOT EXISTS (
                    SELECT 1 FROM guichets_reponses WHERE document = receptions.id)
                  ORDER BY recu, rowid LIMIT 100
                """, arguments: [id.text]
        ).map(Incoming.init)
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
    /// - Parameters:
    ///   - original: of a `partage`, the fiche handed on.
    ///   - origin: of a `recu`, where it comes from.
    public func insertIncoming(
        _ pli: Pli, statut: String, original: PliKey? = nil, origin: Incoming.Origin? = nil
    ) throws {
        try database.run(
            sql: """
                INSERT INTO receptions
                  (de, id, pour, sha256, bordereau, recu, statut, remplace, voie, origine, octets,
                   reponse)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                pli.slip.de.text, pli.slip.id.text, pli.slip.pour.text, pli.slip.sha256,
                Data(pli.acte.bytes), now.seconds, statut, pli.slip.remplace?.text,
                origin?.voie.rawValue, origin?.structure.text, Incoming.place(of: pli),
                pli.slip.reponseA?.text,
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
