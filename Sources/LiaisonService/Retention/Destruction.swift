internal import LiaisonBase
internal import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// The purge itself, in the order of rgpd.md, «The purge».
extension RetentionDesk {
    /// Where a crash can fall: everything is durable up to there. The tests stop at each.
    public enum PurgeStep: String, Sendable, CaseIterable {
        /// Tombstone and log record are written; nothing serves it any more.
        case entombed
        /// The file `tombes` says it too.
        case appended
        /// The key is gone.
        case shredded
        /// And from the write-ahead log of the keys.
        case keyLogTruncated
        /// The blob is gone, the receipt queued.
        case buried
        /// And from the write-ahead log.
        case logTruncated
    }

    /// How many plis go through the steps together.
    static let purgeBatch = 32

    /// What is to be destroyed, and why.
    struct Doomed {
        let fiche: HeldFiche
        let regle: String
        let le: Instant

        var rule: LogDetail? {
            RetentionRule(versioned: regle).flatMap { LogDetail(rawValue: $0.rawValue) }
        }
    }

    /// Takes plis through all steps.
    ///
    /// - Parameters:
    ///   - keys: which ones.
    ///   - run: the purge that does it; nil: they were destroyed before a restoration.
    ///   - judged: what to do with each, asked in the transaction: a hold may have come meanwhile.
    ///   - reached: called after each step; what it throws is a crash there.
    /// - Returns: how many went.
    func destroy(
        _ keys: [PliKey], run: Int?, judged: (PliKey, StoreView) throws -> Doomed?,
        reached: (PurgeStep) throws -> Void = { _ in }
    ) throws -> Int {
        let service = try ownCard().carte.structure.key(.service)
        let today = ParisTime.date(at: now())
        let count = try store.write(at: now()) { transaction in
            let engine = try book.engine(transaction.view)
            var count = 0
            for key in keys {
                guard let item = try judged(key, transaction.view),
                    let tombstone = try transaction.entomb(
                        item.fiche, regle: item.regle, le: item.le, run: run,
                        isRegistered: engine.registerEnd(item.fiche) >= today)
                else { continue }
                count += 1
                try transaction.closeGuichets(of: item.fiche, by: service)
                try transaction.record(
                    LogEvent(
                        .purge, by: service, ref: tombstone.id.text, detail: item.rule))
            }
            return count
        }
        guard count > 0 else { return 0 }
        try reached(.entombed)
        try finishTombs(reached: reached)
        return count
    }

    /// Takes what stands at `a-detruire` to its end: after each batch, and what a crash left at each
    /// start.
    ///
    /// - Returns: how many.
    @discardableResult
    public func finishTombs(reached: (PurgeStep) throws -> Void = { _ in }) throws -> Int {
        // A guichet that closes may come amid a purge: two at once would count the file's bytes wrong.
        try memory.finishing.withLock { _ in try finishOpenTombs(reached) }
    }

    /// The same after what was committed: its failure takes nothing from that. What is entombed is served to
    /// nobody, and the minute's watch over guichets takes it to its end.
    func finishTombsOrAlarm() {
        do { try finishTombs() } catch { try? alarm(.purgeEchouee) }
    }

    private func finishOpenTombs(_ reached: (PurgeStep) throws -> Void) throws -> Int {
        var count = 0
        while true {
            let open = try store.read { try $0.openTombs(limit: Self.purgeBatch) }
            guard !open.isEmpty else { return count }
            office.traces.note()
            let size = try tombs.append(open.map(\.tombstone))
            try reached(.appended)
            try store.shred(open)
            try reached(.shredded)
            try note(isTruncated: store.truncateKeyLog())
            try reached(.keyLogTruncated)
            let own = try ownCard().carte.structure
            try store.write(at: now()) { transaction in
                try transaction.updateTombFileSize(size)
                for tomb in open {
                    try transaction.bury(tomb)
                    guard tomb.box == .reception, tomb.tombstone.de != own else { continue }
                    let receipt = purgeReceipt(tomb.tombstone, own: own)
                    try transaction.insert(
                        receipt, note: receipt.signed(by: keys.service).bytes,
                        next: transaction.now)
                }
            }
            try reached(.buried)
            try note(isTruncated: store.truncateLog())
            try reached(.logTruncated)
            count += open.count
        }
    }

    /// A reader hindered it: whoever truncated in between did so before the last rows went.
    private func note(isTruncated: Bool) {
        if !isTruncated { office.traces.note() }
    }

    /// Says to its sender that a pli was destroyed: the same bytes each time.
    func purgeReceipt(_ tombstone: Tombstone, own: StructureName) -> Accuse {
        Accuse(
            de: tombstone.de, id: tombstone.id, pour: own, sha256: tombstone.sha256,
            statut: .purge, le: tombstone.le, par: own.key(.service))
    }
}
