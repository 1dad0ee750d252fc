/// Where French puts a space that no line may end at: within « », and before what closes or asks.
public enum FrenchSpacing {
    /// U+00A0 in the place of these spaces, and nothing else changed.
    public static func kept(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { after.contains($0) || $0 == opening }) else {
            return text
        }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            let isBound =
                scalar == " "
                && (place > 0 && scalars[place - 1] == opening
                    || place + 1 < scalars.count && after.contains(scalars[place + 1]))
            result.append(isBound ? "\u{A0}" : scalar)
        }
        return String(result)
    }

    private static let opening: Unicode.Scalar = "«"
    private static let after: Set<Unicode.Scalar> = [":", ";", "?", "!", "»"]
}
