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
        /// A partner that just cosigned says another time.
        case contradicted

        public var french: String {
            switch self {
            case .behind: "l'horloge est en retard sur la plus haute heure déjà vue"
            case .drifted: "l'horloge a sauté pendant la marche du service"
            case .contradicted: "un partenaire qui vient de cosigner dit une autre heure"
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

    /// The highest time seen.
    public private(set) var mark: Instant
    private var isBehind = false
    /// What a partner's time, or the DPO, is to clear.
    private var pending: Doubt?

    public var doubt: Doubt? { isBehind ? .behind : pending }

    /// At a start.
    public init(mark: Instant, now: Instant) {
        self.mark = mark
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

    public mutating func drifted() { pending = pending ?? .drifted }

    /// A partner's clock, from an exchange or a cosignature. It can't lower the mark.
    ///
    /// - Parameter isFresh: whether it was said just now: then another time is a contradiction, not merely
    ///   a letter that came late.
    public mutating func partner(says time: Instant, at now: Instant, isFresh: Bool = false) {
        guard abs(time - now) <= Self.partnerTolerance else {
            if isFresh { pending = pending ?? .contradicted }
            return
        }
        guard !Self.isBehind(now, mark) else { return }
        isBehind = false
        pending = nil
        mark = max(mark, now)
    }

    /// The DPO answers for the clock: the mark goes where it is, lower if need be.
    public mutating func confirm(_ now: Instant) {
        isBehind = false
        pending = nil
        mark = now
    }

    private mutating func lookAhead(_ now: Instant) {
        if now - mark > Self.longestAbsence { pending = pending ?? .jumped }
    }

    private static func isBehind(_ now: Instant, _ mark: Instant) -> Bool {
        now < mark + -tolerance
    }
}
