internal import Foundation
internal import GRDB
public import LiaisonSchema

/// The clock of the incidents as it was last noted: the highest time seen, and the clock that only counts
/// at that moment (design.md, «Time»).
public struct IncidentMark: Sendable, Equatable {
    public let heure: Instant
    /// Seconds since the machine started.
    public let secondes: Int64

    public init(heure: Instant, secondes: Int64) {
        self.heure = heure
        self.secondes = secondes
    }
}

/// A warning that was given: of which deadline, at which part of it in percent.
public struct IncidentAlert: Sendable, Hashable {
    public let n: Int
    public let destinataire: NoticeAddressee
    public let echeance: Instant
    public let part: Int

    public init(n: Int, destinataire: NoticeAddressee, echeance: Instant, part: Int) {
        self.n = n
        self.destinataire = destinataire
        self.echeance = echeance
        self.part = part
    }
}

extension StoreView {
    public func incidentMark() throws -> IncidentMark? {
        try Row.fetchOne(database, cached: "SELECT * FROM horloge_violations").map { row in
            let (heure, secondes): (Int64, Int64) = (row["heure"], row["secondes"])
            return IncidentMark(
                heure: Instant(seconds: heure), secondes: secondes)
        }
    }

    public func incidentAlerts() throws -> Set<IncidentAlert> {
        let rows = try Row.fetchAll(database, cached: "SELECT * FROM alertes")
        return Set(
            rows.compactMap { row in
                let (n, echeance, part): (Int64, Int64, Int64) = (
                    row["n"], row["echeance"], row["part"]
                )
                guard let name = NoticeAddressee(row["destinataire"]) else { return nil }
                return IncidentAlert(
                    n: Int(n), destinataire: name, echeance: Instant(seconds: echeance),
                    part: Int(part))
            })
    }

    /// The notices of a partner that opened no incident, oldest first.
    public func noticesWithoutIncident(of structure: StructureName) throws -> [Incoming] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT r.* FROM gardes AS g JOIN receptions AS r ON r.de = g.de AND r.id = g.id
                  WHERE g.de = ? AND \(Self.isWithoutIncident) ORDER BY r.recu, r.rowid
                """, arguments: [structure.text]
        ).map(Incoming.init)
    }

    /// How many there are of each partner who has some, by name.
    public func noticesWithoutIncident() throws -> [(de: StructureName, count: Int)] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT g.de AS de, count(*) AS nombre FROM gardes AS g
                  WHERE \(Self.isWithoutIncident) GROUP BY g.de ORDER BY g.de
                """
        ).compactMap { row in
            StructureName(row["de"]).map { ($0, row["nombre"]) }
        }
    }

    /// How many notices came of a partner that no closed incident bears.
    public func openNotices(of partner: StructureName) throws -> Int {
        try Int.fetchOne(
            database, cached: "SELECT count(*) \(Self.fromOpenNotices) AND g.de = ?",
            arguments: [partner.text]) ?? 0
    }

    /// The partners of whom there are so many at least, by name.
    public func partners(withOpenNotices count: Int) throws -> [StructureName] {
        try String.fetchAll(
            database,
            cached: """
                SELECT g.de \(Self.fromOpenNotices) GROUP BY g.de HAVING count(*) >= ? ORDER BY g.de
                """, arguments: [count]
        ).compactMap { StructureName($0) }
    }

    private static let fromOpenNotices = """
        FROM gardes AS g LEFT JOIN avis AS a ON a.de = g.de AND a.id = g.id
          LEFT JOIN dossiers AS d ON d.genre = 'violation' AND d.n = a.n
          WHERE g.boite = 'reception' AND g.objet = 'violation' AND coalesce(d.clos, 0) = 0
        """

    private static let isWithoutIncident = """
        g.boite = 'reception' AND g.objet = 'violation'
          AND NOT EXISTS (SELECT 1 FROM avis WHERE de = g.de AND id = g.id)
        """

    /// The incident that a notice, sent or received, belongs to.
    public func incident(of key: PliKey) throws -> Int? {
        try Int.fetchOne(
            database, cached: "SELECT n FROM avis WHERE de = ? AND id = ?",
            arguments: [key.de.text, key.id.text])
    }
}

extension StoreTransaction {
    public func updateIncidentMark(_ mark: IncidentMark) throws {
        try database.run(
            sql: "INSERT OR REPLACE INTO horloge_violations VALUES (1, ?, ?)",
            arguments: [mark.heure.seconds, mark.secondes])
    }

    public func insert(_ alert: IncidentAlert) throws {
        try database.run(
            sql: "INSERT OR IGNORE INTO alertes VALUES (?, ?, ?, ?)",
            arguments: [
                alert.n, alert.destinataire.description, alert.echeance.seconds, alert.part,
            ])
    }

    /// - Parameter key: of a notice, sent or received.
    public func attach(_ key: PliKey, toIncident n: Int) throws {
        try database.run(
            sql: "INSERT OR IGNORE INTO avis VALUES (?, ?, ?)",
            arguments: [key.de.text, key.id.text, n])
    }
}
