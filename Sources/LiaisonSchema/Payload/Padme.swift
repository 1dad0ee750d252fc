/// Padmé lengths (Nikitin et al., «Reducing Metadata Leakage from Encrypted Files and Communication
/// with PURBs», PETS 2019): the size tells at most log log bits.
enum Padme {
    /// The least plaintext of a sealed payload, in bytes (formats.md).
    static let least = 16_384

    /// The smallest Padmé length that is not below `length` (2 or more).
    static func roundedUp(_ length: Int) -> Int {
        let exponent = Int.bitWidth - 1 - length.leadingZeroBitCount
        let significant = Int.bitWidth - exponent.leadingZeroBitCount
        let low = (1 << (exponent - significant)) - 1
        return (length + low) & ~low
    }

    /// The smallest n ≥ 0 for which `fixed` + digits(n) + n is a Padmé length of at least `least`:
    /// the padding's own length is written in the manifest, so it counts too.
    static func padding(fixed: Int) -> Int {
        var n = max(0, least - fixed - 6)
        while true {
            let total = fixed + digits(n) + n
            let target = roundedUp(max(total, least))
            if total == target { return n }
            // Never past the target: a digit gained on the way is given back.
            let step = target - total
            n += max(1, step - (digits(n + step) - digits(n)))
        }
    }

    private static func digits(_ n: Int) -> Int { String(n).utf8.count }
}
