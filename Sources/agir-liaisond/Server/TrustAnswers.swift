import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

// What the answers on structures and on the service itself say, from what the service knows.

extension ServiceClaim {
    init(of courrier: Courrier) throws {
        let (own, state) = try courrier.store.read { (try $0.ownCard(), try $0.logState()) }
        self.init(
            structure: own?.carte.structure, service: courrier.keys.service.publicKey,
            journal: courrier.keys.journal.publicKey, temoin: courrier.keys.temoin.publicKey,
            epoch: state.epoch)
    }
}

extension LocalDirectory {
    /// - Parameter seen: the size of the last checkpoint that the agent saw.
    init(
        for agent: Courrier.AuthenticatedAgent, seen: UInt64, lacksIndexKey: Bool,
        _ courrier: Courrier
    ) throws {
        let directory = try courrier.directory(for: agent, lacksIndexKey: lacksIndexKey)
        self.init(own: directory.own.bytes)
        cards = directory.partners.map(\.bytes)
        verifications = directory.verifications
        removed = directory.removed
        reminders = try courrier.reminders(for: agent)
        deadlines = try LocalCountdown.all(courrier)
        alarms = try courrier.alarms(for: agent)
        suspensions = try courrier.contradictedLogs(for: agent)
        indexKeys = directory.indexKeys
        withoutIndexKey = directory.withoutIndexKey
        point = try courrier.pointSince(seen).map { Point(note: $0.note, proof: $0.proof) }
    }
}

extension ServiceState {
    init(
        _ state: StoreState, log: LogStanding, cards: [Carte], since: Instant, now: Instant
    ) {
        self.init()
        func age(_ instant: Instant) -> Int { Int(max(0, now - instant)) }
        running = age(since)
        waiting = state.envois[EnvoiStatut.enAttente.rawValue] ?? 0
        oldest = state.plusAncien.map(age)
        heldBack = state.retenus
        expired = state.envois[EnvoiStatut.expire.rawValue] ?? 0
        receipts = state.accuses
        unread = state.receptions[ReceptionStatut.nonLu.rawValue] ?? 0
        records = Int(state.journal)
        signed = Int(log.signed)
        unsigned = log.unsigned.map(age)
        suspensions = log.suspensions
        alarms = state.alarmes
        cosigned = state.cosignature.map(age)
        partners = state.partenaires
        self.cards = cards.compactMap { $0.expiryWarning(at: now) }
    }
}
