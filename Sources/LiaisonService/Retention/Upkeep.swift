internal import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// What is looked after once a day, after the purge.
extension RetentionDesk {
    func wantPurge() { memory.state.withLock { $0.purge.want() } }

    /// Whether a hold was lifted since the last purge.
    func takePurgeRequest() -> Bool { memory.state.withLock { $0.purge.takeWish() } }

    /// What the last look at everything that is held found.
    var summary: RetentionSummary? { memory.state.withLock { $0.purge.summary } }

    /// Forgets what the register no longer needs, and what was said of persons of whom nothing is left.
    func forgetRegister(on today: CalendarDate) throws {
        // What fails on the way must not leave what went before it in the write-ahead log.
        defer { office.traces.note() }
        let facts = try book.currentFacts()
        let engine = try store.read { try book.engine($0) }
        // So does an incident, until it is closed.
        let evidence = try store.read { try incidents.citedByIncidents($0) }.refs
        var last: PliID?
        while true {
            let page = try store.read { try $0.registered(after: last, limit: 1_000) }
            guard let end = page.last else { break }
            last = end.id
            // A hold keeps the evidence too.
            let over = page.filter {
                engine.registerEnd($0) < today && engine.verdict($0).holds.isEmpty
                    && !evidence.contains($0.id.text)
            }
            guard !over.isEmpty else { continue }
            try store.write(at: now()) { transaction in
                for fiche in over { try transaction.unregister(fiche) }
            }
        }
        try store.write(at: now()) { transaction in
            try transaction.forgetFileOpenings(before: today)
            try transaction.forgetLostJustifications()
            try transaction.forgetPersons(besides: facts.suspensions.map(\.n))
        }
    }

    /// Looks both ways. What no pli named yesterday either is destroyed, and told; so is a pli without
    /// its content. A base that lost rows names less than it holds: nothing is destroyed on its word, and the DPOs are
    /// told that it was changed.
    ///
    /// - Returns: how many things are wrong.
    func reconcile() throws -> Int {
        let found = try store.mismatches()
        let before = memory.state.withLock { state -> LiaisonStore.Mismatches? in
            defer { state.mismatches = found }
            return state.mismatches
        }
        var orphans = Set(found.orphans).intersection(before?.orphans ?? [])
        if try !orphans.isEmpty && logbook.isAsBound(isWhole: store.isWhole()) {
            orphans = try orphans.filter { try store.destroyOrphan($0) }
            if !orphans.isEmpty {
                office.traces.note()
                try alarm(.contenuOrphelin)
            }
        }
        var missing = Set(found.withoutContent)
        // A purge at work between two pages looks so too, but once.
        if !missing.isEmpty { missing.formIntersection(try store.mismatches().withoutContent) }
        if !missing.isSubset(of: before?.withoutContent ?? []) { try alarm(.contenuManquant) }
        return orphans.count + missing.count
    }
}
