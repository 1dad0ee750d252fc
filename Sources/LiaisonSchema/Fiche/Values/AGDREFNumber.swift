/// A foreigner's number in AGDREF: 9 or 10 digits, leading zeros kept (fiches.md, «Common block»).
///
/// No check digit is known. It prints as it is stored: callers keep it out of logs and arguments.
public struct AGDREFNumber: Sendable, Hashable {
    /// 9 or 10 ASCII digits, without spaces.
    public let digits: String

    /// Reads digits among which spaces are tolerated; nil for anything else.
    public init?(_ text: String) {
        let scalars = text.unicodeScalars.filter { !$0.properties.isWhitespace }
        guard (9...10).contains(scalars.count), scalars.allSatisfy({ ("0"..."9").contains($0) })
        else { return nil }
        digits = String(String.UnicodeScalarView(scalars))
    }

    /// Ten digits, padded on the left with `0`: what the pseudonym is made of (formats.md).
    public var padded: String {
        String(repeating: "0", count: 10 - digits.utf8.count) + digits
    }
}
