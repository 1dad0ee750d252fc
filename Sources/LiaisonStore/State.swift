internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

/// Counts of what the daemon holds: no name of anybody is in them.
public struct StoreState: Sendable, Equatable {
    /// By state.
    public var envois: [String: Int] = [:]
    public var receptions: [String: Int] = [:]
    public var retenus = 0
    /// Guichets, by state, and the answers that nobody opened.
    public var guichets: [String: Int] = [:]
    public var reponsesGuichet = 0
    /// When the oldest pli that is not delivered was deposited.
    public var plusAncien: Instant?
    /// Receipts still to be sent.
    public var accuses = 0
    public var journal: UInt64 = 0
    /// The records of alarms that no DPO acknowledged.
    public var alarmes = 0
    /// When the log's last checkpoint was signed; nil when nothing was yet in this époque.
    public var point: Instant?
    /// When a partner cosigned last, by its clock.
    public var cosignature: Instant?
    public var partenaires = 0
    /// When this service was backed up last.
    public var sauvegarde: Instant?
}

extension StoreView {
    public func state(at now: Instant) throws -> StoreState {
        var state = StoreState()
        func counts(_ table: String) throws -> [String: Int] {
            let rows = try Row.fetchAll(
                database, cached: "SELECT statut, count(*) AS nombre FROM \(table) GROUP BY statut")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["statut"], $0["nombre"]) })
        }
        func count(_ sql: String) throws -> Int { try Int.fetchOne(database, cached: sql) ?? 0 }
        state.envois = try counts("envois")
        state.receptions = try counts("receptions")
        state.guichets = try counts("guichets")
        state.reponsesGuichet = try count(
            "SELECT count(*) FROM guichets_reponses WHERE ouverte IS NULL")
        state.retenus = try count(
            """
            SELECT count(*) FROM envois
              WHERE statut = 'en-attente' AND prochain IS NULL AND voie = 'service'
            """)
        state.plusAncien = try Int64.fetchOne(
            database,
            cached: """
                SELECT min(cree) FROM envois WHERE statut = 'en-attente' AND voie = 'service'
                """
        ).map { Instant(seconds: $0) }
        state.accuses = try count("SELECT count(*) FROM accuses WHERE prochain IS NOT NULL")
        state.journal = try logState().frontier.size
        state.alarmes = try openAlarms().count
        if let own = try ownCard()?.carte.structure {
            let origin = "\(own.key(.journal))/\(try logState().epoch)"
            state.point = try lastPoint(origin)?.le
            state.cosignature = try Int64.fetchOne(
                database, cached: "SELECT max(le) FROM cosignatures WHERE origine = ?",
                arguments: [origin]
            ).map { Instant(seconds: $0) }
        }
        state.partenaires = try partnerCards().count
        state.sauvegarde = try Int64.fetchOne(
            database, cached: "SELECT max(le) FROM sauvegardes"
        ).map { Instant(seconds: $0) }
        return state
    }
}
