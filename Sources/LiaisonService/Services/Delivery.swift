internal import LiaisonSchema
internal import LiaisonStore
public import Logging

/// Delivers what is due, plis and receipts, each partner on its own so that a dead one delays
/// nobody.
public struct Delivery: Sendable {
    let desks: Desks
    let transport: any PeerTransport
    let logger: Logger
    let jitter: @Sendable () -> Double
    private let wakes: DeliveryTriggers

    var mail: MailDesk { desks.mail }

    /// How much of one partner's is taken up at a time.
    private static let batch = 100
    /// Pages of a partner's list that one fetch reads.
    private static let fetchedPages = 100

    public init(
        desks: Desks, transport: any PeerTransport, logger: Logger,
        wakes: DeliveryTriggers = DeliveryTriggers(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.desks = desks
        self.transport = transport
        self.logger = logger
        self.wakes = wakes
        self.jitter = jitter
    }

    /// Until `stop`: what comes due by time is looked at each second.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await wakes.tick(every: .seconds(1), clock: .continuous) }
            await run(triggers: wakes.triggers)
            group.cancelAll()
        }
    }

    /// Ends `run` between two attempts.
    public func stop() { wakes.finish() }

    /// Looks at each trigger what is due, and gives each partner a task of its own: one that hangs
    /// delays nobody else. Ends with the triggers.
    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        let busy = BusyPeers()
        let fetching = BusyPeers()
        // What was put off waits longer by itself.
        let pauses = PeerPauses(longest: 60)
        let fetchPauses = PeerPauses(longest: 600)
        var nextFetch: [StructureName: Instant] = [:]
        await withDiscardingTaskGroup { group in
            for await _ in triggers {
                do {
                    let now = desks.office.now()
                    for peer in try mail.duePeers()
                    where !pauses.isPaused(peer, at: now) && busy.begin(peer) {
                        group.addTask {
                            let hasAnswered = await deliver(to: peer)
                            pauses.note(peer, hasAnswered: hasAnswered, at: desks.office.now())
                            busy.end(peer)
                        }
                    }
                    for peer in try mail.partnersToFetchFrom()
                    // A clock set back must not make it last.
                    where !(1...RetryPolicy.fetchEvery)
                        .contains((nextFetch[peer.structure] ?? now) - now)
                        && !fetchPauses.isPaused(peer.structure, at: now)
                        && fetching.begin(peer.structure)
                    {
                        nextFetch[peer.structure] = now + RetryPolicy.fetchEvery
                        group.addTask {
                            let hasAnswered = await fetch(from: peer)
                            fetchPauses.note(
                                peer.structure, hasAnswered: hasAnswered, at: desks.office.now())
                            fetching.end(peer.structure)
                        }
                    }
                } catch {
                    logger.error("remise interrompue", metadata: ["type": "\(type(of: error))"])
                }
            }
        }
    }

    /// Tries everything that is due now, once.
    func deliverDue() async throws {
        let peers = try mail.duePeers()
        await withDiscardingTaskGroup { group in
            for peer in peers { group.addTask { _ = await deliver(to: peer) } }
        }
    }

    /// What is due to one partner, until it does not answer: the rest then waits for a later pass.
    ///
    /// - Returns: whether the partner answered, or nothing was asked of it.
    private func deliver(to peer: StructureName) async -> Bool {
        do {
            let now = desks.office.now()
            let exchange = try desks.cards.exchange(with: peer)
            // First of all: the partner's card may hold back what is due.
            if let exchange, exchange.tirage <= now { await pull(from: peer) }
            let (plis, receipts) = try mail.due(to: peer, at: now, limit: Self.batch)
            let cards = try desks.cards.exchange(with: peer)
            let overdue = try mail.overdue(plis, at: now)
            for row in overdue { try expire(row) }
            guard overdue.isEmpty else {
                desks.office.wakeDelivery()
                return true
            }
            if try desks.office.reachable(peer) == nil {
                // It fetches what is for it, our card too. One with an address may be verified later.
                try mail.postponeAll(to: peer, until: now + RetryPolicy.longest)
                if let cards {
                    try desks.cards.postpone(cards, to: peer, until: now + RetryPolicy.longest)
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
            guard try await attempt(all: plis, isThere) else { return hasAnswered }
            for receipt in receipts {
                guard isThere(await attempt(receipt)) else { return hasAnswered }
            }
            guard hasAnswered else { return false }
            if plis.count + receipts.count >= Self.batch { desks.office.wakeDelivery() }
        } catch {
            logger.error("remise interrompue", metadata: ["type": "\(type(of: error))"])
        }
        return true
    }

    /// Takes what waits for us at a partner's, page after page. What does not verify is refused and
    /// logged, and left where it is.
    ///
    /// - Returns: whether the partner answered with a list.
    @discardableResult
    func fetch(from peer: Carte) async -> Bool {
        var after: PliID?
        // The rest at the next time: a list without end is only its maker's.
        for _ in 0..<Self.fetchedPages {
            guard let page = await transport.waiting(at: peer, after: after).body,
                let ids = PliList.read(page)
            else { return false }
            guard !ids.isEmpty else { return true }
            for id in ids {
                guard let pli = await transport.pli(id, at: peer).body else { continue }
                _ = try? mail.receive(pli: pli, id: id, from: peer, isFetched: true)
            }
            after = ids.last
            desks.office.wakeDelivery()
        }
        return true
    }

    func tolerate(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            logger.error("écriture refusée par la base", metadata: ["type": "\(type(of: error))"])
        }
    }
}
