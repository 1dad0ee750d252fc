public import LiaisonSchema
internal import LiaisonStore
public import Logging
internal import Synchronization

/// How the daemon reaches a partner's. Injected: the tests have their own.
public protocol PeerTransport: Sendable {
    /// Puts a pli; the partner's answer, whatever its status.
    func put(pli: [UInt8], id: PliID, to peer: Carte) async throws -> PeerAnswer
    func put(receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte) async throws -> PeerAnswer
    /// Gives our card.
    func put(card: [UInt8], to peer: Carte) async throws -> PeerAnswer
    /// Takes the partner's card.
    func card(of peer: Carte) async throws -> PeerAnswer
    /// Asks which plis wait there for us.
    func waiting(at peer: Carte, after: PliID?) async throws -> PeerAnswer
    /// Fetches one of them.
    func pli(_ id: PliID, at peer: Carte) async throws -> PeerAnswer
    /// Has our checkpoint cosigned (c2sp.org/tlog-witness).
    func addCheckpoint(_ body: [UInt8], at peer: Carte) async throws -> PeerAnswer
    /// Asks which of our checkpoints it cosigned last.
    func witnessedPoint(at peer: Carte) async throws -> PeerAnswer
    /// Asks for the proof that its log of `first` records is a prefix of that of `second`.
    func consistency(from first: UInt64, to second: UInt64, at peer: Carte) async throws
        -> PeerAnswer
    /// Gives the act that opened an époque of our log.
    func put(epoch: [UInt8], to peer: Carte) async throws -> PeerAnswer
    /// Asks which of our `purge` receipts it holds, after that rank.
    func purgeReceipts(at peer: Carte, after: Int64) async throws -> PeerAnswer
}

/// A partner's answer: a status of RFC 9110 and a bounded body.
public struct PeerAnswer: Sendable, Equatable {
    public let status: Int
    public let body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// The identity of a receipt, as its path writes it.
public struct ReceiptPath: Sendable, Equatable {
    public let de: StructureName
    public let id: PliID
    public let statut: String
    public let par: KeyName
}

/// Delivers what is due, plis and receipts, each partner on its own so that a dead one delays
/// nobody.
public struct Delivery: Sendable {
    let courrier: Courrier
    let transport: any PeerTransport
    let logger: Logger
    let jitter: @Sendable () -> Double
    /// Between two looks at what is due, so that a crowd of deposits is looked at once.
    let pace: Duration

    /// How much of one partner's is taken up at a time.
    private static let batch = 100
    /// Pages of a partner's list that one fetch reads.
    private static let fetchedPages = 100

    public init(
        courrier: Courrier, transport: any PeerTransport, logger: Logger,
        pace: Duration = .zero,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.courrier = courrier
        self.transport = transport
        self.logger = logger
        self.jitter = jitter
        self.pace = pace
    }

    /// Looks at each trigger what is due, and gives each partner a task of its own: one that hangs
    /// delays nobody else. Ends with the triggers.
    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        let busy = BusyPeers()
        let fetching = BusyPeers()
        let pauses = PeerPauses()
        var nextFetch: [StructureName: Instant] = [:]
        await withDiscardingTaskGroup { group in
            for await _ in triggers {
                do {
                    let now = courrier.now()
                    for peer in try duePeers()
                    where !pauses.isPaused(peer, at: now) && busy.begin(peer) {
                        group.addTask {
                            let hasAnswered = await deliver(to: peer)
                            pauses.note(peer, hasAnswered: hasAnswered, at: courrier.now())
                            busy.end(peer)
                        }
                    }
                    for peer in try courrier.partnersToFetchFrom()
                    where nextFetch[peer.structure] ?? now <= now && fetching.begin(peer.structure)
                    {
                        nextFetch[peer.structure] = now + RetryPolicy.fetchEvery
                        group.addTask {
                            await fetch(from: peer)
                            fetching.end(peer.structure)
                        }
                    }
                } catch {
                    logger.error("remise interrompue", metadata: ["type": "\(type(of: error))"])
                }
                if pace > .zero { try? await Task.sleep(for: pace) }
            }
        }
    }

    /// Tries everything that is due now, once.
    func deliverDue() async throws {
        let peers = try duePeers()
        await withDiscardingTaskGroup { group in
            for peer in peers { group.addTask { _ = await deliver(to: peer) } }
        }
    }

    private func duePeers() throws -> Set<StructureName> {
        let now = courrier.now()
        return try courrier.store.read { try $0.duePeers(at: now) }
    }

    /// What is due to one partner, until it does not answer: the rest then waits for a later pass.
    ///
    /// - Returns: whether the partner answered, or nothing was asked of it.
    private func deliver(to peer: StructureName) async -> Bool {
        do {
            let now = courrier.now()
            let exchange = try courrier.store.read { try $0.cardExchange(with: peer) }
            // First of all: the partner's card may hold back what is due.
            if let exchange, exchange.tirage <= now { await pull(from: peer) }
            let (plis, receipts, cards) = try courrier.store.read { view in
                (
                    try view.dueOutgoing(to: peer, at: now, limit: Self.batch),
                    try view.dueReceipts(to: peer, at: now, limit: Self.batch),
                    try view.cardExchange(with: peer)
                )
            }
            // What was never tried, an incident having held it back, is tried once.
            let overdue = try plis.filter {
                try now - $0.cree >= RetryPolicy.giveUpAfter && $0.essais > 0
                    && !courrier.isStopped($0.slip)
            }
            for row in overdue { try expire(row) }
            guard overdue.isEmpty else {
                courrier.wakeDelivery()
                return true
            }
            if try courrier.reachable(peer) == nil {
                // It fetches what is for it, our card too. One with an address may be verified later.
                let hasAddress = try courrier.store.card(of: peer)?.carte.adresse != nil
                try courrier.store.write(at: now) {
                    try $0.postponeAll(to: peer, until: now + RetryPolicy.longest)
                    if let cards, cards.transmission != nil {
                        try $0.updateTransmission(
                            to: peer, essais: cards.essais,
                            next: hasAddress ? now + RetryPolicy.longest : nil)
                    }
                }
                return true
            }
            if let cards, cards.transmission != nil {
                // What is newer goes at the next pass.
                try await deliverCard(to: peer, cards)
                return true
            }
            // One lost exchange is the network's; two in a row, nobody is there.
            var (misses, hasAnswered) = (0, plis.isEmpty && receipts.isEmpty)
            func isThere(_ answered: Bool) -> Bool {
                misses = answered ? 0 : misses + 1
                if answered { hasAnswered = true }
                return misses < 2
            }
            for row in plis { guard isThere(await attempt(row)) else { return hasAnswered } }
            for receipt in receipts {
                guard isThere(await attempt(receipt)) else { return hasAnswered }
            }
            guard hasAnswered else { return false }
            if plis.count + receipts.count >= Self.batch { courrier.wakeDelivery() }
        } catch {
            logger.error("remise interrompue", metadata: ["type": "\(type(of: error))"])
        }
        return true
    }

    /// Takes what waits for us at a partner's, page after page. What does not verify is refused and
    /// logged, and left where it is.
    func fetch(from peer: Carte) async {
        var after: PliID?
        // The rest at the next time: a list without end is only its maker's.
        for _ in 0..<Self.fetchedPages {
            guard let answer = try? await transport.waiting(at: peer, after: after),
                answer.status == 200, let ids = PliList.read(answer.body), !ids.isEmpty
            else { return }
            for id in ids {
                guard let pli = try? await transport.pli(id, at: peer), pli.status == 200 else {
                    continue
                }
                _ = try? courrier.receive(pli: pli.body, id: id, from: peer, isFetched: true)
            }
            after = ids.last
            courrier.wakeDelivery()
        }
    }

    /// Gives our card, after all that a key of the card before signed: the new one may not name it.
    private func deliverCard(to peer: StructureName, _ cards: CardExchange) async throws {
        // A card that revokes a key does not wait for ever behind a pli that nobody takes.
        let isUrgent =
            try courrier.store.read { try $0.acceptedOwnCard() }
            .map { courrier.now() - $0.acceptee > Self.longestWait } ?? true
        let (plis, receipts) = try courrier.store.read { view in
            let issued = try view.acceptedOwnCard()?.acceptee ?? courrier.now()
            return (
                try view.dueOutgoing(to: peer, at: Instant(seconds: .max), limit: .max)
                    .filter { $0.cree <= issued },
                try view.dueReceipts(to: peer, at: Instant(seconds: .max), limit: .max)
                    .filter { $0.le <= issued }
            )
        }
        for row in plis where await !attempt(row) {
            if isUrgent { break }
            return try delayCard(to: peer, essais: cards.essais)
        }
        for receipt in receipts where await !attempt(receipt) {
            if isUrgent { break }
            return try delayCard(to: peer, essais: cards.essais)
        }
        await transmit(to: peer, essais: cards.essais)
    }

    /// Takes the partner's card again, a day after the last time.
    private func pull(from name: StructureName) async {
        var wait = StoreTransaction.pullEvery
        do {
            if let peer = try courrier.reachable(name) {
                if let answer = try? await transport.card(of: peer) {
                    // One that does not fit is logged, and the one in force stays.
                    if answer.status == 200 { _ = try? courrier.receive(card: answer.body) }
                } else {
                    wait = RetryPolicy.longest
                }
            } else {
                // It may be verified, or give an address, at any time.
                wait = RetryPolicy.longest
            }
        } catch {
            logger.error("base illisible", metadata: ["type": "\(type(of: error))"])
        }
        tolerate {
            let now = courrier.now()
            try courrier.store.write(at: now) { try $0.updatePull(from: name, next: now + wait) }
        }
    }

    /// Seconds that a new card waits at most for what was signed before it.
    private static let longestWait: Int64 = 600

    /// The card stays due, after a while.
    private func delayCard(to name: StructureName, essais: Int) throws {
        let now = courrier.now()
        let wait = RetryPolicy.delay(failures: essais + 1, jitter: jitter())
        try courrier.store.write(at: now) {
            try $0.updateTransmission(to: name, essais: essais + 1, next: now + wait)
        }
    }

    private func transmit(to name: StructureName, essais: Int) async {
        var isSettled = true
        var given: [UInt8] = []
        do {
            if let peer = try courrier.reachable(name) {
                given = try courrier.ownCard().bytes
                let answer = try? await transport.put(card: given, to: peer)
                // A refusal is final: the partner takes it from us when it next needs it.
                isSettled = answer.map { [200, 201, 400, 403, 404].contains($0.status) } ?? false
            }
        } catch {
            logger.error("base illisible", metadata: ["type": "\(type(of: error))"])
            isSettled = false
        }
        tolerate {
            let now = courrier.now()
            let wait = RetryPolicy.delay(failures: essais + 1, jitter: jitter())
            try courrier.store.write(at: now) { transaction in
                // Another one may have been published while this one was on its way.
                let isLast = try given.isEmpty || transaction.view.ownCard()?.bytes == given
                try transaction.updateTransmission(
                    to: name, essais: essais + 1,
                    next: !isLast ? now : isSettled ? nil : now + wait)
            }
        }
        if isSettled { courrier.wakeDelivery() }
    }

    /// Whether the partner answered.
    private func attempt(_ row: Outgoing) async -> Bool {
        let id = row.slip.id
        do {
            // Held back, or delivered by another way, since it was read.
            guard
                try courrier.store.read({
                    try $0.outgoing(id, pour: row.slip.pour)
                })?.prochain != nil
            else { return true }
            guard let peer = try courrier.reachable(row.slip.pour) else {
                try postpone(row)
                return true
            }
            guard try !courrier.isStopped(row.slip) else {
                try courrier.store.write(at: courrier.now()) {
                    try $0.updateOutgoing(
                        id, pour: row.slip.pour, statut: row.statut, essais: row.essais,
                        next: courrier.now() + RetryPolicy.longest)
                }
                return true
            }
            let bytes = try courrier.outgoingBytes(row)
            guard let answer = try? await transport.put(pli: bytes, id: id, to: peer) else {
                logger.notice(
                    "partenaire injoignable, nouvel essai plus tard",
                    metadata: ["pli": "\(id)", "pour": "\(row.slip.pour)"])
                try postpone(row)
                return false
            }
            if [200, 201, 422].contains(answer.status) {
                try settle(row, answer, peer)
            } else {
                // Only a signed receipt ends a delivery: any proxy can answer with a status.
                logger.notice(
                    "pli non pris, nouvel essai plus tard",
                    metadata: ["pli": "\(id)", "reponse": "\(answer.status)"])
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

    /// A receipt that does not verify proves nothing: the pli stays due.
    private func settle(_ row: Outgoing, _ answer: PeerAnswer, _ peer: Carte) throws {
        guard let receipt = try? Accuse(answer.body, addressee: peer), receipt.id == row.slip.id,
            receipt.de == row.slip.de, receipt.sha256 == row.slip.sha256,
            receipt.statut != .ouvert
        else {
            try courrier.refused(
                .accuse, by: peer.structure.key(.service), ref: row.slip.id.text, detail: .signature
            )
            return try postpone(row)
        }
        if try !courrier.take(receipt, bytes: answer.body, from: peer) {
            // Known already: the answer that carried it was lost. Only the row is still due.
            try postpone(row)
        }
    }

    private func postpone(_ row: Outgoing) throws {
        let now = courrier.now()
        guard now - row.cree < RetryPolicy.giveUpAfter else {
            return try expire(row)
        }
        let wait = RetryPolicy.delay(failures: row.essais + 1, jitter: jitter())
        try courrier.store.write(at: now) { transaction in
            // A receipt may have come by another way while this attempt was under way.
            guard let current = try transaction.view.outgoing(row.slip.id, pour: row.slip.pour),
                let state = EnvoiStatut(rawValue: current.statut)
            else { return }
            try transaction.updateOutgoing(
                row.slip.id, pour: row.slip.pour, statut: state.rawValue, essais: row.essais + 1,
                next: current.prochain != nil ? now + wait : nil)
        }
    }

    /// Gives up on a pli after 30 days.
    private func expire(_ row: Outgoing) throws {
        let closed = try courrier.store.write(at: courrier.now()) { transaction in
            // A receipt may have come by another way while this attempt was under way.
            guard let current = try transaction.view.outgoing(row.slip.id, pour: row.slip.pour),
                let state = EnvoiStatut(rawValue: current.statut)
            else { return false }
            try transaction.updateOutgoing(
                row.slip.id, pour: row.slip.pour, statut: state.after(.delaiDepasse).rawValue,
                essais: row.essais + 1, next: nil)
            guard state.isPending else { return false }
            try transaction.record(
                LogEvent(
                    .envoi, by: row.slip.de.key(.service), ref: row.slip.id.text, .echec,
                    detail: .delaiDepasse))
            return true
        }
        guard closed else { return }
        logger.warning(
            "pli non remis en trente jours : abandonné", metadata: ["pli": "\(row.slip.id)"])
    }

    /// Whether the partner answered.
    private func attempt(_ receipt: StoredReceipt) async -> Bool {
        var (isDelivered, hasAnswered) = (false, true)
        var why = "aucune"
        do {
            if let peer = try courrier.reachable(receipt.de) {
                let path = ReceiptPath(
                    de: receipt.de, id: receipt.id, statut: receipt.statut, par: receipt.par)
                let answer = try? await transport.put(receipt: receipt.note, path, to: peer)
                hasAnswered = answer != nil
                if let answer { why = "\(answer.status)" }
                isDelivered = answer.map { (200...201).contains($0.status) } ?? false
            }
        } catch {
            logger.error("base illisible", metadata: ["type": "\(type(of: error))"])
        }
        if !isDelivered {
            logger.notice(
                "accusé non transmis, nouvel essai plus tard",
                metadata: ["pli": "\(receipt.id)", "reponse": "\(why)"])
        }
        tolerate { try settle(receipt, delivered: isDelivered) }
        return hasAnswered
    }

    private func settle(_ receipt: StoredReceipt, delivered: Bool) throws {
        let now = courrier.now()
        let expired = now - receipt.le >= RetryPolicy.giveUpAfter
        let wait = RetryPolicy.delay(failures: receipt.essais + 1, jitter: jitter())
        try courrier.store.write(at: now) { transaction in
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

    private func tolerate(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            logger.error("écriture refusée par la base", metadata: ["type": "\(type(of: error))"])
        }
    }
}

/// The partners that a task is at work for.
final class BusyPeers: Sendable {
    private let names = Mutex<Set<StructureName>>([])

    /// Whether nobody was at work for it.
    func begin(_ peer: StructureName) -> Bool { names.withLock { $0.insert(peer).inserted } }
    func end(_ peer: StructureName) { names.withLock { _ = $0.remove(peer) } }
}

/// Partners that did not answer: for a while nothing is tried, not even what is new, so that a crowd of
/// deposits does not knock at a dead door each time.
private final class PeerPauses: Sendable {
    /// Seconds; what was put off waits longer by itself.
    private static let longest: Int64 = 60
    private let pauses = Mutex<[StructureName: (failures: Int, until: Instant)]>([:])

    func isPaused(_ peer: StructureName, at now: Instant) -> Bool {
        pauses.withLock { pauses in
            // A clock set back must not make it last.
            pauses[peer].map { now < $0.until && $0.until - now <= Self.longest } ?? false
        }
    }

    func note(_ peer: StructureName, hasAnswered: Bool, at now: Instant) {
        pauses.withLock { pauses in
            guard !hasAnswered else {
                pauses[peer] = nil
                return
            }
            let failures = (pauses[peer]?.failures ?? 0) + 1
            pauses[peer] = (failures, now + min(Self.longest, 1 << Int64(min(failures, 7) - 1)))
        }
    }
}
