/// One field of a page.
public struct FormControl: Sendable {
    /// What is drawn.
    public enum Kind: Sendable, Equatable {
        /// A box of one line.
        case line
        /// A box of several lines.
        case lines
        /// One of the options, or none.
        case choice
        /// Any of the options.
        case ticks
        /// «oui», «non», or nothing; its options are these two.
        case yesNo
    }

    public struct Option: Sendable, Equatable {
        public let value: String
        public let label: String
        /// The line of the form under which it stands («Langues»).
        public let heading: String?
        public let isChosen: Bool
    }

    public let path: FormPath
    public let kind: Kind
    /// As it is named alone, in a list of errors.
    public let label: String
    /// Beside the others of its row; where it is alone, the row's label.
    public let shortLabel: String?
    /// What was typed, right or wrong.
    public let entry: FormEntry
    public let options: [Option]
    /// Whether the fiche is refused without it, by what is answered so far.
    public let isRequired: Bool
    /// What it takes, in words, where the label does not say it.
    public let expected: String?
    public let example: String?
    /// A sentence for who does not know what to answer.
    public let help: String?
    /// In Unicode scalars; nil for what is not written freely.
    public let maximum: Int?
    /// The option of another field without which it makes no sense.
    public let needs: (path: FormPath, option: String)?
    public let error: FormError?

    init(
        _ field: FormField, label: String, _ entries: FormEntries, error: FormError?, isReply: Bool
    ) {
        path = field.path
        self.label = label.prefix(1).uppercased() + label.dropFirst()
        shortLabel = field.name.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        entry = entries[field.path]
        let sens = Sens(rawValue: entries[.sens].text)
        isRequired = field.isRequired(sens, isReply: isReply)
        expected = FieldWords.expected(field)
        example = FieldWords.example(field)
        help = field.help
        needs = field.companion.map { ($0.of, $0.option) }
        self.error = error
        kind = Self.kind(field.kind)
        maximum = Self.maximum(field.kind)
        options = Self.options(field.kind, chosen: Set(entry.ticks))
    }

    /// The field's name in the page, and in what the page sends.
    public var name: String { path.name }

    private static func kind(_ kind: FieldKind) -> Kind {
        switch kind {
        case .text: .lines
        case .choice: .choice
        case .choices, .group: .ticks
        case .boolean: .yesNo
        case .version, .line, .telephone, .date, .partialDate, .agdref, .departement, .integer:
            .line
        }
    }

    private static func maximum(_ kind: FieldKind) -> Int? {
        switch kind {
        case .line(let maximum), .text(let maximum): maximum
        case .telephone: 200
        default: nil
        }
    }

    private static func options(_ kind: FieldKind, chosen: Set<String>) -> [Option] {
        func option(_ value: String, _ label: String, _ heading: String? = nil) -> Option {
            Option(
                value: value, label: label, heading: heading, isChosen: chosen.contains(value))
        }
        switch kind {
        case .boolean: return [option("oui", "oui"), option("non", "non")]
        case .group(let options):
            // The box itself, which is ticked with any of its lines.
            let box = Option(
                value: FormEntry.box, label: "", heading: nil, isChosen: !chosen.isEmpty)
            return [box] + options.map { option($0.value, $0.label, $0.heading) }
        default: return kind.options.map { option($0.value, $0.label, $0.heading) }
        }
    }
}
