internal import Foundation
internal import GRDB
public import LiaisonCrypto
public import LiaisonSchema
internal import Synchronization

/// A card that was accepted, and when it came into force here.
public struct AcceptedCarte: Sendable, Equatable {
    public let card: SignedCarte
    public let acceptee: Instant
}

/// What the cards of one partner still need: ours given, theirs taken.
public struct CardExchange: Sendable, Equatable {
    /// When to give our card; nil when the partner has it.
    public let transmission: Instant?
    public let essais: Int
    /// When to take the partner's card again.
    public let tirage: Instant
}

extension StoreView {
    /// The card in force of the structure that this daemon serves; nil before it is claimed.
    public func ownCard() throws -> SignedCarte? { try acceptedOwnCard()?.card }

    public func acceptedOwnCard() throws -> AcceptedCarte? {
        try Row.fetchOne(
            database,
            cached: "SELECT note, acceptee FROM cartes WHERE propre = 1 ORDER BY rang DESC LIMIT 1"
        ).map(AcceptedCarte.init)
    }

    /// The card in force of a structure, own or partner's: the last one accepted. Nil for a partner
    /// who was removed.
    public func card(of structure: StructureName) throws -> SignedCarte? {
        try Data.fetchOne(
            database,
            cached: """
                SELECT note FROM cartes WHERE structure = ?
                  AND structure NOT IN (SELECT structure FROM contacts_retires)
                  ORDER BY rang DESC LIMIT 1
                """,
            arguments: [structure.text]
        ).map { try CardCache.card($0) }
    }

    /// All cards of a structure that came into force here, oldest first.
    public func cards(of structure: StructureName) throws -> [AcceptedCarte] {
        try Row.fetchAll(
            database, cached: "SELECT note, acceptee FROM cartes WHERE structure = ? ORDER BY rang",
            arguments: [structure.text]
        ).map(AcceptedCarte.init)
    }

    /// The same, a page at a time; and where the next one begins.
    public func cards(
        of structure: StructureName, after rank: Int64, limit: Int
    ) throws -> (cards: [AcceptedCarte], next: Int64?) {
        let rows = try Row.fetchAll(
            database,
            cached: """
                SELECT rang, note, acceptee FROM cartes WHERE structure = ? AND rang > ?
                  ORDER BY rang LIMIT ?
                """, arguments: [structure.text, rank, limit])
        let last: Int64? = rows.count < limit ? nil : rows.last?["rang"]
        return (try rows.map(AcceptedCarte.init), last)
    }

    /// How many cards of a structure came into force since.
    public func countCards(of structure: StructureName, since: Instant) throws -> Int {
        try Int.fetchOne(
            database, cached: "SELECT count(*) FROM cartes WHERE structure = ? AND acceptee > ?",
            arguments: [structure.text, since.seconds]) ?? 0
    }

    /// The ranks of partners' cards that were replaced, and under which no pli came that is still here. A
    /// card comes after what its structure sent in the same second.
    public func forgottenCards(before day: Instant) throws -> [Int64] {
        try Int64.fetchAll(
            database,
            cached: """
                SELECT rang FROM (
                  SELECT rang, structure, acceptee,
                    lead(acceptee) OVER (PARTITION BY structure ORDER BY rang) AS remplacee
                  FROM cartes WHERE propre = 0) AS c
                  WHERE remplacee IS NOT NULL AND acceptee <= ? AND NOT EXISTS (
                    SELECT 1 FROM receptions
                      WHERE de = c.structure AND recu BETWEEN c.acceptee AND c.remplacee)
                """, arguments: [day.seconds])
    }

    /// A card under another structure key, until somebody verifies that key.
    public func pendingCard(of structure: StructureName) throws -> SignedCarte? {
        try Data.fetchOne(
            database, cached: "SELECT note FROM cartes_en_attente WHERE structure = ?",
            arguments: [structure.text]
        ).map { try CardCache.card($0) }
    }

    /// The partners' cards in force, by name.
    public func partnerCards() throws -> [SignedCarte] {
        try Data.fetchAll(
            database,
            cached: """
                SELECT note FROM cartes
                  WHERE rang IN (SELECT max(rang) FROM cartes WHERE propre = 0 GROUP BY structure)
                  AND structure NOT IN (SELECT structure FROM contacts_retires) ORDER BY structure
                """
        ).map { try CardCache.card($0) }
    }

    /// The last card of each structure, own and removed ones included.
    func lastCards() throws -> [SignedCarte] {
        try Data.fetchAll(
            database,
            cached: """
                SELECT note FROM cartes
                  WHERE rang IN (SELECT max(rang) FROM cartes GROUP BY structure)
                """
        ).map { try CardCache.card($0) }
    }

    /// The partners who were removed.
    public func removedPartners() throws -> [StructureName] {
        try String.fetchAll(database, cached: "SELECT structure FROM contacts_retires")
            .compactMap { StructureName($0) }
    }

    /// The verification acts held about a structure.
    public func verifications(of structure: StructureName) throws -> [[UInt8]] {
        try Data.fetchAll(
            database, cached: "SELECT note FROM verifications WHERE structure = ?",
            arguments: [structure.text]
        ).map { Array($0) }
    }

    /// Whether an agent verified that key of a structure, whatever became of the agent.
    public func hasVerification(of structure: StructureName, cle: VerifierKey) throws -> Bool {
        try Int.fetchOne(
            database, cached: "SELECT 1 FROM verifications WHERE structure = ? AND cle = ?",
            arguments: [structure.text, cle.description]) != nil
    }

    /// Nil for a structure that has no card here.
    public func cardExchange(with structure: StructureName) throws -> CardExchange? {
        try Row.fetchOne(
            database, cached: "SELECT * FROM echanges_cartes WHERE structure = ?",
            arguments: [structure.text]
        ).map { row in
            let transmission: Int64? = row["transmission"]
            return CardExchange(
                transmission: transmission.map { Instant(seconds: $0) }, essais: row["essais"],
                tirage: Instant(seconds: row["tirage"]))
        }
    }
}

extension StoreTransaction {
    /// Keeps a card beside the earlier ones, in force from now on. The caller has checked its
    /// succession.
    public func insert(_ card: SignedCarte, own: Bool) throws {
        cardsChange()
        try database.run(
            sql: """
                INSERT INTO cartes (structure, cle, serie, propre, acceptee, note)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                card.carte.structure.text, card.carte.cleStructure.description, card.carte.serie,
                own, now.seconds, Data(card.bytes),
            ])
        try database.run(
            sql: "DELETE FROM cartes_en_attente WHERE structure = ?",
            arguments: [card.carte.structure.text])
        guard !own else { return }
        try database.run(
            sql:
                "INSERT OR IGNORE INTO echanges_cartes (structure, essais, tirage) VALUES (?, 0, ?)",
            arguments: [card.carte.structure.text, now.seconds + Self.pullEvery])
    }

    /// Forgets a card that nothing needs.
    public func deleteCard(_ rank: Int64) throws {
        cardsChange()
        try database.run(sql: "DELETE FROM cartes WHERE rang = ?", arguments: [rank])
    }

    /// How long a partner's card is good before it is asked for again, in seconds (formats.md, «Peer
    /// protocol»).
    public static let pullEvery: Int64 = 86_400

    /// Removes a partner: its cards are kept for what they signed, its verifications are not.
    public func removePartner(_ structure: StructureName) throws {
        cardsChange()
        for table in ["verifications", "cartes_en_attente", "echanges_cartes"] {
            try database.run(
                sql: "DELETE FROM \(table) WHERE structure = ?", arguments: [structure.text])
        }
        try database.run(
            sql: "INSERT OR REPLACE INTO contacts_retires VALUES (?, ?)",
            arguments: [structure.text, now.seconds])
    }

    /// Takes a removed partner up again, by the card it had or a newer one.
    public func restorePartner(_ structure: StructureName) throws {
        cardsChange()
        try database.run(
            sql: "DELETE FROM contacts_retires WHERE structure = ?", arguments: [structure.text])
        // A partner without keys has no card to exchange.
        try database.run(
            sql: """
                INSERT OR IGNORE INTO echanges_cartes (structure, essais, tirage)
                SELECT ?1, 0, ?2 WHERE EXISTS (SELECT 1 FROM cartes WHERE structure = ?1)
                """,
            arguments: [structure.text, now.seconds + Self.pullEvery])
    }

    /// Keeps a card aside; it is not in force.
    public func insertPending(_ card: SignedCarte) throws {
        try database.run(
            sql: """
                INSERT OR REPLACE INTO cartes_en_attente (structure, recue, note) VALUES (?, ?, ?)
                """,
            arguments: [card.carte.structure.text, now.seconds, Data(card.bytes)])
    }

    public func insert(verification: Verification, note: [UInt8]) throws {
        try database.run(
            sql: """
                INSERT OR REPLACE INTO verifications (structure, cle, recue, note)
                VALUES (?, ?, ?, ?)
                """,
            arguments: [
                verification.structure.text, verification.cle.description, now.seconds, Data(note),
            ])
    }

    /// Our card is new: every partner is to have it, at once.
    public func transmitOwnCard() throws {
        try database.run(
            sql: "UPDATE echanges_cartes SET transmission = ?, essais = 0", arguments: [now.seconds]
        )
        // What was signed by a key of the card before goes first (formats.md, «Which key counts»).
        try hurryAll()
    }

    /// All that waits for whomever is due now, or when it may leave.
    public func hurryAll() throws {
        try database.run(
            sql: """
                UPDATE envois SET prochain = max(?, coalesce(partir, 0)) WHERE prochain > ?
                """,
            arguments: [now.seconds, now.seconds])
        try database.run(
            sql: "UPDATE accuses SET prochain = ? WHERE prochain > ?",
            arguments: [now.seconds, now.seconds])
    }

    /// - Parameter next: when to try again; nil when the partner has it.
    public func updateTransmission(
        to structure: StructureName, essais: Int, next: Instant?
    ) throws {
        try database.run(
            sql: "UPDATE echanges_cartes SET transmission = ?, essais = ? WHERE structure = ?",
            arguments: [next?.seconds, essais, structure.text])
    }

    public func updatePull(from structure: StructureName, next: Instant) throws {
        try database.run(
            sql: "UPDATE echanges_cartes SET tirage = ? WHERE structure = ?",
            arguments: [next.seconds, structure.text])
    }
}

extension AcceptedCarte {
    init(_ row: Row) throws {
        let note: Data = row["note"]
        card = try CardCache.card(note)
        acceptee = Instant(seconds: row["acceptee"])
    }
}

/// Cards that were read and verified: the same bytes say the same each time, and most requests need one.
private enum CardCache {
    private static let most = 200
    /// Bytes of their notes: what they were read into takes several times as much.
    private static let mostBytes = 4 * 1_024 * 1_024
    private static let state = Mutex<(cards: [Data: SignedCarte], bytes: Int)>(([:], 0))

    static func card(_ note: Data) throws -> SignedCarte {
        if let card = state.withLock({ $0.cards[note] }) { return card }
        let card = try SignedCarte(note)
        state.withLock { state in
            if state.cards.count >= most || state.bytes >= mostBytes { state = ([:], 0) }
            state.cards[note] = card
            state.bytes += note.count
        }
        return card
    }
}
