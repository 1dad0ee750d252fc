public import LiaisonBase
internal import LiaisonCrypto

/// What somebody typed or ticked in a field of a form, right or wrong: a draft keeps it as it is, so that
/// nobody types twice what was refused once.
///
/// Texts are kept in NFC with line feeds only: what a page shows comes back from a browser the same.
public struct FormEntry: Sendable, Hashable {
    private enum Content: Hashable {
        case text(String)
        case ticks([String])
    }

    private let content: Content

    private init(_ content: Content) { self.content = content }

    /// Nothing typed, nothing ticked.
    public static let empty = FormEntry(.text(""))

    /// The largest text that is kept, in bytes of UTF-8: more than any field takes, so that a text that is
    /// too long can be shortened where it was typed.
    public static let maximumBytes = 65_536

    /// The value that stands for the box itself of a group, whose lines may all be unticked.
    public static let box = "case"

    /// What was typed, or the one value that was chosen of a list; nil when it is larger than is kept.
    public init?(typed text: String) {
        guard text.utf8.count <= Self.maximumBytes else { return nil }
        self.init(.text(PlainText.normalised(text)))
    }

    /// The values that were ticked, in any order; nil when there are more than any list has.
    public init?(ticked values: [String]) {
        guard values.count <= 64, values.allSatisfy({ $0.utf8.count <= 64 }) else { return nil }
        let distinct = Set(values.map(PlainText.normalised))
        self.init(distinct.isEmpty ? .text("") : .ticks(distinct.sorted()))
    }

    /// What was typed or chosen; empty for ticks.
    public var text: String {
        if case .text(let text) = content { return text }
        return ""
    }

    /// What was ticked; of a single choice, that one.
    public var ticks: [String] {
        switch content {
        case .ticks(let values): values
        case .text(let text): text.isEmpty ? [] : [text]
        }
    }

    /// Whether there is nothing but spaces.
    public var isEmpty: Bool {
        switch content {
        case .text(let text): PlainText.isBlank(text)
        case .ticks(let values): values.isEmpty
        }
    }

    /// A short mark of what was typed, hidden beside the field: what comes back with it says what its page
    /// had shown (64 bits of SHA-256).
    public var mark: String {
        Hex.encode(Hash.sha256(value.text.utf8).prefix(8))
    }

    // MARK: In a draft

    public var value: JSONValue {
        switch content {
        case .text(let text): .string(text)
        case .ticks(let values): .array(values.map { .string($0) })
        }
    }

    /// Nil for what no draft holds.
    public init?(_ value: JSONValue) {
        switch value {
        case .string(let text): self.init(typed: text)
        case .array(let values):
            let texts = values.compactMap(\.string)
            guard texts.count == values.count else { return nil }
            self.init(ticked: texts)
        default: return nil
        }
    }
}
