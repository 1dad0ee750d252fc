public import LiaisonSchema
public import Logging

/// Says in the daemon's log which cards are about to expire: as each mark is passed, and each day of
/// the last week; and its own certificate, each day of the last two.
public struct ExpiryWatch: Periodic {
    private let desks: Desks
    private let logger: Logger
    private let certificate: @Sendable () -> Instant?

    /// - Parameter certificate: when the one that this service shows expires; nil: it shows none.
    public init(
        desks: Desks, logger: Logger,
        certificate: @escaping @Sendable () -> Instant? = { nil }
    ) {
        self.desks = desks
        self.logger = logger
        self.certificate = certificate
    }

    /// Seconds before the end of our own certificate from which on it is said.
    private static let certificateNotice: Int64 = 14 * 86_400

    /// What is to be said of our own certificate; nil: nothing yet.
    ///
    /// - Parameter end: when it expires; nil: there is none.
    public static func warning(certificate end: Instant?, at now: Instant) -> String? {
        guard let end, end - now <= certificateNotice else { return nil }
        return end <= now
            ? "Le certificat TLS du service a expiré le \(ParisTime.french(end)) : plus aucun partenaire "
                + "ne le joint."
            : "Le certificat TLS du service expire le \(ParisTime.french(end))."
    }

    public let period = Duration.seconds(86_400)

    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        var said: [StructureName: Int] = [:]
        for await _ in triggers {
            let now = desks.office.now()
            if let text = Self.warning(certificate: certificate(), at: now) {
                logger.warning("\(text)")
            }
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
