internal import LiaisonSchema
internal import LiaisonStore
internal import Logging

/// One try at one pli, or at one receipt.
extension Delivery {
    /// Whether the partner answered.
    func attempt(_ row: Outgoing) async -> Bool {
        let id = row.slip.id
        do {
            // Held back, or delivered by another way, since it was read.
            guard try mail.isDue(row) else { return true }
            guard let peer = try desks.office.reachable(row.slip.pour) else {
                try postpone(row)
                return true
            }
            guard try !desks.incidents.isStopped(row.slip) else {
                try mail.wait(row, RetryPolicy.longest)
                return true
            }
            let bytes = try mail.outgoingBytes(row)
            let answer = await transport.put(pli: bytes, id: id, to: peer)
            switch answer {
            case .unreachable(.nobody):
                logger.notice(
                    "partenaire injoignable, nouvel essai plus tard",
                    metadata: ["pli": "\(id)", "pour": "\(row.slip.pour)"])
                try postpone(row)
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

    private func postpone(_ row: Outgoing) throws {
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
