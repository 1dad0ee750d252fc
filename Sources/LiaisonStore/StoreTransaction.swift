internal import GRDB
public import LiaisonSchema

/// What can be asked of the store, inside a transaction or a read.
public struct StoreView {
    let database: Database
}

/// What a transaction can change. All of it, or nothing, is durable when the transaction returns.
public struct StoreTransaction {
    let database: Database
    public let now: Instant
    /// Told that the cards in force change.
    let cardsChange: () -> Void

    public var view: StoreView { StoreView(database: database) }
}
