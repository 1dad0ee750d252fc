internal import LiaisonCrypto
internal import LiaisonSchema
internal import LiaisonStore
public import Logging
internal import Synchronization

/// The daemon's part of retention that nobody asks for: the daily purge, what follows a hold that is
/// lifted, traces that a reader held, looking both ways, partners after a restoration.
public final class PurgeWatch: Periodic {
    private let desks: Desks
    private let transport: any PeerTransport
    private let logger: Logger
    private let boot: @Sendable () -> Int64
    private let state = Mutex(State())
    private let busy = BusyPeers()
    /// Those that did not say after a restoration what they know.
    private let pauses = PeerPauses(longest: RetryPolicy.longest)

    private struct State {
        /// The last day whose purge is over.
        var purged: CalendarDate?
        var watch: ClockWatch?
        /// The last day on which it was said that nothing goes by itself.
        var stopped: CalendarDate?
    }

    /// Plis destroyed between two breaths.
    private static let slice = 500
    /// Pages of receipts of one partner, a hundred each.
    private static let pageLimit = 100_000

    private var retention: RetentionDesk { desks.retention }

    /// - Parameter boot: seconds on a clock that nobody sets.
    public init(
        desks: Desks, transport: any PeerTransport, logger: Logger,
        boot: @escaping @Sendable () -> Int64
    ) {
        self.desks = desks
        self.boot = boot
        self.transport = transport
        self.logger = logger
    }

    /// Before anything is served.
    public func start() throws {
        if let doubt = try retention.startClock() {
            logger.warning("\(doubt.french) : rien n'est détruit sans confirmation")
            try desks.office.alarm(.horloge)
        }
        let again = try retention.settleTombs()
        if again > 0 {
            logger.notice("détruit de nouveau, d'après « tombes »", metadata: ["plis": "\(again)"])
        }
        try retention.recordRules()
        try desks.rights.adoptReceivedRights()
    }

    /// Asks the partners that were not asked since a restoration which of the plis here were destroyed.
    public func askPartners() async {
        await withDiscardingTaskGroup { askPartners(in: &$0) }
    }

    /// The same, but those that are being asked, or did not answer lately.
    ///
    /// - Parameter group: where each partner has a task of its own.
    func askPartners(in group: inout DiscardingTaskGroup) {
        let now = desks.office.now()
        for name in (try? retention.partnersToAsk()) ?? [] where !pauses.isPaused(name, at: now) {
            guard (try? desks.office.isSuspended(name, nil)) == false,
                let peer = try? desks.office.reachable(name), busy.begin(name)
            else { continue }
            group.addTask {
                // A list that never ends is no answer.
                let hasAnswered = await within(.seconds(600)) { await self.ask(peer) } ?? false
                self.pauses.note(name, hasAnswered: hasAnswered, at: self.desks.office.now())
                self.busy.end(name)
            }
        }
    }

    /// - Returns: whether it answered as it should.
    private func ask(_ peer: Carte) async -> Bool {
        var after: Int64 = 0
        for _ in 0..<Self.pageLimit {
            // «Not found» may be a proxy's word, before a service that is away: it is no answer either, and what that
            // partner knows to be destroyed must not stay.
            guard let body = await transport.purgeReceipts(at: peer, after: after).body,
                let page = ReceiptList.read(body)
            else { return false }
            do {
                let count = try retention.destroyAgain(receipts: page.notes)
                if count > 0 {
                    logger.notice(
                        "détruit de nouveau, d'après un partenaire",
                        metadata: ["partenaire": "\(peer.structure)", "plis": "\(count)"])
                }
            } catch {
                // Asked again later: nothing of it is lost.
                logger.error(
                    "conservation : écriture refusée", metadata: ["type": "\(type(of: error))"])
                return false
            }
            guard !page.notes.isEmpty, let next = page.next, next > after else {
                tolerate { try retention.markAsked(peer.structure) }
                return true
            }
            after = next
        }
        return false
    }

    public let period = Duration.seconds(2)

    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        for await _ in triggers { await tick(boot: boot()) }
    }

    /// Every few seconds: does what is due.
    ///
    /// - Parameters:
    ///   - boot: seconds on a clock that nobody sets.
    ///   - isStopping: asked between two slices.
    func tick(boot: Int64, isStopping: () -> Bool = { Task.isCancelled }) async {
        let instant = desks.office.now()
        // Before anything is decided by this time.
        let jump = state.withLock { state -> Int64? in
            guard state.watch != nil else {
                state.watch = ClockWatch(wall: instant, boot: boot)
                return nil
            }
            return state.watch?.jump(wall: instant, boot: boot)
        }
        if let jump {
            logger.warning("l'horloge a sauté", metadata: ["secondes": "\(jump)"])
            retention.clockDrifted()
            tolerate { try desks.office.alarm(.horloge) }
            // What was put off until a time of the clock as it was would wait as long again.
            if jump < 0 { tolerate { try desks.mail.hurry() } }
        }
        let today = ParisTime.date(at: instant)
        tolerate { try retention.tickClock() }
        guard (try? desks.office.isClaimed) == true else { return }
        let isNewDay = state.withLock { $0.purged != today }
        let isRestored = (try? retention.isRestored) ?? true
        if retention.clockDoubt != nil || isRestored { sayStopped(today) }
        if retention.clockDoubt == nil, !isRestored, isNewDay || retention.takePurgeRequest() {
            await purge(today, isNewDay: isNewDay, isStopping)
        }
        // A reader may have held what was destroyed in a write-ahead log.
        tolerate { try desks.office.truncateLogsIfNeeded() }
    }

    /// Once a day: nobody may find out years later that nothing was destroyed.
    private func sayStopped(_ today: CalendarDate) {
        let isNews = state.withLock { state -> Bool in
            defer { state.stopped = today }
            return state.stopped != today
        }
        guard isNews else { return }
        for text in (try? desks.reminders.all()) ?? [] { logger.warning("\(text)") }
    }

    private func purge(
        _ today: CalendarDate, isNewDay: Bool, _ isStopping: () -> Bool
    ) async {
        do {
            var total = 0
            while !isStopping() {
                let slice = try retention.purgeSlice(limit: Self.slice)
                total += slice.destroyed
                if let number = slice.attestation {
                    logger.notice(
                        "purge : procès-verbal \(number)",
                        metadata: ["plis": "\(total)", "suspendus": "\(slice.suspended)"])
                    if slice.control == .aVerifier {
                        logger.warning("purge : des traces attendent qu'un lecteur libère la base")
                    }
                }
                // A run that was left half done is not all that is due today.
                guard slice.left > 0 || slice.isClosing || !slice.isFresh else {
                    if isNewDay { try daily(today) }
                    return
                }
                if slice.isClosing { await pause(RetentionDesk.Slice.pause) }
                await Task.yield()
            }
        } catch let refusal as Refusal where refusal.code == .tropDeDemandes {
            // An agent's purge is at work.
            return retention.wantPurge()
        } catch let refusal as Refusal where refusal.code == .heureDouteuse {
            return retention.wantPurge()
        } catch {
            logger.error("la purge a échoué", metadata: ["type": "\(type(of: error))"])
            tolerate { try desks.office.alarm(.purgeEchouee) }
            // Once a day, and at once when something is asked for.
            state.withLock { $0.purged = today }
        }
    }

    /// What is looked after once a day, after the purge.
    private func daily(_ today: CalendarDate) throws {
        try retention.forgetRegister(on: today)
        try desks.rights.anonymiseRequests(on: today)
        let found = try retention.reconcile()
        if found > 0 {
            logger.error(
                "des plis et leurs contenus ne vont pas ensemble", metadata: ["nombre": "\(found)"])
        }
        let cards = try desks.cards.forgetCards()
        if cards > 0 {
            logger.notice("cartes remplacées oubliées", metadata: ["nombre": "\(cards)"])
        }
        for place in try retention.handTombs() {
            logger.warning("« tombes » n'a pas pu être copié dans \(place)")
        }
        for text in try desks.reminders.all() { logger.warning("\(text)") }
        logger.info("purge du jour faite", metadata: ["jour": "\(today)"])
        state.withLock { $0.purged = today }
    }

    private func tolerate(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            logger.error(
                "conservation : écriture refusée", metadata: ["type": "\(type(of: error))"])
        }
    }
}
