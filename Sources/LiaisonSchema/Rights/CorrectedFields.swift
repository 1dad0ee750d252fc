internal import LiaisonBase

/// What a person asked to have put right, as people read it: a line a field, in the words of the forms. It is any
/// JSON (formats.md, «Sealed payload»), mostly of JSON pointers to corrected answers; what no form knows is
/// shown as it was written.
enum CorrectedFields {
    static func lines(_ champs: JSONValue) -> [String] {
        switch champs {
        case .object(let object):
            object.members.flatMap { lines($0.value, at: keys($0.key), $0.key) }
        case .array(let values): values.map(shown)
        default: [shown(champs)]
        }
    }

    /// - Parameter written: how the place was named, where no form knows it.
    private static func lines(_ value: JSONValue, at keys: [String], _ written: String) -> [String]
    {
        if let leaf = leaf(keys) {
            let name = leaf.field.name.map { " (\($0))" } ?? ""
            let text = PersonExtract.text(value, leaf.field)
            return ["\(leaf.champ)\(name) : \(PlainText.normalised(text))"]
        }
        // A part of the form, given whole.
        if let object = value.object, forms.contains(where: { $0.holds(FormPath(keys: keys)) }) {
            return object.members.flatMap {
                lines($0.value, at: keys + [$0.key], "\(written)/\($0.key)")
            }
        }
        return ["\(written) : \(shown(value))"]
    }

    /// A pointer, or the name of a member.
    private static func keys(_ text: String) -> [String] {
        guard text.hasPrefix("/") else { return [text] }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    /// The field there, or the one whose list holds that place.
    private static func leaf(_ keys: [String]) -> FormTree.Leaf? {
        for form in forms {
            for length in stride(from: keys.count, to: 0, by: -1) {
                if let leaf = form.leaf(FormPath(keys: Array(keys.prefix(length)))) { return leaf }
            }
        }
        return nil
    }

    /// Which form it was is not said: the one first whose labels fit all.
    private static let forms = [FicheModele.spe, .generique, .picIPR].map {
        FormDescription.form(for: $0).tree
    }

    /// Texts as they are, lists of texts in a line, the rest as JSON writes it.
    private static func shown(_ value: JSONValue) -> String {
        if let text = value.string { return PlainText.normalised(text) }
        let texts = (value.array ?? []).compactMap(\.string)
        guard !texts.isEmpty, texts.count == value.array?.count else { return value.text }
        return texts.map(PlainText.normalised).joined(separator: " ; ")
    }
}
