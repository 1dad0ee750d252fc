import LiaisonBase

/// When people are warned that a card ends: 60, 30 and 7 days before.
extension Carte {
    private static let warningDays = [7, 30, 60]

    /// Whole days left; negative once it is over.
    public func daysLeft(at now: Instant) -> Int {
        Int((expire - now).flooredDivision(by: 86_400).quotient)
    }

    /// The last of the three marks that was passed; nil while there are more than 60 days.
    public func expiryMark(at now: Instant) -> Int? {
        let left = daysLeft(at: now)
        return Self.warningDays.first { left <= $0 }
    }

    /// What to say of it, in French; nil while there is nothing to say.
    public func expiryWarning(at now: Instant) -> String? {
        guard expiryMark(at: now) != nil else { return nil }
        let day = ParisTime.date(at: expire).french
        let left = daysLeft(at: now)
        return left < 0
            ? "La carte de \(structure) a expiré le \(day)."
            : "La carte de \(structure) expire le \(day), dans \(Plural.of(left, "jour"))."
    }
}
