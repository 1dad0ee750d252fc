public import Logging

/// Closes guichets in time: each minute looks what is due.
public struct GuichetWatch: Periodic {
    private let desks: Desks
    private let logger: Logger

    public init(desks: Desks, logger: Logger) {
        self.desks = desks
        self.logger = logger
    }

    public let period = Duration.seconds(60)

    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        for await _ in triggers {
            do {
                let count = try desks.guichets.closeDue()
                if count > 0 {
                    logger.notice("guichets fermés", metadata: ["nombre": "\(count)"])
                }
            } catch {
                // Looked at again in a minute; nobody is served what is over.
                logger.error(
                    "les guichets n'ont pas pu être fermés",
                    metadata: ["type": "\(type(of: error))"])
            }
        }
    }
}
