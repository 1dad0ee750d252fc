/// A code of digits or letters as somebody typed it, pasted it, or got it by mail: what stands between its signs
/// says nothing (formats.md, «Codes as typed»). Of `AGDREFNumber`, `Fingerprint`, the recovery code and the codes of
/// the moment; the page of a guichet reads by the same list (script.js, `BETWEEN`).
public enum TypedCode {
    /// The signs of the code alone.
    public static func signs(_ text: String) -> String {
        var signs = String.UnicodeScalarView()
        signs.append(contentsOf: text.unicodeScalars.filter { !isBetween($0) })
        return String(signs)
    }

    /// Whether a sign only separates, or is not seen: white space of any kind, no-break ones included, dashes of any
    /// kind, the full stop, and what turns the reading direction round, joins or keeps apart. A closed list: four
    /// programs and a JSON Schema read by it.
    public static func isBetween(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Hyphen-minus, full stop, soft hyphen.
        case 0x2D, 0x2E, 0xAD: true
        // Directional marks and embeddings, joiners, hyphens and dashes.
        case 0x61C, 0x180E, 0x200B...0x2015, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
        // Hyphen bullet, minus, small and full-width hyphens.
        case 0x2043, 0x2212, 0xFE58, 0xFE63, 0xFF0D: true
        default: scalar.properties.isWhitespace
        }
    }
}
