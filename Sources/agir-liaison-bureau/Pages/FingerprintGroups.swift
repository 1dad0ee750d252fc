import LiaisonBase
import LiaisonSchema

/// The six groups of a fingerprint as they are heard by voice, each in a field of its own, each checked as typed.
struct FingerprintGroups {
    static let count = 6

    private let typed: [String]
    /// By the number of the group.
    private let faults: [Int: String]
    /// Nil while a group is not five digits.
    let value: Fingerprint?

    /// - Parameter fields: what a page sent; nil for the page as it is first shown.
    init(_ fields: FormFields? = nil) {
        let typed = (1...Self.count).map { fields?[Self.name($0)] ?? "" }
        let digits = typed.map(TypedCode.signs)
        var faults: [Int: String] = [:]
        if fields != nil {
            for (index, group) in digits.enumerated() where !Self.isGroup(group) {
                faults[index + 1] = "Un groupe a cinq chiffres ; faites-le relire."
            }
        }
        let isWhole = fields != nil && faults.isEmpty
        value = isWhole ? Fingerprint(typed: digits.joined(separator: " ")) : nil
        self.typed = typed
        self.faults = faults
    }

    private init(_ typed: [String], _ faults: [Int: String] = [:]) {
        self.typed = typed
        self.faults = faults
        value = nil
    }

    /// The same, with those marked that are not the card's: which they are, never what they should be.
    func marked(_ numbers: [Int]) -> FingerprintGroups {
        FingerprintGroups(
            typed,
            Dictionary(
                numbers.map { ($0, "Ce groupe n'est pas celui de la carte ; faites-le relire.") },
                uniquingKeysWith: { first, _ in first }))
    }

    /// Whether a group is no group, or their sum no fingerprint.
    var isWrong: Bool { value == nil }

    /// The same without what was wrong with each: each is well formed, and the whole is another one's.
    var unmarked: FingerprintGroups { FingerprintGroups(typed) }

    var boxes: [Field] {
        typed.enumerated().map { index, text in
            Field(
                Self.name(index + 1), "Groupe \(index + 1) sur \(Self.count)",
                faute: faults[index + 1], text)
        }
    }

    private static func name(_ number: Int) -> String { "groupe-\(number)" }

    private static func isGroup(_ text: String) -> Bool {
        text.utf8.count == 5 && text.utf8.allSatisfy { (48...57).contains($0) }
    }
}
