/// One model of fiche de liaison, as the guide prints it. Validation, the blank model,
/// normalisation and rendering all follow this one description; a label is written nowhere else.
public struct FormDescription: Sendable {
    public let modele: FicheModele
    /// The programme's name, above the title.
    public let programme: String
    public let title: String
    /// In the order of the guide, which is also the order of the keys in `fiche.json`.
    public let sections: [FormSection]
    /// Under which the author's signature stands.
    public let signatureLabel: String
    let tree: FormTree

    init(
        modele: FicheModele, programme: String, title: String, sections: [FormSection],
        signatureLabel: String
    ) {
        self.modele = modele
        self.programme = programme
        self.title = title
        self.sections = sections
        self.signatureLabel = signatureLabel
        tree = FormTree(sections: sections)
    }

    public static func form(for modele: FicheModele) -> FormDescription {
        switch modele {
        case .spe: .spe
        case .generique: .generique
        case .picIPR: .picIPR
        }
    }
}

/// A part of the form under one heading.
public struct FormSection: Sendable {
    public enum Level: Sendable {
        case section, subsection
    }

    /// As the guide prints it, colon included, without the mark of a footnote.
    public let heading: String?
    /// The same on the printed form, mark included.
    public let printed: String?
    public let level: Level
    /// The field whose value completes the heading («Opérateur AGIR : …»).
    public let headingField: FormField?
    public let rows: [FormRow]
    /// Fixed text of the form («POUR RAPPEL»), one paragraph each.
    public let notes: [String]
    /// Those of the guide's page, which ends there: on the printed form only.
    public let footnotes: [String]

    init(
        _ heading: String?, printed: String? = nil, level: Level = .section,
        headingField: FormField? = nil, rows: [FormRow] = [], notes: [String] = [],
        footnotes: [String] = []
    ) {
        self.heading = heading
        self.printed = printed ?? heading
        self.level = level
        self.headingField = headingField
        self.rows = rows
        self.notes = notes
        self.footnotes = footnotes
    }
}

/// A line of the form: one label, one field or a few.
public struct FormRow: Sendable {
    public enum Style: Sendable {
        /// The label, then the values.
        case plain
        /// A sentence in which each `…` is a field.
        case sentence
        /// Beyond the printed form; shown only when it holds something.
        case extra
        /// Not part of the printed form.
        case hidden
    }

    /// As the guide prints it, without the colon at its end; where it stands under a heading, with that.
    public let label: String
    /// The line under which the guide prints it with its neighbours; nil for one of its own.
    public let heading: String?
    public let style: Style
    public let fields: [FormField]

    init(_ label: String, style: Style = .plain, _ fields: FormField...) {
        self.label = label
        heading = nil
        self.style = style
        self.fields = fields
    }

    init(under heading: String, _ label: String, _ field: FormField) {
        self.label = "\(heading) : \(label)"
        self.heading = heading
        style = .plain
        fields = [field]
    }

    /// What stands on its line of the printed form.
    public var printed: String { heading.map { String(label.dropFirst($0.count + 3)) } ?? label }
}
