internal import LiaisonBase

/// A foreigner's number in AGDREF: 9 or 10 digits, leading zeros kept (fiches.md, «Common block»).
///
/// No check digit is known. It prints as it is stored: callers keep it out of logs and arguments.
public struct AGDREFNumber: Sendable, Hashable {
    /// 9 or 10 ASCII digits, without spaces.
    public let digits: String

    /// Reads digits among which spaces and dashes are tolerated, as a permit prints them and people type them
    /// (`TypedCode`); nil for anything else.
    public init?(_ text: String) {
        let signs = TypedCode.signs(text)
        guard (9...10).contains(signs.utf8.count),
            signs.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        digits = signs
    }

    /// Ten digits, padded on the left with `0`: what the pseudonym is made of (formats.md).
    public var padded: String {
        String(repeating: "0", count: 10 - digits.utf8.count) + digits
    }
}
