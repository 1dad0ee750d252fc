public import LiaisonSchema

/// Whether the wall clock may decide what is destroyed (design.md, «Time»). Values in, values out.
public struct PurgeClock: Sendable, Equatable {
    public enum Doubt: String, Sendable {
        /// Behind the highest time ever seen.
        case behind
        /// It moved against the clock that only counts.
        case drifted
        /// At the start, far past the highest time seen.
        case jumped
        /// Most verified partners say another time.
        case contradicted

        public var french: String {
            switch self {
            case .behind: "l'horloge est en retard sur la plus haute heure déjà vue"
            case .drifted: "l'horloge a sauté pendant la marche du service"
            case .contradicted: "la plupart des partenaires vérifiés disent une autre heure"
            case .jumped:
                "au démarrage, l'horloge a plus de sept jours d'avance sur la dernière heure vue"
            }
        }
    }

    /// Seconds that the clock may be behind the mark.
    static let tolerance: Int64 = ClockWatch.tolerance
    /// Seconds that the machine may have been off without a question.
    static let longestAbsence: Int64 = 7 * 86_400
    /// Seconds by which a partner's time may differ.
    static let partnerTolerance: Int64 = 86_400
    /// Seconds that an answer takes at most: later, our own clock was set meanwhile.
    static let longestAnswer: Int64 = 300

    /// The highest time seen.
    public private(set) var mark: Instant
    private var isBehind = false
    /// What partners' time, or the DPO, is to clear; it outlasts the process.
    public private(set) var pending: Doubt?
    /// Seconds by which each verified partner's clock is ahead of ours, as it said last.
    private var differences: [StructureName: Int64] = [:]
    /// The partners that said another time, whatever they said since, until the DPO answers for ours; they outlast
    /// the process.
    public private(set) var contradictors: Set<StructureName>
    /// Those that the DPO answered so, likewise: each is heard again once it says our time.
    public private(set) var overruled: Set<StructureName>

    public var doubt: Doubt? { isBehind ? .behind : pending }

    /// At a start.
    ///
    /// - Parameters:
    ///   - pending: what was to be cleared when the process before ended.
    ///   - contradictors: whom the DPO had not answered then.
    ///   - overruled: whom it had.
    public init(
        mark: Instant, now: Instant, pending: Doubt? = nil,
        contradictors: Set<StructureName> = [], overruled: Set<StructureName> = []
    ) {
        self.mark = mark
        self.pending = pending
        self.contradictors = contradictors
        self.overruled = overruled
        isBehind = Self.isBehind(now, mark)
        if !isBehind { lookAhead(now) }
    }

    /// Time goes on.
    public mutating func tick(_ now: Instant) {
        let wasBehind = isBehind
        isBehind = Self.isBehind(now, mark)
        // Whatever set it right may have set it wrong: it is looked at as at a start.
        if wasBehind, !isBehind { lookAhead(now) }
        // A doubtful time is no mark.
        if doubt == nil { mark = max(mark, now) }
    }

    public mutating func drifted() {
        pending = pending ?? .drifted
        // They were measured by another clock.
        differences = [:]
    }

    /// A verified partner's clock, from a receipt or a cosignature. One of them alone never makes a sure time
    /// doubtful, for ours counts as one; once it is doubtful, theirs alone count. None lowers the mark.
    ///
    /// - Parameter asked: when the question left that this answers: then another time is a contradiction; nil: it
    ///   may have come late, and confirms or says nothing.
    /// - Returns: whether this partner had not said another time before.
    @discardableResult
    public mutating func partner(
        _ name: StructureName, says time: Instant, asked: Instant? = nil, at now: Instant
    ) -> Bool {
        // Our clock was set while it answered: whose time it is nobody knows.
        if let asked, !(0...Self.longestAnswer).contains(now - asked) { return false }
        let difference = time - now
        var isNews = false
        if abs(difference) <= Self.partnerTolerance {
            overruled.remove(name)
        } else {
            guard asked != nil, !overruled.contains(name) else { return false }
            isNews = contradictors.insert(name).inserted
        }
        differences[name] = difference
        weigh(now)
        return isNews
    }

    private mutating func weigh(_ now: Instant) {
        guard !Self.isBehind(now, mark) else { return }
        let said = Array(differences.values)
        guard doubt != nil else {
            if Self.median(said + [0]) > Self.partnerTolerance { pending = .contradicted }
            return
        }
        guard Self.median(said) <= Self.partnerTolerance else { return }
        isBehind = false
        pending = nil
        mark = max(mark, now)
    }

    /// How far the middle one lies from our clock; of two middle ones, the nearer.
    private static func median(_ differences: [Int64]) -> Int64 {
        let sorted = differences.sorted()
        return min(abs(sorted[(sorted.count - 1) / 2]), abs(sorted[sorted.count / 2]))
    }

    /// The DPO answers for the clock: the mark goes where it is, lower if need be.
    public mutating func confirm(_ now: Instant) {
        isBehind = false
        pending = nil
        mark = now
        overruled.formUnion(contradictors)
        contradictors = []
        differences = differences.filter { abs($0.value) <= Self.partnerTolerance }
    }

    private mutating func lookAhead(_ now: Instant) {
        if now - mark > Self.longestAbsence { pending = pending ?? .jumped }
    }

    private static func isBehind(_ now: Instant, _ mark: Instant) -> Bool {
        now < mark + -tolerance
    }
}
