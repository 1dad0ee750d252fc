internal import LiaisonSchema
public import Logging

/// Keeps the log provable: asks the witnesses before the first signature, then signs, has cosigned and
/// prunes.
public struct LogKeeper: Periodic {
    private let witnessing: Witnessing
    private let desks: Desks
    /// How long a record is kept.
    private let months: Int
    private let logger: Logger

    public init(witnessing: Witnessing, desks: Desks, months: Int, logger: Logger) {
        self.witnessing = witnessing
        self.desks = desks
        self.months = months
        self.logger = logger
    }

    public let period = Duration.seconds(5)

    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        await within(.seconds(60)) {
            if await witnessing.start() == .unconfirmed {
                logger.warning("journal non confirmé : aucun partenaire n'a répondu")
            }
        }
        desks.logbook.allowSigning()
        if let own = try? desks.logbook.logStanding().own {
            logger.critical(
                "le journal est figé ou contredit, rien n'en est signé : \(own.french)")
        }
        await withDiscardingTaskGroup { group in
            var pruned: CalendarDate?
            var isSealed = false
            for await _ in triggers {
                if !isSealed { isSealed = seal() }
                witnessing.tick(in: &group)
                let today = ParisTime.date(at: desks.office.now())
                if pruned != today {
                    pruned = today
                    // It takes long, and the next signature does not wait for it.
                    group.addTask { prune() }
                }
            }
            group.cancelAll()
        }
    }

    private func seal() -> Bool {
        do {
            return try desks.logbook.sealIfDue()
        } catch {
            logger.error("base non scellée", metadata: ["type": "\(type(of: error))"])
            return false
        }
    }

    private func prune() {
        do {
            // Before anything that was bound goes.
            try desks.logbook.sealIfDue()
            let count = try desks.logbook.pruneLog(months: months)
            if count > 0 {
                logger.notice("journal élagué", metadata: ["enregistrements": "\(count)"])
            }
            try desks.logbook.thinPoints()
        } catch {
            logger.error("journal non élagué", metadata: ["type": "\(type(of: error))"])
            try? desks.office.alarm(.elagageEchoue)
        }
    }
}
