internal import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// What retention knows since the start of the process.
final class RetentionMemory: Sendable {
    struct State {
        var clock: PurgeClock?
        /// When the highest time seen was kept last.
        var marked: Instant?
        /// The doubt that was kept with it.
        var doubted: PurgeClock.Doubt?
        var purge = PurgeProgress()
        /// What did not go together at the last look.
        var mismatches: LiaisonStore.Mismatches?
    }

    let state = Mutex(State())
    /// Held by who takes tombstones to their end.
    let finishing = Mutex(())
}

/// Where the purge stands. Its run is in the store too: what a crash leaves is taken up again.
struct PurgeProgress {
    /// What the run under way still has to destroy; nil: what is due is to be looked for.
    private(set) var pending: [PliKey]?
    /// What was found at the last look.
    private(set) var summary: RetentionSummary?
    private var isBusy = false
    /// A hold was lifted: the purge is to run at once.
    private var isWanted = false
    /// How often a reader kept the run from its procès-verbal.
    private var hindrances = 0

    /// Times that a run waits for readers: one is there for a moment, or for long.
    static let patience = 20

    /// Whether nobody was at work.
    mutating func begin() -> Bool {
        defer { isBusy = true }
        return !isBusy
    }

    mutating func end() { isBusy = false }

    mutating func note(_ found: RetentionSummary) { summary = found }

    mutating func note(left keys: [PliKey]) { pending = keys }

    /// The last run that ended, with its procès-verbal.
    private(set) var ended: (run: Int, attestation: Int?, control: PurgeActe.Controle?)?

    mutating func close(_ run: Int, attestation: Int?, control: PurgeActe.Controle?) {
        breakOff()
        ended = (run, attestation, control)
    }

    /// What is due is looked for again.
    mutating func breakOff() { (pending, hindrances) = (nil, 0) }

    /// A reader holds what was destroyed in a write-ahead log.
    ///
    /// - Returns: whether to wait for it.
    mutating func hinder() -> Bool {
        hindrances += 1
        return hindrances < Self.patience
    }

    mutating func want() { isWanted = true }

    /// Whether it was wanted since the last time that it was asked.
    mutating func takeWish() -> Bool {
        defer { isWanted = false }
        return isWanted
    }
}

/// What the last look at everything that is held found.
struct RetentionSummary: Sendable, Equatable {
    var byRule: [RetentionRule: Int] = [:]
    var suspended = 0
    /// The first day on which something goes of which neither convention nor end is known.
    var firstUnknown: CalendarDate?

    mutating func add(_ verdict: RetentionEngine.Verdict, of fiche: HeldFiche) {
        // Keys are about nobody.
        guard fiche.objet != .cleIndex else { return }
        byRule[verdict.regle, default: 0] += 1
        if verdict.isSuspended { suspended += 1 }
        if verdict.regle == .aPreciser {
            firstUnknown = min(firstUnknown ?? verdict.echeance, verdict.echeance)
        }
    }
}
