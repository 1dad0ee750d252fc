internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

/// Counts of what the daemon holds: no name of anybody is in them.
public struct StoreState: Sendable, Equatable {
    /// By state.
    public var envois: [String: Int] = [:]
    public var receptions: [String: Int] = [:]
    public var retenus = 0
    /// When the oldest pli that is not delivered was deposited.
    public var plusAncien: Instant?
    /// Receipts still to be sent.
    public var accuses = 0
    public var journal: UInt64 = 0
    public var partenaires = 0
}

extension StoreView {
    public func state() throws -> StoreState {
        var state = StoreState()
        func counts(_ table: String) throws -> [String: Int] {
            let rows = try Row.fetchAll(
                database, cached: "SELECT statut, count(*) AS nombre FROM \(table) GROUP BY statut")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["statut"], $0["nombre"]) })
        }
        func count(_ sql: String) throws -> Int { try Int.fetchOne(database, cached: sql) ?? 0 }
        state.envois = try counts("envois")
        state.receptions = try counts("receptions")
        state.retenus = try count(
            "SELECT count(*) FROM envois WHERE statut = 'en-attente' AND prochain IS NULL")
        state.plusAncien = try Int64.fetchOne(
            database, cached: "SELECT min(cree) FROM envois WHERE statut = 'en-attente'"
        ).map { Instant(seconds: $0) }
        state.accuses = try count("SELECT count(*) FROM accuses WHERE prochain IS NOT NULL")
        state.journal = try logState().frontier.size
        state.partenaires = try partnerCards().count
        return state
    }
}
