internal import LiaisonBase
internal import LiaisonSchema
internal import LiaisonStore
public import Logging
internal import Synchronization

/// The daemon's part of retention that nobody asks for: the daily purge, what follows a hold that is
/// lifted, traces that a reader held, looking both ways, partners after a restoration.
public final class Retaining: Sendable {
    private let courrier: Courrier
    private let transport: any PeerTransport
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        /// The last day whose purge is over.
        var purged: CalendarDate?
        var watch: ClockWatch?
        /// The last day on which it was said that nothing goes by itself.
        var stopped: CalendarDate?
        var marked: Instant?
    }

    /// Plis destroyed between two breaths.
    private static let slice = 500
    /// Pages of receipts of one partner, a hundred each.
    private static let pageLimit = 100_000
    /// Seconds between two notes of the highest time seen.
    private static let markEvery: Int64 = 600

    public init(courrier: Courrier, transport: any PeerTransport, logger: Logger) {
        self.courrier = courrier
        self.transport = transport
        self.logger = logger
    }

    /// Before anything is served.
    public func start() throws {
        if let doubt = try courrier.startClock() {
            logger.warning("\(doubt.french) : rien n'est détruit sans confirmation")
            try courrier.alarm(.horloge)
        }
        let again = try courrier.settleTombs()
        if again > 0 {
            logger.notice("détruit de nouveau, d'après « tombes »", metadata: ["plis": "\(again)"])
        }
        try courrier.recordRules()
        if try courrier.store.ownCard() != nil { try courrier.adoptReceivedRights() }
    }

    /// Asks the partners that were not asked since a restoration which of the plis here were destroyed.
    public func askPartners() async {
        let left = (try? courrier.store.read { try $0.partnersToAsk() }) ?? []
        await withDiscardingTaskGroup { group in
            for name in left {
                guard let peer = try? courrier.reachable(name) else { continue }
                group.addTask { await self.ask(peer) }
            }
        }
    }

    private func ask(_ peer: Carte) async {
        var after: Int64 = 0
        for _ in 0..<Self.pageLimit {
            guard let answer = try? await transport.purgeReceipts(at: peer, after: after) else {
                return
            }
            // A partner that does not know the question has no answer.
            guard answer.status == 200 else {
                if answer.status == 404 { tolerate { try markAsked(peer.structure) } }
                return
            }
            guard let page = ReceiptList.read(answer.body) else { return }
            do {
                let count = try courrier.destroyAgain(receipts: page.notes)
                if count > 0 {
                    logger.notice(
                        "détruit de nouveau, d'après un partenaire",
                        metadata: ["partenaire": "\(peer.structure)", "plis": "\(count)"])
                }
            } catch {
                // Asked again later: nothing of it is lost.
                return logger.error(
                    "conservation : écriture refusée", metadata: ["type": "\(type(of: error))"])
            }
            guard !page.notes.isEmpty, let next = page.next, next > after else {
                return tolerate { try markAsked(peer.structure) }
            }
            after = next
        }
    }

    private func markAsked(_ structure: StructureName) throws {
        try courrier.store.write(at: courrier.now()) { try $0.markAsked(structure) }
    }

    /// Every few seconds: does what is due.
    ///
    /// - Parameters:
    ///   - boot: seconds on a clock that nobody sets.
    ///   - isStopping: asked between two slices.
    public func tick(boot: Int64, isStopping: () -> Bool = { false }) async {
        let instant = courrier.now()
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
            courrier.clockDrifted()
            tolerate { try courrier.alarm(.horloge) }
        }
        let today = ParisTime.date(at: instant)
        tolerate { try courrier.tickClock(at: instant, since: state.withLock { $0.marked }) }
        state.withLock { state in
            if state.marked.map({ abs(instant - $0) >= Self.markEvery }) ?? true {
                state.marked = instant
            }
        }
        guard (try? courrier.store.ownCard()) != nil else { return }
        let isNewDay = state.withLock { $0.purged != today }
        let isRestored = (try? courrier.store.read { try $0.isRestored() }) ?? true
        if courrier.clockDoubt != nil || isRestored { sayStopped(today) }
        if courrier.clockDoubt == nil, !isRestored, isNewDay || courrier.takePurgeRequest() {
            await purge(today, isNewDay: isNewDay, isStopping)
        }
        // A reader may have held what was destroyed in a write-ahead log.
        tolerate { try courrier.truncateLogsIfNeeded() }
    }

    /// Once a day: nobody may find out years later that nothing was destroyed.
    private func sayStopped(_ today: CalendarDate) {
        let isNews = state.withLock { state -> Bool in
            defer { state.stopped = today }
            return state.stopped != today
        }
        guard isNews else { return }
        for text in (try? courrier.reminders()) ?? [] { logger.warning("\(text)") }
    }

    private func purge(
        _ today: CalendarDate, isNewDay: Bool, _ isStopping: () -> Bool
    ) async {
        do {
            var total = 0
            while !isStopping() {
                let slice = try courrier.purgeSlice(limit: Self.slice)
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
                guard slice.left > 0 || !slice.isFresh else {
                    if isNewDay { try daily(today) }
                    return
                }
                await Task.yield()
            }
        } catch let refusal as Refusal where refusal.code == .tropDeDemandes {
            // An agent's purge is at work.
            return courrier.wantPurge()
        } catch let refusal as Refusal where refusal.code == .heureDouteuse {
            return courrier.wantPurge()
        } catch {
            logger.error("la purge a échoué", metadata: ["type": "\(type(of: error))"])
            tolerate { try courrier.alarm(.purgeEchouee) }
            // Once a day, and at once when something is asked for.
            state.withLock { $0.purged = today }
        }
    }

    /// What is looked after once a day, after the purge.
    private func daily(_ today: CalendarDate) throws {
        try courrier.forgetRegister(on: today)
        try courrier.anonymiseRequests(on: today)
        let found = try courrier.reconcile()
        if found > 0 {
            logger.error(
                "des plis et leurs contenus ne vont pas ensemble", metadata: ["nombre": "\(found)"])
        }
        let cards = try courrier.forgetCards()
        if cards > 0 {
            logger.notice("cartes remplacées oubliées", metadata: ["nombre": "\(cards)"])
        }
        for place in try courrier.handTombs() {
            logger.warning("« tombes » n'a pas pu être copié dans \(place)")
        }
        for text in try courrier.reminders() { logger.warning("\(text)") }
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

extension Courrier {
    fileprivate func tickClock(at instant: Instant, since marked: Instant?) throws {
        let isDue = marked.map { abs(instant - $0) >= 600 } ?? true
        guard isDue else {
            retention.state.withLock { state -> Void in state.clock?.tick(instant) }
            return
        }
        try tickClock()
    }

    func wantPurge() { retention.state.withLock { $0.isWanted = true } }

    /// Whether a hold was lifted since the last purge.
    func takePurgeRequest() -> Bool {
        retention.state.withLock { state -> Bool in
            defer { state.isWanted = false }
            return state.isWanted
        }
    }

    /// Forgets what the register no longer needs, and what was said of persons of whom nothing is left.
    func forgetRegister(on today: CalendarDate) throws {
        let facts = try currentFacts()
        let engine = try store.read { try self.engine($0) }
        // So does an incident, until it is closed.
        let evidence = try store.read { try citedByIncidents($0) }.refs
        var last: PliID?
        while true {
            let page = try store.read { try $0.registered(after: last, limit: 1_000) }
            guard let end = page.last else { break }
            last = end.id
            // A hold keeps the evidence too.
            let over = page.filter {
                engine.registerEnd($0) < today && engine.verdict($0).holds.isEmpty
                    && !evidence.contains($0.id.text)
            }
            guard !over.isEmpty else { continue }
            try store.write(at: now()) { transaction in
                for fiche in over { try transaction.unregister(fiche) }
            }
        }
        try store.write(at: now()) { transaction in
            try transaction.forgetFileOpenings(before: today)
            try transaction.forgetPersons(besides: facts.suspensions.map(\.n))
        }
        retention.state.withLock { $0.isDirty = true }
    }

    /// Looks both ways. What no pli named yesterday either is destroyed, and told; so is a pli without
    /// its content.
    ///
    /// - Returns: how many things are wrong.
    func reconcile() throws -> Int {
        let found = try store.mismatches()
        let before = retention.state.withLock { state -> LiaisonStore.Mismatches? in
            defer { state.mismatches = found }
            return state.mismatches
        }
        let orphans = try Set(found.orphans).intersection(before?.orphans ?? [])
            .filter { try store.destroyOrphan($0) }
        if !orphans.isEmpty {
            retention.state.withLock { $0.isDirty = true }
            try alarm(.contenuOrphelin)
        }
        var missing = Set(found.withoutContent)
        // A purge at work between two pages looks so too, but once.
        if !missing.isEmpty { missing.formIntersection(try store.mismatches().withoutContent) }
        if !missing.isSubset(of: before?.withoutContent ?? []) { try alarm(.contenuManquant) }
        return orphans.count + missing.count
    }
}

/// A page of receipts, as a partner answers.
public enum ReceiptList {
    public static func write(_ notes: [[UInt8]], next: Int64?) -> String {
        var object = JSONObject()
        object["accuses"] = .array(notes.map { .string(Base64.encode($0)) })
        object["suite"] = next.map { .integer($0) }
        return JSONValue.object(object).text
    }

    static func read(_ bytes: [UInt8]) -> (notes: [[UInt8]], next: Int64?)? {
        guard let object = (try? JSONValue.parse(bytes, nodes: 1_000))?.object,
            let list = object["accuses"]?.array, list.count <= 100
        else { return nil }
        return (
            list.compactMap { $0.string.flatMap { Base64.decode($0) } }, object["suite"]?.integer
        )
    }
}
