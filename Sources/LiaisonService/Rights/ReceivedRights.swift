internal import LiaisonSchema
internal import LiaisonStore

/// A partner's `droits` pli is a request of ours from the day it came, read or not (rgpd.md, «Rights of the
/// person»); what a request says of its person ends three months after it.
extension RightsDesk {
    /// What came before a version that opens one, and was not answered.
    func adoptReceivedRights() throws {
        guard try office.isClaimed else { return }
        let page = 100
        while true {
            let left = try store.read { try $0.rightsWithoutRequest(limit: page) }
            guard !left.isEmpty else { return }
            try store.write(at: now()) { transaction in
                for pli in left {
                    try requestBook.openRequest(
                        pli.key, received: pli.recu ?? pli.scelle, by: pli.de.key(.service),
                        in: transaction)
                }
            }
        }
    }

    /// Three months after its end, what proves a request names nobody.
    func anonymiseRequests(on today: CalendarDate) throws {
        let end = today.adding(months: -RetentionRules.requestMonths)
        let ended = try store.read { try $0.endedRequests(before: ParisTime.start(of: end)) }
        guard !ended.isEmpty, let own = try store.ownCard()?.carte.structure else { return }
        // What fails after the first one must not leave it in the write-ahead log.
        defer { office.traces.note() }
        let holds = try book.currentFacts().suspensions
        for n in ended {
            let request = try store.read { try requestBook.rightsRequest(n, $0) }
            let isHeld = holds.contains { hold in
                guard case .personne(let persons) = hold.portee else { return false }
                return persons.contains(where: request.personnes.contains)
            }
            if isHeld { continue }
            try store.write(at: now()) { transaction in
                try transaction.anonymise(request: n)
                try transaction.record(
                    LogEvent(
                        .demande, by: own.key(.service), ref: CaseKind.demande.ref(n),
                        detail: .anonymisee))
            }
        }
    }
}
