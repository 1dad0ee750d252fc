import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

// What the answers on structures and on the service itself say, from what the service knows.

extension ServiceClaim {
    init(of office: Office) throws {
        let (structure, epoch) = try office.claim()
        self.init(
            structure: structure, service: office.keys.service.publicKey,
            journal: office.keys.journal.publicKey, temoin: office.keys.temoin.publicKey,
            epoch: epoch)
    }
}

extension LocalDirectory {
    /// - Parameter seen: the size of the last checkpoint that the agent saw.
    init(
        for agent: AuthenticatedAgent, seen: UInt64, lacksIndexKey: Bool, _ desks: Desks
    ) throws {
        let directory = try desks.cards.directory(for: agent, lacksIndexKey: lacksIndexKey)
        self.init(own: directory.own.bytes)
        cards = directory.partners.map(\.bytes)
        verifications = directory.verifications
        declared = directory.declared
        removed = directory.removed
        reminders = try desks.reminders.lines(for: agent)
        deadlines = try LocalCountdown.all(desks.incidents)
        let open = try desks.logbook.alarms(for: agent)
        (alarms, newestAlarm) = (open?.count, open?.newest)
        suspensions = try desks.logbook.contradictedLogs(for: agent)
        indexKeys = directory.indexKeys
        withoutIndexKey = directory.withoutIndexKey
        hosting = directory.hosting
        boxes = desks.mail.boxRevision
        point = try desks.logbook.pointSince(seen).map { Point(note: $0.note, proof: $0.proof) }
    }
}

extension ServiceState {
    /// - Parameters:
    ///   - cards: in force, our own first.
    ///   - certificate: when our own TLS certificate ends; nil: there is none.
    init(
        _ figures: ServiceFigures, cards: [Carte], unreachable: [UnreachablePartner],
        certificate: Instant?, since: Instant, now: Instant
    ) {
        self.init()
        let (state, log) = (figures.state, figures.log)
        func age(_ instant: Instant) -> Int { Int(max(0, now - instant)) }
        running = age(since)
        waiting = state.envois[EnvoiStatut.enAttente.rawValue] ?? 0
        oldest = state.plusAncien.map(age)
        heldBack = state.retenus
        expired = state.envois[EnvoiStatut.expire.rawValue] ?? 0
        receipts = state.accuses
        unread = state.receptions[ReceptionStatut.nonLu.rawValue] ?? 0
        guichets = state.guichets[GuichetStatut.ouvert.rawValue] ?? 0
        guichetAnswers = state.reponsesGuichet
        records = Int(state.journal)
        signed = Int(log.signed)
        unsigned = log.unsigned.map(age)
        suspensions = log.suspensions
        alarms = state.alarmes
        cosigned = state.cosignature.map(age)
        partners = state.partenaires
        silent = unreachable.map(SilentPartner.init)
        self.cards = cards.enumerated().compactMap { index, card in
            card.expiryWarning(at: now).map {
                $0
                    + (index == 0
                        ? " Un administrateur lance « agir-liaison structure renouveler »."
                        : " Demandez la nouvelle à cette structure.")
            }
        }
        free = figures.disk?.free
        isFull = !figures.hasRoom
        backedUp = state.sauvegarde.map(age)
        self.certificate = certificate.map { $0 - now }
        isPurgeStopped = figures.isPurgeStopped
    }
}

extension SilentPartner {
    init(_ partner: UnreachablePartner) {
        self.init(
            structure: partner.structure, cause: partner.cause, since: partner.since,
            last: partner.last)
    }
}
