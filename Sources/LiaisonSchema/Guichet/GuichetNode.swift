public import LiaisonBase

/// A piece of a form as data: the page of the guichet makes elements of it, each text as text
/// (guichet.md, «The sealed content»). A tree is a list of them.
public indirect enum GuichetNode: Sendable, Equatable {
    /// Level 0 is the programme's name above the title, 1 the title, then sections and subsections.
    case heading(level: Int, text: String, value: String?)
    case text(String)
    /// An answer under its label; an empty one was not given.
    case value(label: String, value: String, indent: Int)
    /// Boxes that belong together, under a label or none.
    case group(label: String?, [GuichetNode])
    /// A line under which boxes stand.
    case subgroup(String, indent: Int)
    case box(Box, indent: Int)
    case field(GuichetField)
    /// What an answer holds without being asked.
    case fixed(FormPath, JSONValue)
    case rule(GuichetRule)

    public struct Box: Sendable, Equatable {
        public let isTicked: Bool
        public let label: String
        /// «dont», before the box.
        public let lead: String?
        /// What is written beside the label; empty leaves its place.
        public let value: String?
    }

    /// The deepest indent.
    static let deepest = 3

    public var object: JSONObject {
        switch self {
        case .heading(let level, let text, let value):
            JSONObject([
                ("genre", "titre"), ("niveau", .integer(Int64(level))), ("texte", .string(text)),
                ("valeur", value.map { .string($0) }),
            ])
        case .text(let text): JSONObject([("genre", "texte"), ("texte", .string(text))])
        case .value(let label, let value, let indent):
            JSONObject([
                ("genre", "valeur"), ("libelle", .string(label)), ("valeur", .string(value)),
                ("retrait", Self.indent(indent)),
            ])
        case .group(let label, let nodes):
            JSONObject([
                ("genre", "groupe"), ("libelle", label.map { .string($0) }),
                ("contenu", nodes.json),
            ])
        case .subgroup(let text, let indent):
            JSONObject([
                ("genre", "rubrique"), ("texte", .string(text)), ("retrait", Self.indent(indent)),
            ])
        case .box(let box, let indent):
            JSONObject([
                ("genre", "case"), ("cochee", .bool(box.isTicked)), ("libelle", .string(box.label)),
                ("avant", box.lead.map { .string($0) }), ("valeur", box.value.map { .string($0) }),
                ("retrait", Self.indent(indent)),
            ])
        case .field(let field): field.object
        case .fixed(let path, let value):
            JSONObject([("genre", "fixe"), ("cle", .string(path.pointer)), ("valeur", value)])
        case .rule(let rule): rule.object
        }
    }

    /// None is not written.
    private static func indent(_ indent: Int) -> JSONValue? {
        indent == 0 ? nil : .integer(Int64(indent))
    }
}

extension [GuichetNode] {
    public var json: JSONValue { .array(map { .object($0.object) }) }
}

/// A field to fill in: what it is called, how it is answered, and what is said of a wrong answer, in the
/// words of our own validation.
public struct GuichetField: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case line = "ligne"
        case text = "texte"
        case date
        case partialDate = "date-partielle"
        case agdref
        case integer = "entier"
        case choice = "choix"
        case choices = "cases"
        /// A box with lines of its own.
        case group = "groupe"
    }

    public struct Option: Sendable, Equatable {
        /// A text; true or false for yes or no.
        public let value: JSONValue
        public let label: String
        public let heading: String?
    }

    /// When what is said is said. `{n}` stands for what was counted, `{c}` for a character.
    public enum Fault: String, Sendable, CaseIterable {
        case missing = "manque"
        case refused = "refus"
        case tooLong = "longueur"
        case control = "controle"
        case tooOld = "ancienne"
        case future = "avenir"
        case outside = "hors"
    }

    public var path: FormPath
    public var label: String
    public var kind: Kind
    public var help: String?
    public var options: [Option] = []
    /// Characters of a text, or the value of a number.
    public var range: ClosedRange<Int64>?
    public var messages: [Fault: String]
    /// The box that this field completes.
    public var companion: (path: FormPath, option: String)?
    /// What is there already, as `fiche.json` stores it.
    public var value: JSONValue?

    public static func == (left: GuichetField, right: GuichetField) -> Bool {
        left.object == right.object
    }

    var object: JSONObject {
        var object = JSONObject([
            ("genre", "champ"), ("cle", .string(path.pointer)), ("libelle", .string(label)),
            ("saisie", .string(kind.rawValue)), ("aide", help.map { .string($0) }),
        ])
        if !options.isEmpty {
            object["options"] = .array(
                options.map { option in
                    .object(
                        JSONObject([
                            ("valeur", option.value), ("libelle", .string(option.label)),
                            ("rubrique", option.heading.map { .string($0) }),
                        ]))
                })
        }
        if let range {
            if kind == .integer { object["minimum"] = .integer(range.lowerBound) }
            object["maximum"] = .integer(range.upperBound)
        }
        object["messages"] = .object(
            JSONObject(
                Fault.allCases.map { ($0.rawValue, messages[$0].map { .string($0) }) }))
        if let companion {
            object["si"] = .object([
                "cle": .string(companion.path.pointer), "option": .string(companion.option),
            ])
        }
        object["valeur"] = value
        return object
    }
}

/// A rule that crosses fields.
public enum GuichetRule: Sendable, Equatable {
    /// A moment that a date is compared with.
    public enum Moment: Sendable, Equatable {
        case field(FormPath)
        case today, tomorrow

        var text: String {
            switch self {
            case .field(let path): path.pointer
            case .today: "aujourdhui"
            case .tomorrow: "demain"
            }
        }
    }

    /// `consent` must be true where `path` is answered, or where it is not.
    case requires(
        consent: FormPath, path: FormPath, present: Bool, place: FormPath, message: String)
    /// One date before another, or on the same day where that is allowed.
    case order(Moment, Moment, isStrict: Bool, place: FormPath, message: String)

    var object: JSONObject {
        switch self {
        case .requires(let consent, let path, let present, let place, let message):
            JSONObject([
                ("genre", "regle"), ("exige", .string(consent.pointer)),
                ("si", .string(path.pointer)), ("present", .bool(present)),
                ("lieu", .string(place.pointer)), ("message", .string(message)),
            ])
        case .order(let before, let after, let isStrict, let place, let message):
            JSONObject([
                ("genre", "regle"), ("avant", .string(before.text)), ("apres", .string(after.text)),
                ("strict", .bool(isStrict)), ("lieu", .string(place.pointer)),
                ("message", .string(message)),
            ])
        }
    }
}
