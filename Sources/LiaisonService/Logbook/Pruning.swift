internal import LiaisonCrypto
internal import LiaisonSchema
internal import LiaisonStore

/// Pruning (formats.md, «Traceability log»).
extension Logbook {
    private static let pruneBatch = 5_000

    /// Destroys the records that are older than the time they are kept, in small transactions.
    ///
    /// - Parameter months: of keeping, 6 to 36.
    /// - Returns: how many were destroyed.
    @discardableResult
    public func pruneLog(months: Int) throws -> Int {
        let instant = now()
        let limit = ParisTime.date(at: instant).adding(months: -months)
        let before = ParisTime.start(of: limit)
        guard try store.ownCard() != nil else { return 0 }
        // While a contradiction is open, what is there is evidence.
        guard try logStanding().own == nil, try !isAltered() else { return 0 }
        // Witnesses who went away must not keep records for ever: a month later our own word is enough.
        let late = ParisTime.start(of: limit.adding(months: -1))
        let (attested, own) = try store.read { view in
            (try view.attestedSize(before: before), try view.signedSize(before: before))
        }
        var destroyed = 0
        var figures = try keptFigures()
        if let attested {
            destroyed += try pruneLog(
                below: attested, before: before, limit, months, detail: nil, &figures)
        }
        if let own {
            destroyed += try pruneLog(
                below: own, before: attested == nil ? before : late, limit, months,
                detail: .nonAtteste, &figures)
        }
        if destroyed > 0 {
            try signCheckpoint(isUrgent: true)
            // A reader may hold it in the write-ahead log: again in a while.
            _ = try office.truncateLogs()
        }
        return destroyed
    }

    private func pruneLog(
        below size: UInt64, before: Instant, _ limit: CalendarDate, _ months: Int,
        detail: LogDetail?, _ figures: inout KeptFigures
    ) throws -> Int {
        let service = try ownCard().carte.structure.key(.service)
        var destroyed = 0
        while true {
            var uncounted: Set<CalendarDate> = []
            let count = try store.write(at: now()) { transaction in
                let runs = try transaction.view.prunable(
                    below: size, before: before, limit: Self.pruneBatch,
                    besides: citedRecords(transaction.view))
                guard !runs.isEmpty else { return 0 }
                uncounted = try transaction.view.months(of: runs).subtracting(figures.months)
                guard uncounted.isEmpty else { return 0 }
                try transaction.prune(runs)
                try transaction.record(
                    LogEvent(
                        .elagage, by: service, detail: detail,
                        content: .pruning(
                            .init(
                                plages: runs, avant: limit, regle: "\(months)-mois", point: size))
                    ))
                return runs.reduce(0) { $0 + $1.count }
            }
            // A month's figures go first, and are counted outside of any transaction that others wait for.
            guard uncounted.isEmpty else {
                for month in uncounted.sorted() { try keep(month, &figures) }
                continue
            }
            // At once: what fails after this commit must not leave them in the write-ahead log.
            if count > 0 { office.traces.note() }
            destroyed += count
            if count < Self.pruneBatch { return destroyed }
        }
    }

    /// What no pruning takes: what open holds, requests and incidents cite.
    private func citedRecords(_ view: StoreView) throws -> CitedRecords {
        try book.currentFacts(view).cited.union(requestBook.cited(view))
            .union(incidents.citedByIncidents(view))
    }

    /// Forgets the checkpoints between the last ones of each day, a week later.
    public func thinPoints() throws {
        try store.write(at: now()) { transaction in
            var filter = LogFilter()
            filter.acte = LogActe.elagage.rawValue
            let cited = try transaction.view.records(filter, count: Self.logPageLimit)
                .compactMap { try? LogRecord(line: $0.line ?? "").pruning?.point }
            try transaction.thinPoints(before: transaction.now + (-7 * 86_400), keeping: cited)
        }
    }
}
