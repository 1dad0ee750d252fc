internal import LiaisonCrypto
internal import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// A partner's `droits` pli is a request of ours from the day it came, read or not (rgpd.md, «Rights of the
/// person»); what a request says of its person ends three months after it.
extension Courrier {
    /// In the transaction of the reception.
    func openRequest(
        _ key: PliKey, received: CalendarDate, by sender: KeyName,
        in transaction: StoreTransaction
    ) throws {
        let n = try transaction.openCase(.demande)
        try transaction.attach(key, toRequest: n)
        let fact = RequestFact.recu(de: key.de, id: key.id, recue: received)
        try transaction.insert(fact.object, in: .demande, n: n, at: transaction.now, by: sender)
        try transaction.record(
            LogEvent(.demande, by: sender, ref: CaseKind.demande.ref(n), detail: .recue))
    }

    /// Requests of one partner that nobody closed yet: each is a file that every contact of a DPO reads.
    static let openRequestLimit = 200

    /// - Throws: `Refusal` `.quota`: the partner tries again, once some were answered.
    func requireFewRequests(of partner: StructureName, in view: StoreView) throws {
        guard try view.openRequests(of: partner) < Self.openRequestLimit else {
            throw Refusal(
                .quota, "Trop de demandes de droits de \(partner) attendent ici une réponse.",
                hint: "Son DPO répond d'abord à celles qui sont ouvertes.")
        }
    }

    /// What came before a version that opens one, and was not answered.
    func adoptReceivedRights() throws {
        let page = 100
        while true {
            let left = try store.read { try $0.rightsWithoutRequest(limit: page) }
            guard !left.isEmpty else { return }
            try store.write(at: now()) { transaction in
                for pli in left {
                    try openRequest(
                        pli.key, received: pli.recu ?? pli.scelle, by: pli.de.key(.service),
                        in: transaction)
                }
            }
        }
    }

    /// Confirming or refusing a partner's request ends it.
    func closeRequest(
        answeredBy fact: RetentionFact, by agent: KeyName, in transaction: StoreTransaction
    ) throws {
        let step: RequestFact
        let key: PliKey
        switch fact {
        case .droits(let de, let id, _, _):
            (key, step) = (PliKey(de: de, id: id), .cloture(motif: nil))
        case .droitsRefus(let de, let id, let motif):
            (key, step) = (PliKey(de: de, id: id), .refus(motif: motif))
        default: return
        }
        let view = transaction.view
        guard let n = try view.request(of: key), try view.openCases(.demande).contains(n) else {
            return
        }
        try transaction.insert(step.object, in: .demande, n: n, at: transaction.now, by: agent)
        try transaction.closeCase(.demande, n: n)
        try transaction.record(
            LogEvent(.demande, by: agent, ref: CaseKind.demande.ref(n), detail: step.detail))
    }

    /// Three months after its end, what proves a request names nobody.
    func anonymiseRequests(on today: CalendarDate) throws {
        let end = today.adding(months: -RetentionRules.requestMonths)
        let ended = try store.read { try $0.endedRequests(before: ParisTime.start(of: end)) }
        guard !ended.isEmpty, let own = try store.ownCard()?.carte.structure else { return }
        let holds = try currentFacts().suspensions
        for n in ended {
            let request = try store.read { try rightsRequest(n, $0) }
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
        retention.state.withLock { $0.isDirty = true }
    }
}
