internal import LiaisonSchema
internal import LiaisonStore
internal import Logging

/// One try at one pli, or at one receipt.
extension Delivery {
    /// Tries them in their order, once they are claimed together: from there on they may have left, and what
    /// was taken back or is not to leave yet stays. What was not tried in the end is released.
    ///
    /// - Parameter goesOn: told whether the partner answered; ends it.
    /// - Returns: whether it went through all of them.
    func attempt(all plis: [Outgoing], _ goesOn: (Bool) -> Bool) async throws -> Bool {
        guard !plis.isEmpty else { return true }
        var untried = try mail.claim(plis)[...]
        defer { tolerate { try mail.release(untried) } }
        while let row = untried.popFirst() {
            guard goesOn(await attempt(row)) else { return false }
        }
        return true
    }

    /// - Parameter row: claimed, as it stood before.
    /// - Returns: whether the partner answered.
    private func attempt(_ row: Outgoing) async -> Bool {
        let id = row.slip.id
        do {
            // Held back, or delivered by another way, since it was read.
            guard try mail.isDue(row) else { return true }
            guard let peer = try desks.office.reachable(row.slip.pour) else {
                try postpone(row, isUnsent: true)
                return true
            }
            guard try !desks.incidents.isStopped(row.slip) else {
                try mail.release([row])
                try mail.wait(row, RetryPolicy.longest)
                return true
            }
            let bytes = try mail.outgoingBytes(row)
            let answer = await transport.put(pli: bytes, id: id, to: peer)
            switch answer {
            case .unreachable(.nobody), .unreachable(.noConnection):
                logger.notice(
                    "partenaire injoignable, nouvel essai plus tard",
                    metadata: ["pli": "\(id)", "pour": "\(row.slip.pour)"])
                try postpone(row, isUnsent: answer == .unreachable(.noConnection))
                return false
            case .taken(let receipt), .refused(.content(let receipt)):
                if try !mail.settle(row, receipt, from: peer) { try postpone(row) }
            case .refused(.conflict), .refused(.request), .absent, .unreachable(.status):
                // Only a signed receipt ends a delivery: any proxy can answer with a status.
                logger.notice(
                    "pli non pris, nouvel essai plus tard",
                    metadata: ["pli": "\(id)", "reponse": "\(answer.reason)"])
                try postpone(row)
            }
        } catch {
            logger.error(
                "pli non remis : le service ne lit pas ce qu'il garde",
                metadata: ["pli": "\(id)", "type": "\(type(of: error))"])
            tolerate { try postpone(row) }
        }
        return true
    }

    /// - Parameter isUnsent: whether nothing of it went out: its author may still take it back.
    private func postpone(_ row: Outgoing, isUnsent: Bool = false) throws {
        if isUnsent { try mail.release([row]) }
        guard desks.office.now() - row.cree < RetryPolicy.giveUpAfter else {
            return try expire(row)
        }
        try mail.postpone(row, RetryPolicy.delay(failures: row.essais + 1, jitter: jitter()))
    }

    /// Gives up on a pli after 30 days.
    func expire(_ row: Outgoing) throws {
        guard try mail.expire(row) else { return }
        logger.warning(
            "pli non remis en trente jours : abandonné", metadata: ["pli": "\(row.slip.id)"])
    }

    /// Whether the partner answered.
    func attempt(_ receipt: StoredReceipt) async -> Bool {
        var (isDelivered, answer): (Bool, PeerAnswer?) = (false, nil)
        do {
            guard try !mail.isSuspended(receipt) else {
                try mail.wait(receipt, RetryPolicy.longest)
                return true
            }
            if let peer = try desks.office.reachable(receipt.de) {
                let path = ReceiptPath(
                    de: receipt.de, id: receipt.id, statut: receipt.statut, par: receipt.par)
                answer = await transport.put(receipt: receipt.note, path, to: peer)
                if case .taken = answer { isDelivered = true }
            }
        } catch {
            logger.error("base illisible", metadata: ["type": "\(type(of: error))"])
        }
        if !isDelivered {
            logger.notice(
                "accusé non transmis, nouvel essai plus tard",
                metadata: [
                    "pli": "\(receipt.id)",
                    "reponse": "\(answer?.reason ?? PeerAnswer.unreachable(.nobody).reason)",
                ])
        }
        tolerate {
            try mail.settle(
                receipt, delivered: isDelivered,
                wait: RetryPolicy.delay(failures: receipt.essais + 1, jitter: jitter()))
        }
        return answer?.isAnswer ?? true
    }
}
