import LiaisonBase

extension Fiche {
    /// What was answered, as people read it, without the labels of the form: what a search looks in.
    public var answers: [String] {
        form.tree.leaves.flatMap { leaf -> [String] in
            guard let value = content[path: leaf.field.path] else { return [] }
            switch leaf.field.path {
            case .version, .modele, .sens: return []
            default: return Self.words(value, leaf.field.kind)
            }
        }
    }

    private static func words(_ value: JSONValue, _ kind: FieldKind) -> [String] {
        func label(_ text: String) -> String {
            kind.options.first { $0.value == text }?.label ?? text
        }
        switch (kind, value) {
        case (.date, .string(let text)): return [CalendarDate(text)?.french ?? text]
        case (.partialDate, .string(let text)): return [PartialDate(text)?.french ?? text]
        case (.departement, .string(let text)): return [Departement(code: text)?.name ?? text]
        case (_, .string(let text)): return [label(text)]
        case (_, .array(let values)): return values.compactMap(\.string).map(label)
        default: return []
        }
    }
}
