internal import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// What the facts say of how long each fiche is kept: they are read again when others were added, the
/// verdicts never remembered.
struct FactBook: Desk {
    let office: Office
    /// The durations in force.
    let rules: RetentionRules
    /// The facts as they were read last, and the number of the last one.
    private let memory = Memory()

    private final class Memory: Sendable {
        let state = Mutex<(last: Int, facts: RetentionFacts)?>(nil)
    }

    init(office: Office, rules: RetentionRules) {
        self.office = office
        self.rules = rules
    }

    /// The facts as they are in that view, read again when others were added.
    func currentFacts(_ view: StoreView) throws -> RetentionFacts {
        let last = try view.factsVersion()
        if let held = memory.state.withLock({ $0 }), held.last == last {
            return held.facts
        }
        return RetentionFacts(try view.facts())
    }

    /// The same as they are now. Only what is durable is kept in memory.
    func currentFacts() throws -> RetentionFacts {
        try store.read { view in
            let (last, facts) = (try view.factsVersion(), try currentFacts(view))
            memory.state.withLock { $0 = (last, facts) }
            return facts
        }
    }

    /// The engine of the facts, cards and durations in force.
    func engine(_ view: StoreView, rules: RetentionRules? = nil) throws -> RetentionEngine {
        RetentionEngine(
            rules: rules ?? self.rules, facts: try currentFacts(view),
            own: try view.ownCard()?.carte.type ?? .autre, kinds: try view.kinds(),
            successors: try view.successors())
    }

    /// Whether a copy in the outbox goes by when its addressees opened it.
    var withOpenings: Bool { rules.copieEnvoiJours != nil }

    /// Goes through everything that is held, in pages.
    func forEachHeld(_ body: (HeldFiche, HeldFiche?) throws -> Void) throws {
        var last: PliID?
        while true {
            let page = try heldPage(after: last)
            guard let end = page.last else { return }
            for fiche in page { try body(fiche, try original(of: fiche)) }
            last = end.id
        }
    }

    func heldPage(after: PliID?) throws -> [HeldFiche] {
        return try store.read {
            try $0.heldFiches(after: after, limit: 2_000, withOpenings: withOpenings)
        }
    }

    /// Of a `partage`, the fiche that was handed on, when it is still here.
    func original(of fiche: HeldFiche) throws -> HeldFiche? {
        guard let key = fiche.original else { return nil }
        return try store.read { view in
            try view.heldFiche(key, withOpenings: withOpenings)
        }
    }

    /// As `RetentionEngine.verdict`, with what other plis say of it.
    func verdict(
        _ fiche: HeldFiche, _ original: HeldFiche?, _ engine: RetentionEngine
    ) throws -> RetentionEngine.Verdict {
        guard fiche.original != nil || fiche.objet == .reponseDroits else {
            return engine.verdict(fiche)
        }
        return try store.read { try engine.verdict(fiche, original, $0) }
    }

    /// The same with its verdict, as it stands.
    func due(_ fiche: HeldFiche, _ engine: RetentionEngine) throws -> DueFiche {
        DueFiche(fiche: fiche, verdict: try verdict(fiche, original(of: fiche), engine))
    }
}
