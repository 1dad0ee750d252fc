internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// Receipts from the other side.
extension MailDesk {
    /// Takes a receipt from the other side: verifies its signer, moves the state, records it.
    ///
    /// - Parameter peer: the structure whose service key signed the request.
    /// - Returns: whether it is new.
    public func receive(receipt bytes: [UInt8], from peer: Carte) throws -> Bool {
        let service = peer.structure.key(.service)
        if let acte = try? Acte(.accuse, bytes),
            let signer = acte.object["par"]?.string.flatMap({ KeyName($0) })
        {
            try cards.refuseRevoked(
                acte, signer: signer, of: peer, .accuse,
                ref: acte.object["id"]?.string.flatMap {
                    PliID($0)?.text
                })
        }
        let receipt = try schema(.accuse, by: service) { try Accuse(bytes, addressee: peer) }
        // The one that stops a clock is taken whatever happens.
        let sent = try store.read { try $0.outgoing(receipt.id, pour: receipt.pour) }
        if sent?.slip.objet != .violation { try requireRoom() }
        return try take(receipt, bytes: bytes, from: peer)
    }

    /// The same for a receipt that was already read and verified.
    func take(_ receipt: Accuse, bytes: [UInt8], from peer: Carte) throws -> Bool {
        if let point = receipt.pointDeControle { try logbook.observe(point, from: peer) }
        let kept = try schema(.accuse, by: peer.structure.key(.service)) {
            try receipt.kept(bytes, addressee: peer)
        }
        let ref = receipt.id.text
        let sent = try store.read { try $0.outgoing(receipt.id, pour: receipt.pour)?.slip.objet }
        try office.refuseSuspended(
            peer.structure, sent, .accuse, by: peer.structure.key(.service), ref: ref)
        var isFirst = false
        let isNew = try store.write(at: now()) { transaction -> Bool? in
            if let isNew = try takeLate(receipt, bytes: kept, in: transaction) { return isNew }
            guard receipt.de == (try transaction.view.ownCard()?.carte.structure),
                let row = try transaction.view.outgoing(receipt.id, pour: receipt.pour),
                row.slip.sha256 == receipt.sha256
            else { return nil }
            guard
                try transaction.view.receipt(
                    receipt.id, de: receipt.de, statut: receipt.statut, par: receipt.par) == nil
            else { return false }
            // Of each pli its service says three things at most, and one opening tells that it was read; its
            // agents may be as many as it likes.
            if receipt.statut == .ouvert, row.statut == receipt.statut.rawValue {
                try office.requireQuota(
                    of: receipt.pour, bytes: Incoming.rowPlace + Int64(kept.count),
                    in: transaction.view)
            }
            try transaction.insert(receipt, note: kept, next: nil)
            isFirst = true
            let (before, after) = try transaction.move(row, by: .accuse(receipt.statut))
            // Opened there, but the answer that said «remis» was lost: it is asked for again.
            let lacksRemis =
                try after == .ouvert && before != .retire
                && transaction.view.receipt(
                    receipt.id, de: receipt.de, statut: .remis, par: receipt.pour.key(.service))
                    == nil
            try transaction.schedule(
                row, essais: row.essais,
                next: row.voie == .service && (after.isPending || lacksRemis)
                    ? transaction.now : nil)
            try transaction.record(
                LogEvent(
                    .accuse, by: receipt.par, ref: ref, detail: LogDetail(receipt: receipt)))
            if row.slip.objet == .violation {
                try incidents.noteNotice(receipt, deposited: row.cree, in: transaction)
            }
            return true
        }
        guard let isNew else {
            try refused(
                .accuse, by: receipt.pour.key(.service), ref: ref, detail: .destinataire)
            throw Refusal(.introuvable, "Aucun pli envoyé d'ici ne correspond à cet accusé.")
        }
        // The partner's own time, the first time that it says it (design.md, «Time»).
        if isFirst { try retention.partner(peer.structure, says: receipt.le) }
        return isNew
    }

    /// A receipt for what was destroyed here meanwhile: that the partner destroyed it too is kept, the
    /// rest the register notes.
    ///
    /// - Returns: nil when it is for another pli.
    private func takeLate(
        _ receipt: Accuse, bytes: [UInt8], in transaction: StoreTransaction
    ) throws -> Bool? {
        guard receipt.de == (try transaction.view.ownCard()?.carte.structure),
            let tombstone = try transaction.view.tombstone(receipt.id, de: receipt.de),
            tombstone.sha256 == receipt.sha256,
            try transaction.view.outgoing(receipt.id, pour: receipt.pour) == nil
        else { return nil }
        guard receipt.statut == .purge else {
            try transaction.noteLate(receipt)
            return false
        }
        guard
            try transaction.view.receipt(
                receipt.id, de: receipt.de, statut: .purge, par: receipt.par) == nil
        else { return false }
        try transaction.insert(receipt, note: bytes, next: nil)
        try transaction.record(
            LogEvent(.accuse, by: receipt.par, ref: receipt.id.text, detail: .purge))
        return true
    }
}
