import LiaisonBase

/// What to show to a person who fills in a field.
public struct InterviewQuestion: Sendable {
    /// The part of the form, when this question is the first of it.
    public let heading: String?
    public let label: String
    /// The lines of a closed list; they are answered by their words, or by number, from 1.
    public let choices: [String]
    /// What an empty answer keeps.
    public let current: String?
    /// Whether the answer may be several lines.
    public let isMultiline: Bool
    /// How to answer, in a few words beside the label.
    public let format: String
    /// What the form says of it, for who does not know what to answer.
    public let about: String?
    /// What `?` shows.
    public let help: [String]

    init(_ step: InterviewStep, value: JSONValue?, isNewHeading: Bool) {
        let field = step.leaf.field
        heading = isNewHeading && !step.heading.isEmpty ? step.heading : nil
        label = step.label.prefix(1).uppercased() + step.label.dropFirst()
        choices = Self.choices(field)
        current = value.map { Self.shown($0, field) }
        isMultiline = Self.isMultiline(field.kind)
        let format = Self.format(field.kind)
        self.format = step.label.contains(format) ? "" : format
        about = field.help
        help =
            [field.help, Self.instruction(field.kind), Self.obligation(field)].compactMap { $0 } + [
                "Entrée garde la réponse ou passe ; « - » l'efface ; « < » revient à la question "
                    + "précédente ; « quitter » garde le brouillon pour plus tard."
            ]
    }

    private static func isMultiline(_ kind: FieldKind) -> Bool {
        if case .text = kind { return true }
        return false
    }

    private static func choices(_ field: FormField) -> [String] {
        field.kind.options.map { option in
            (option.heading.map { "\($0) : " } ?? "") + option.label
        }
    }

    /// The answer as people say it.
    private static func shown(_ value: JSONValue, _ field: FormField) -> String {
        func label(_ text: String) -> String {
            field.kind.options.first { $0.value == text }?.label ?? text
        }
        switch (field.kind, value) {
        case (.date, .string(let text)): return CalendarDate(text)?.french ?? text
        case (.partialDate, .string(let text)): return PartialDate(text)?.french ?? text
        case (.departement, .string(let text)): return Departement(code: text)?.french ?? text
        case (_, .bool(let isTrue)): return isTrue ? "oui" : "non"
        case (_, .string(let text)): return label(text)
        case (_, .array(let values)):
            let labels = values.compactMap(\.string).map(label)
            return labels.isEmpty ? "case cochée, sans précision" : labels.joined(separator: ", ")
        default: return value.text
        }
    }

    private static func format(_ kind: FieldKind) -> String {
        switch kind {
        case .date, .partialDate: "JJ/MM/AAAA"
        case .boolean: "oui ou non"
        case .choice: "un numéro ou ses mots"
        case .choices: "les numéros, séparés par des espaces, ou les mots"
        case .group: "les numéros, ou 0 pour la case seule"
        case .integer: "un nombre"
        case .agdref: "9 ou 10 chiffres"
        case .departement: "un numéro ou un nom"
        case .text: "plusieurs lignes ; un point seul termine"
        case .version, .line, .telephone: ""
        }
    }

    private static func instruction(_ kind: FieldKind) -> String? {
        switch kind {
        case .date: "Tapez la date comme sur le papier, par exemple 14/03/2002."
        case .partialDate:
            "Tapez 00/00/1990 si les papiers ne donnent que l'année, 00/03/1990 s'ils donnent le "
                + "mois."
        case .telephone: "Tapez le numéro comme vous voulez : 06 00 00 00 01 ou +33 6 00 00 00 01."
        case .text:
            "Écrivez autant de lignes qu'il faut, puis une ligne qui ne contient qu'un point."
        case .choices, .group:
            "Plusieurs réponses sont possibles : par exemple « 1 3 », ou les mots des lignes, une "
                + "virgule entre deux."
        case .choice: "Une seule réponse : son numéro, ou ses mots, qui l'emportent."
        case .boolean: "Répondez oui ou non."
        case .integer: "Tapez un nombre entier."
        case .agdref: "Les espaces et les tirets ne comptent pas, les zéros du début comptent."
        case .departement: "Tapez 38, 2A ou 971, ou le nom du département."
        case .version, .line: nil
        }
    }

    private static func obligation(_ field: FormField) -> String? {
        switch field.requirement {
        case .always: "Cette réponse est obligatoire."
        case .when(.agirVersPartenaire):
            "Cette réponse est obligatoire quand l'opérateur AGIR écrit au partenaire."
        case .when(.partenaireVersAGIR):
            "Cette réponse est obligatoire quand le partenaire écrit à l'opérateur AGIR."
        case .unlessReply: "Cette réponse est obligatoire, sauf dans une réponse à une fiche."
        case .optional: nil
        }
    }
}
