internal import Foundation
internal import GRDB
internal import LiaisonCrypto
public import LiaisonSchema

/// What can be asked of the store, inside a transaction or a read.
public struct StoreView {
    let database: Database
}

/// What a transaction can change. All of it, or nothing, is durable when the transaction returns.
public struct StoreTransaction {
    let database: Database
    public let now: Instant

    public var view: StoreView { StoreView(database: database) }
}

// MARK: Cards

extension StoreView {
    /// The card in force of the structure that this daemon serves; nil before it is claimed.
    public func ownCard() throws -> SignedCarte? {
        try Data.fetchOne(
            database,
            sql: "SELECT note FROM cartes WHERE propre = 1 ORDER BY serie DESC LIMIT 1"
        ).map { try SignedCarte($0) }
    }

    /// The card in force of a structure, own or partner's.
    public func card(of structure: StructureName) throws -> SignedCarte? {
        try Data.fetchOne(
            database,
            sql: "SELECT note FROM cartes WHERE structure = ? ORDER BY serie DESC LIMIT 1",
            arguments: [structure.text]
        ).map { try SignedCarte($0) }
    }

    /// The partners' cards in force, by name.
    public func partnerCards() throws -> [SignedCarte] {
        try Data.fetchAll(
            database,
            sql: """
                SELECT note FROM cartes AS c WHERE propre = 0 AND serie =
                  (SELECT max(serie) FROM cartes WHERE structure = c.structure) ORDER BY structure
                """
        ).map { try SignedCarte($0) }
    }

    /// The verification acts held about a structure.
    public func verifications(of structure: StructureName) throws -> [[UInt8]] {
        try Data.fetchAll(
            database, sql: "SELECT note FROM verifications WHERE structure = ?",
            arguments: [structure.text]
        ).map { Array($0) }
    }
}

extension StoreTransaction {
    /// Keeps a card beside the earlier ones. The caller has checked its succession.
    public func insert(_ card: SignedCarte, own: Bool) throws {
        try database.execute(
            sql: """
                INSERT INTO cartes (structure, serie, propre, acceptee, note)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [
                card.carte.structure.text, card.carte.serie, own, now.seconds, Data(card.bytes),
            ])
    }

    public func insert(verification: Verification, note: [UInt8]) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO verifications (structure, cle, recue, note)
                VALUES (?, ?, ?, ?)
                """,
            arguments: [
                verification.structure.text, verification.cle.description, now.seconds, Data(note),
            ])
    }
}
