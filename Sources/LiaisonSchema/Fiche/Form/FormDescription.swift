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

    /// As the guide prints it, colon included.
    public let heading: String?
    public let level: Level
    /// The field whose value completes the heading («Opérateur AGIR : …»).
    public let headingField: FormField?
    public let rows: [FormRow]
    /// Fixed text of the form («POUR RAPPEL»), one paragraph each.
    public let notes: [String]

    init(
        _ heading: String?, level: Level = .section, headingField: FormField? = nil,
        rows: [FormRow] = [], notes: [String] = []
    ) {
        self.heading = heading
        self.level = level
        self.headingField = headingField
        self.rows = rows
        self.notes = notes
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

    /// As the guide prints it, without the colon at its end.
    public let label: String
    public let style: Style
    public let fields: [FormField]

    init(_ label: String, style: Style = .plain, _ fields: FormField...) {
        self.label = label
        self.style = style
        self.fields = fields
    }
}
