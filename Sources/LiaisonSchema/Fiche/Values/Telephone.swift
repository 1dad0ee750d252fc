/// What this program recognises as a telephone number; anything else is a warning, never an error
/// (fiches.md, «Common block», Téléphone).
enum Telephone {
    /// Ten digits from `01` to `09`, an international number from `+` or `00` of 8 to 15 digits, or
    /// a four-digit public number such as `39 49`. Spaces, dots, hyphens, slashes and brackets are
    /// tolerated, and so is `(0)` after a country code.
    static func isRecognised(_ text: String) -> Bool {
        var kept: [Unicode.Scalar] = []
        for scalar in text.replacing("(0)", with: "").unicodeScalars {
            switch scalar {
            case "0"..."9", "+": kept.append(scalar)
            case ".", "-", "/", "(", ")": continue
            default: guard scalar.properties.isWhitespace else { return false }
            }
        }
        let digits = kept.drop { $0 == "+" }
        let plus = kept.count - digits.count
        guard plus <= 1, !digits.contains("+") else { return false }
        if plus == 1 { return (8...15).contains(digits.count) && digits.first != "0" }
        if digits.starts(with: "00".unicodeScalars) {
            return (8...15).contains(digits.count - 2)
        }
        if digits.count == 4 { return digits.first == "3" }
        return digits.count == 10 && digits.first == "0"
    }
}
