internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// A run of the purge: what is due, destroyed in slices, then its procès-verbal.
extension RetentionDesk {
    /// What a slice of a run did.
    public struct Slice: Sendable, Equatable {
        public var destroyed = 0
        /// How many are still to go.
        public var left = 0
        public var suspended = 0
        /// The number of its procès-verbal, once the run is over and something was destroyed.
        public var attestation: Int?
        public var control: PurgeActe.Controle?
        /// The number of the run that it worked on.
        public var run: Int?
        /// Whether what was due was looked for in this slice: else more may be due by now.
        public var isFresh = false
        /// Whether all is destroyed and a reader of the store is waited for: go on after `pause`.
        public var isClosing = false

        /// After which a run that is closing is gone on with.
        public static let pause = Duration.milliseconds(50)
    }

    /// The agent's own purge, a slice a request.
    ///
    /// - Parameter confirmsClock: whether the DPO answers for the time.
    /// - Throws: `Refusal` `.heureDouteuse` while the clock is doubtful, `.conflit` after a restoration until
    ///   `resumePurge`.
    public func purge(
        by agent: AuthenticatedAgent, limit: Int, confirmsClock: Bool
    ) throws -> Slice {
        try require(.purge, agent)
        // A hold may be among what was lost.
        guard try !isRestored else {
            throw Refusal(
                .conflit,
                "Le service a été restauré : ce qui a été saisi depuis la sauvegarde peut manquer.",
                hint: "« agir-liaison purge reprendre » dit ce qui manque, puis recommencez.")
        }
        if confirmsClock { try confirmClock(by: agent) }
        try recordRules()
        guard try store.read({ try $0.rules() }).first?.vue != nil else {
            throw Refusal(
                .conflit,
                "Les durées de conservation ont changé : voyez d'abord ce que cela détruit.",
                hint: "« agir-liaison purge apercu », puis recommencez.")
        }
        try requireSureTime()
        return try purgeSlice(limit: limit)
    }

    /// The next slice of the run under way, or the first one of a new run.
    ///
    /// - Throws: `Refusal` `.tropDeDemandes` while another slice is at work, `.heureDouteuse`.
    public func purgeSlice(limit: Int) throws -> Slice {
        try requireSureTime()
        guard memory.state.withLock({ $0.purge.begin() }) else {
            throw Refusal(
                .tropDeDemandes, "Une purge est déjà en cours.", hint: "Réessayez dans un moment.")
        }
        defer { memory.state.withLock { $0.purge.end() } }
        try finishTombs()
        let version = try recordRules()
        var slice = Slice()
        let engines = try rulesToSatisfy().map { rules in
            try store.read { try book.engine($0, rules: rules) }
        }
        let held = memory.state.withLock { $0.purge.pending }
        slice.isFresh = held == nil
        let pending = try held ?? lookForDue(engines)
        slice.suspended = memory.state.withLock { $0.purge.summary?.suspended ?? 0 }
        let run = try openRun(pending, suspended: slice.suspended)
        guard let run else { return slice }
        slice.run = run.numero
        var left = pending[...]
        while !left.isEmpty, slice.destroyed < limit {
            try requireSureTime()
            slice.destroyed += try destroyBatch(
                Array(left.prefix(Self.purgeBatch)), engines, run: run.numero, version: version)
            left = left.dropFirst(Self.purgeBatch)
            memory.state.withLock { [left] in $0.purge.note(left: Array(left)) }
        }
        slice.left = left.count
        guard left.isEmpty else { return slice }
        do {
            guard let end = try closeRun(run) else {
                memory.state.withLock { $0.purge.note(left: []) }
                slice.isClosing = true
                return slice
            }
            memory.state.withLock {
                $0.purge.close(run.numero, attestation: end.attestation, control: end.control)
            }
            (slice.attestation, slice.control) = end
            return slice
        } catch {
            // The run stays open in the store; the next slice looks again for what is due, and waits anew.
            memory.state.withLock { $0.purge.breakOff() }
            throw error
        }
    }

    /// Goes on with a run that is closing: between two looks another asker may be at work on it, or end it,
    /// and what it destroyed for the first is said all the same.
    ///
    /// - Returns: the slice, with its procès-verbal once there is one; no longer closing, and without one, when
    ///   it can't be ended now: the service ends it.
    public func goOn(after slice: Slice) -> Slice {
        var (result, isBusy) = (Slice(), false)
        do {
            result = try purgeSlice(limit: 0)
        } catch {
            // Of anything else the service hears at its own next slice.
            isBusy = (error as? Refusal)?.code == .tropDeDemandes
        }
        result.destroyed += slice.destroyed
        result.isFresh = result.isFresh || slice.isFresh
        result.run = slice.run
        let ended = memory.state.withLock { $0.purge.ended }
        if let ended, ended.run == slice.run {
            (result.attestation, result.control) = (ended.attestation, ended.control)
            result.isClosing = false
        } else if isBusy {
            result.isClosing = true
        }
        return result
    }

    private func requireSureTime() throws {
        guard let doubt = clockDoubt else { return }
        throw Refusal(
            .heureDouteuse, "Rien n'est détruit tant que l'heure est douteuse : \(doubt.french).",
            hint:
                "Vérifiez la date du serveur, puis : « agir-liaison purge executer --confirmer-heure »."
        )
    }

    /// Everything that is due today; what is held back is counted on the way.
    private func lookForDue(_ engines: [RetentionEngine]) throws -> [PliKey] {
        let today = ParisTime.date(at: now())
        var (due, summary): ([PliKey], RetentionSummary) = ([], RetentionSummary())
        try book.forEachHeld { fiche, original in
            let verdicts = try engines.map { try book.verdict(fiche, original, $0) }
            if let first = verdicts.first { summary.add(first, of: fiche) }
            if verdicts.allSatisfy({ $0.isDue(on: today) }) { due.append(fiche.key) }
        }
        memory.state.withLock { [summary] in $0.purge.note(summary) }
        return due
    }

    private func openRun(_ pending: [PliKey], suspended: Int) throws -> PurgeRun? {
        if let run = try store.read({ try $0.openPurge() }) { return run }
        guard !pending.isEmpty else { return nil }
        let before = try checkpointText()
        let numero = try store.write(at: now()) {
            try $0.openPurge(avant: before, suspendus: suspended)
        }
        return try store.read { try $0.purge(numero) }
    }

    private func destroyBatch(
        _ keys: [PliKey], _ engines: [RetentionEngine], run: Int, version: Int
    ) throws -> Int {
        let instant = now()
        let today = ParisTime.date(at: instant)
        let withOpenings = book.withOpenings
        return try destroy(keys, run: run) { key, view in
            guard let fiche = try view.heldFiche(key, withOpenings: withOpenings) else {
                return nil
            }
            // A hold that came since counts.
            let facts = try book.currentFacts(view)
            let original = try fiche.original.flatMap {
                try view.heldFiche($0, withOpenings: withOpenings)
            }
            let verdicts = try engines.map { try $0.with(facts).verdict(fiche, original, view) }
            guard verdicts.allSatisfy({ $0.isDue(on: today) }), let rule = verdicts.first?.regle
            else { return nil }
            return Doomed(fiche: fiche, regle: rule.versioned(version), le: instant)
        }
    }
}

extension RetentionEngine {
    func with(_ facts: RetentionFacts) -> RetentionEngine {
        RetentionEngine(rules: rules, facts: facts, own: own, kinds: kinds, successors: successors)
    }
}
