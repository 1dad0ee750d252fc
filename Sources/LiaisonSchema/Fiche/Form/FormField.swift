internal import LiaisonBase

/// One answer of a form: where it is stored, what it may be, when it must be there.
public struct FormField: Sendable {
    public let path: FormPath
    public let kind: FieldKind
    /// What is asked, with its article («le prénom»), where the row's label does not say it.
    public let name: String?
    public let requirement: Requirement
    /// Set when the field only completes a box of another one.
    public let companion: Companion?
    /// What its text is searched for, to warn.
    public let screening: Screening
    /// A sentence for who does not know what to answer, where the label does not say it.
    public let help: String?

    init(
        _ path: FormPath, _ kind: FieldKind, name: String? = nil,
        requirement: Requirement = .optional, companion: Companion? = nil,
        screening: Screening = .none, help: String? = nil
    ) {
        self.path = path
        self.kind = kind
        self.name = name
        self.requirement = requirement
        self.companion = companion
        self.screening = screening
        self.help = help
    }
}

/// What a field may hold. Lengths are in Unicode scalars after NFC; the documents set none but the
/// 200 of `demandes.autresLangues`, the others only keep a fiche within reason.
public enum FieldKind: Sendable {
    /// The integer 1: the version of this format.
    case version
    /// A text on one line.
    case line(maximum: Int)
    /// A text that may hold several lines.
    case text(maximum: Int)
    /// A line; a number that is not recognised is a warning.
    case telephone
    /// `AAAA-MM-JJ`.
    case date
    /// A birth date, perhaps without its day or month.
    case partialDate
    case agdref
    /// The code of a département (`Departement`).
    case departement
    /// True or false. Printed as a box after `lead`, or as a word when there is no lead.
    case boolean(lead: String?)
    case integer(ClosedRange<Int64>)
    /// One value of a closed list, printed as boxes or as its label.
    case choice([FormOption], boxes: Bool)
    /// Several values of a closed list, without duplicates.
    case choices([FormOption])
    /// A box of its own whose lines may be ticked: present means ticked, even when empty.
    case group([FormOption])

    /// The closed list, when there is one.
    public var options: [FormOption] {
        switch self {
        case .choice(let options, _), .choices(let options), .group(let options): options
        default: []
        }
    }

    /// What the label of the line becomes with that answer; nil: it stays.
    func lineLabel(_ answer: JSONValue) -> String? {
        options.first { $0.value == answer.string }?.lineLabel
    }
}

/// One value of a closed list.
public struct FormOption: Sendable {
    public let value: String
    public let label: String
    /// Other spellings that are accepted and stored as `value`.
    public let aliases: [String]
    /// The line of the form under which it stands («Langues»).
    public let heading: String?
    /// The label of its line once it is chosen, where the form's own would say the contrary.
    let lineLabel: String?

    init(
        _ value: String, _ label: String, aliases: [String] = [], heading: String? = nil,
        lineLabel: String? = nil
    ) {
        self.value = value
        self.label = label
        self.aliases = aliases
        self.heading = heading
        self.lineLabel = lineLabel
    }

    /// Options that stand together under one line of the form.
    static func under(_ heading: String, _ options: [FormOption]) -> [FormOption] {
        options.map {
            FormOption($0.value, $0.label, aliases: $0.aliases, heading: heading)
        }
    }
}

/// When a field must be filled in.
public enum Requirement: Sendable, Equatable {
    case optional
    case always
    /// Only when the fiche goes this way.
    case when(Sens)
    /// Unless the fiche answers another one.
    case unlessReply
}

/// A field that is there only when a box of another one is ticked.
public struct Companion: Sendable {
    public let of: FormPath
    public let option: String
    /// Whether ticking the box makes the field required.
    public let required: Bool

    init(of path: FormPath, option: String, required: Bool) {
        self.of = path
        self.option = option
        self.required = required
    }
}

/// What a text is searched for (fiches.md, «Warnings»).
public enum Screening: Sendable {
    case none
    /// NIR, IBAN, bank card.
    case identifiers
    /// The same, and diagnosis words.
    case identifiersAndHealth
}
