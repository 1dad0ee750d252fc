internal import LiaisonSchema
internal import LiaisonStore

/// What is due to partners, and what became of it.
extension MailDesk {
    /// Everything that waits is tried now.
    func hurry() throws {
        try store.write(at: now()) { try $0.hurryAll() }
        wakeDelivery()
    }

    /// The partners to whom something is due now.
    func duePeers() throws -> Set<StructureName> {
        let now = now()
        return try store.read { try $0.duePeers(at: now) }
    }

    /// What is due to one of them, oldest first, at most `limit` of each.
    func due(
        to peer: StructureName, at now: Instant, limit: Int
    ) throws -> (plis: [Outgoing], receipts: [StoredReceipt]) {
        try store.read { view in
            (
                try view.dueOutgoing(to: peer, at: now, limit: limit),
                try view.dueReceipts(to: peer, at: now, limit: limit)
            )
        }
    }

    /// All that waits for one of them and was signed by that instant.
    func pending(
        to peer: StructureName, until instant: Instant
    ) throws -> (plis: [Outgoing], receipts: [StoredReceipt]) {
        let (plis, receipts) = try due(to: peer, at: Instant(seconds: .max), limit: .max)
        return (plis.filter { $0.cree <= instant }, receipts.filter { $0.le <= instant })
    }

    /// Which of them are given up. What was never tried, an incident having held it back, is tried once.
    func overdue(_ plis: [Outgoing], at now: Instant) throws -> [Outgoing] {
        try plis.filter {
            try now - $0.cree >= RetryPolicy.giveUpAfter && $0.essais > 0
                && !incidents.isStopped($0.slip)
        }
    }

    /// Whether it is still to be tried, as it stands now.
    func isDue(_ row: Outgoing) throws -> Bool {
        try store.read { try $0.outgoing(row.slip.id, pour: row.slip.pour) }?.prochain != nil
    }

    /// The one moment after which a pli may have left: before it, its author takes it back; both are one
    /// transaction.
    ///
    /// - Returns: those that may go, as they stood before.
    func claim(_ plis: [Outgoing]) throws -> [Outgoing] {
        // Claimed before: they may have left long ago, and each try asks again whether it is due.
        guard plis.contains(where: { $0.pris == nil }) else { return plis }
        return try store.write(at: now()) { try $0.claim(plis) }
    }

    /// What nobody was given after all.
    func release(_ plis: some Collection<Outgoing>) throws {
        let unsent = plis.filter { $0.pris == nil }
        guard !unsent.isEmpty else { return }
        try store.write(at: now()) { transaction in
            for row in unsent { try transaction.release(row) }
        }
    }

    /// Seconds that all that is due to a partner waits.
    func postponeAll(to peer: StructureName, until instant: Instant) throws {
        try store.write(at: now()) { try $0.postponeAll(to: peer, until: instant) }
    }

    /// Puts a pli off without having tried it.
    func wait(_ row: Outgoing, _ seconds: Int64) throws {
        let now = now()
        try store.write(at: now) { transaction in
            // A receipt may have come by another way since it was found due.
            guard try transaction.view.outgoing(row.slip.id, pour: row.slip.pour)?.prochain != nil
            else { return }
            try transaction.schedule(row, essais: row.essais, next: now + seconds)
        }
    }

    /// Puts a pli off after an attempt that failed.
    func postpone(_ row: Outgoing, _ seconds: Int64) throws {
        let now = now()
        try store.write(at: now) { transaction in
            // A receipt may have come by another way while this attempt was under way.
            guard let current = try transaction.view.outgoing(row.slip.id, pour: row.slip.pour)
            else { return }
            try transaction.schedule(
                row, essais: row.essais + 1, next: current.prochain != nil ? now + seconds : nil)
        }
    }

    /// Gives up on a pli.
    ///
    /// - Returns: whether that changed anything.
    func expire(_ row: Outgoing) throws -> Bool {
        try store.write(at: now()) { transaction in
            // A receipt may have come by another way while this attempt was under way.
            guard let current = try transaction.view.outgoing(row.slip.id, pour: row.slip.pour)
            else { return false }
            let (before, _) = try transaction.move(current, by: .delaiDepasse)
            try transaction.schedule(row, essais: row.essais + 1, next: nil)
            guard before.isPending else { return false }
            try transaction.record(
                LogEvent(
                    .envoi, by: row.slip.de.key(.service), ref: row.slip.id.text, .echec,
                    detail: .delaiDepasse))
            return true
        }
    }

    /// Takes the receipt that a partner answered a pli with. One that does not verify proves nothing.
    ///
    /// - Returns: whether it ends the attempt; else the pli stays due.
    func settle(_ row: Outgoing, _ bytes: [UInt8], from peer: Carte) throws -> Bool {
        guard let receipt = try? Accuse(bytes, addressee: peer), receipt.id == row.slip.id,
            receipt.de == row.slip.de, receipt.sha256 == row.slip.sha256,
            receipt.statut != .ouvert
        else {
            try refused(
                .accuse, by: peer.structure.key(.service), ref: row.slip.id.text, detail: .signature
            )
            return false
        }
        // Known already: the answer that carried it was lost. Only the row is still due.
        return try take(receipt, bytes: bytes, from: peer)
    }

    /// Whether a receipt waits until the exchange with its addressee is taken up again.
    func isSuspended(_ receipt: StoredReceipt) throws -> Bool {
        guard try office.isSuspended(receipt.de, nil) else { return false }
        let objet = try store.read {
            try $0.incoming(receipt.id, de: receipt.de, pour: receipt.pour)?.slip.objet
        }
        return try office.isSuspended(receipt.de, objet)
    }

    /// Puts a receipt off without having tried it.
    func wait(_ receipt: StoredReceipt, _ seconds: Int64) throws {
        let now = now()
        try store.write(at: now) {
            try $0.updateReceipt(receipt, essais: receipt.essais, next: now + seconds)
        }
    }

    /// What became of a receipt on its way out.
    ///
    /// - Parameter wait: seconds until the next try.
    func settle(_ receipt: StoredReceipt, delivered: Bool, wait: Int64) throws {
        let now = now()
        let expired = now - receipt.le >= RetryPolicy.giveUpAfter
        try store.write(at: now) { transaction in
            try transaction.updateReceipt(
                receipt, essais: receipt.essais + 1, next: delivered || expired ? nil : now + wait)
            if delivered || expired {
                try transaction.record(
                    LogEvent(
                        .remise, by: receipt.pour.key(.service), ref: receipt.id.text,
                        delivered ? .fait : .echec, detail: delivered ? nil : .delaiDepasse))
            }
        }
    }
}
