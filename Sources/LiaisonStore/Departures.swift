internal import GRDB
public import LiaisonSchema

/// What an agent said of a sending that it takes back.
public struct StoredWithdrawal: Sendable, Equatable {
    public let pour: StructureName
    public let le: Instant
    public let par: KeyName
    public let motif: Retrait.Motif
    public let issue: Retrait.Issue
    /// By which it was to leave.
    public let voie: Voie
}

extension Outgoing {
    /// Of rows `e`: those that somebody has, or may have. What was taken back before it left is nobody's.
    static let left = "(e.statut != 'retire' OR e.pris IS NOT NULL)"
}

extension StoreView {
    /// How a sending was taken back, an addressee each.
    public func withdrawals(of id: PliID) throws -> [StoredWithdrawal] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT r.*, e.voie FROM retraits AS r JOIN envois AS e ON e.id = r.id AND e.pour = r.pour
                  WHERE r.id = ? ORDER BY r.le, r.pour
                """, arguments: [id.text]
        ).map(StoredWithdrawal.init)
    }
}

extension StoreTransaction {
    /// Notes that the bytes of these are about to be given to their addressees: from here on they may have
    /// left, whatever becomes of this program. One that was taken back, or is not to leave yet, is left out.
    ///
    /// - Parameter isGiven: whether they are given for sure: no delivery that finds nobody releases them then.
    /// - Returns: those that may go, as they stand.
    public func claim(_ rows: [Outgoing], isGiven: Bool = false) throws -> [Outgoing] {
        try rows.compactMap { row in
            guard let current = try view.outgoing(row.slip.id, pour: row.slip.pour),
                current.prochain != nil, current.partir.map({ $0 <= now }) ?? true
            else { return nil }
            if current.pris == nil || isGiven {
                try database.run(
                    sql: """
                        UPDATE envois SET pris = coalesce(pris, ?), donne = max(donne, ?)
                          WHERE id = ? AND pour = ?
                        """,
                    arguments: [now.seconds, isGiven, row.slip.id.text, row.slip.pour.text])
            }
            return current
        }
    }

    /// Takes the claim back of one whose bytes went nowhere: nobody was there to take them.
    ///
    /// - Parameter row: as it stood before the claim.
    public func release(_ row: Outgoing) throws {
        // What was said of one that was taken back meanwhile stands; another road may have given it.
        try database.run(
            sql: """
                UPDATE envois SET pris = NULL
                  WHERE id = ? AND pour = ? AND statut = 'en-attente' AND donne = 0
                """, arguments: [row.slip.id.text, row.slip.pour.text])
    }

    /// The same claim for what somebody carries.
    ///
    /// - Parameter structure: to whom; nil: nobody can say.
    public func claimCarried(_ id: PliID, pour structure: StructureName? = nil) throws {
        try database.run(
            sql: """
                UPDATE envois SET pris = coalesce(pris, ?1), donne = 1
                  WHERE id = ?2 AND (pour = ?3 OR ?3 IS NULL AND statut != 'retire')
                """, arguments: [now.seconds, id.text, structure?.text])
    }

    /// Takes that claim back: who had it in hand says that it did not leave.
    public func releaseCarried(_ id: PliID, pour structure: StructureName) throws {
        try database.run(
            sql: "UPDATE envois SET pris = NULL, donne = 0 WHERE id = ? AND pour = ?",
            arguments: [id.text, structure.text])
    }

    /// Keeps what taking a sending back came to, in the place of what it came to before. One that nobody got
    /// is no more exchanged with its addressee.
    public func insert(_ withdrawal: StoredWithdrawal, of row: Outgoing) throws {
        try database.run(
            sql: "INSERT OR REPLACE INTO retraits VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                row.slip.id.text, row.slip.pour.text, now.seconds, withdrawal.par.description,
                withdrawal.motif.rawValue, withdrawal.issue.rawValue,
            ])
        guard withdrawal.issue == .retire else { return }
        try database.run(
            sql: """
                UPDATE gardes SET partenaires = trim(replace(
                    ' ' || partenaires || ' ', ' ' || ?1 || ' ', ' '))
                  WHERE id = ?2 AND de = ?3
                """,
            arguments: [row.slip.pour.text, row.slip.id.text, row.slip.de.text])
    }

    /// Its addressee counts again: what was taken back left after all.
    public func restorePartner(of row: Outgoing) throws {
        try database.run(
            sql: """
                UPDATE gardes SET partenaires = trim(partenaires || ' ' || ?1)
                  WHERE id = ?2 AND de = ?3
                    AND instr(' ' || partenaires || ' ', ' ' || ?1 || ' ') = 0
                """,
            arguments: [row.slip.pour.text, row.slip.id.text, row.slip.de.text])
    }
}

extension StoredWithdrawal {
    /// - Parameter now: when it is entered.
    public init(
        pour: StructureName, le now: Instant, par: KeyName, _ motif: Retrait.Motif,
        _ issue: Retrait.Issue, voie: Voie
    ) {
        (self.pour, le, self.par, self.motif, self.issue) = (pour, now, par, motif, issue)
        self.voie = voie
    }

    fileprivate init(_ row: Row) throws {
        guard let pour = StructureName(row["pour"]), let par = KeyName(row["par"]),
            let motif = Retrait.Motif(rawValue: row["motif"]),
            let issue = Retrait.Issue(rawValue: row["issue"]),
            let voie = Voie(rawValue: row["voie"])
        else { throw StoreError(.damaged, "Un retrait conservé est illisible.") }
        self.init(pour: pour, le: Instant(seconds: row["le"]), par: par, motif, issue, voie: voie)
    }
}
