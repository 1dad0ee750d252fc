internal import LiaisonSchema
internal import LiaisonStore

/// What closes by itself, and what is forgotten.
extension GuichetDesk {
    private static let day: Int64 = 86_400
    /// How many go together.
    private static let batch = 100
    /// Months that the row of a closed one is kept at least; with its fiche, as long as that.
    static let monthsClosed = 12

    /// Closes what is due, drops what was prepared and never published, and destroys what nobody opened in
    /// time. Nothing goes by a time that is in doubt; what is over is served to nobody all the same.
    ///
    /// - Returns: how many were closed or dropped.
    @discardableResult
    public func closeDue() throws -> Int {
        memory.forget(at: now())
        guard let own = try store.ownCard()?.carte.structure else { return 0 }
        // What a failure left entombed goes by no time.
        guard retention.clockDoubt == nil else {
            try retention.finishTombs()
            return 0
        }
        let service = own.key(.service)
        var count = 0
        while true {
            let instant = now()
            let closed = try store.write(at: instant) { transaction -> Int in
                let due = try transaction.view.dueGuichets(
                    at: instant,
                    answered: instant + -Int64(GuichetBounds.daysAfterAnswer) * Self.day,
                    prepared: instant + -Int64(GuichetBounds.hoursPrepared) * 3_600,
                    limit: Self.batch)
                for guichet in due {
                    try transaction.close(
                        guichet, for: guichet.fin <= instant ? .fin : .repondu, by: service)
                }
                return due.count
            }
            count += closed
            guard closed == Self.batch else { break }
        }
        let today = ParisTime.date(at: now())
        try dropUnopened(
            before: ParisTime.start(of: today.adding(months: -retention.rules.inconnuMois)),
            by: service)
        try forget(before: ParisTime.start(of: today.adding(months: -Self.monthsClosed)))
        try retention.finishTombs()
        return count
    }

    private func dropUnopened(before instant: Instant, by service: KeyName) throws {
        while true {
            let count = try store.write(at: now()) { transaction -> Int in
                let old = try transaction.view.unansweredGuichets(
                    before: instant, limit: Self.batch)
                for guichet in old {
                    try transaction.dropAnswers(of: guichet, before: instant)
                    try transaction.record(
                        LogEvent(.guichetReponse, by: service, ref: guichet.ref, detail: .purge))
                }
                return old.count
            }
            guard count == Self.batch else { return }
        }
    }

    private func forget(before instant: Instant) throws {
        while true {
            let count = try store.write(at: now()) { transaction -> Int in
                let old = try transaction.view.oldGuichets(
                    closedBefore: instant, limit: Self.batch)
                for guichet in old { try transaction.forgetGuichet(guichet.nom) }
                return old.count
            }
            guard count == Self.batch else { return }
        }
    }
}
