internal import LiaisonSchema
public import Logging

/// Says in the daemon's log which cards are about to expire: as each mark is passed, and each day of
/// the last week.
public struct ExpiryWatch: Periodic {
    private let desks: Desks
    private let logger: Logger

    public init(desks: Desks, logger: Logger) {
        self.desks = desks
        self.logger = logger
    }

    public let period = Duration.seconds(86_400)

    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        var said: [StructureName: Int] = [:]
        for await _ in triggers {
            let now = desks.office.now()
            for card in (try? desks.cards.cardsInForce()) ?? [] {
                guard let mark = card.expiryMark(at: now), let text = card.expiryWarning(at: now),
                    mark == 7 || said[card.structure] != mark
                else { continue }
                said[card.structure] = mark
                logger.warning("\(text)")
            }
        }
    }
}
