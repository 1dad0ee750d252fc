public import LiaisonBase

/// A fiche that is being filled in: what was typed in each field of its form, right or wrong.
public struct FormEntries: Sendable, Equatable {
    public let modele: FicheModele
    /// Without those that are empty.
    private var entries: [FormPath: FormEntry] = [:]

    /// - Parameter content: what is known already, as `fiche.json` holds it; what does not fit a field of the
    ///   form is left out.
    public init(modele: FicheModele, content: JSONObject = JSONObject()) {
        self.modele = modele
        for leaf in form.tree.leaves {
            guard let value = content[path: leaf.field.path], !FormReader.isAbsent(value, leaf)
            else { continue }
            self[leaf.field.path] = Self.shown(value, leaf.field.kind)
        }
    }

    public var form: FormDescription { FormDescription.form(for: modele) }

    /// What stands in a field; setting what the form has no field for does nothing.
    public subscript(path: FormPath) -> FormEntry {
        get { entries[path] ?? .empty }
        set {
            guard isField(path) else { return }
            entries[path] = newValue.isEmpty ? nil : newValue
        }
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// The field of that name in a page: its path, keys joined by dots. Nil for any other name.
    public func path(named name: String) -> FormPath? {
        let path = FormPath(stringLiteral: name)
        return path.name == name && isField(path) ? path : nil
    }

    /// Nobody fills in the version and the model.
    private func isField(_ path: FormPath) -> Bool {
        path != .version && path != .modele && form.tree.leaf(path) != nil
    }

    /// The fields of a block (`partenaire`), in the form's order.
    public func paths(in block: String) -> [FormPath] {
        form.tree.leaves.map(\.field.path).filter { $0.keys.count > 1 && $0.keys[0] == block }
    }

    /// What a page sent for a field: the one value of a box to write in or of a single choice, the ticked ones
    /// of several. Nil for a field that the form has not, and for more than is kept.
    public func entry(_ values: [String], for path: FormPath) -> FormEntry? {
        guard let leaf = form.tree.leaf(path) else { return nil }
        let ticked = values.filter { !$0.isEmpty }
        return switch leaf.field.kind {
        case .choices: FormEntry(ticked: ticked)
        // A line ticks its box.
        case .group: FormEntry(ticked: ticked.isEmpty ? [] : ticked + [FormEntry.box])
        default: FormEntry(typed: values.last ?? "")
        }
    }

    /// Who is meant, for a list of drafts: «NOM Prénom», as typed; empty when nobody is named yet.
    public var person: String {
        [self[.nom], self[.prenom]].map { $0.text.trimmed }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// How the form names the structure on the other side; empty when it does not.
    public var partner: String {
        let sens = Sens(rawValue: self[.sens].text) ?? .agirVersPartenaire
        return self[FormPath(keys: [sens.addresseeBlock, "structure"])].text.trimmed
    }

    /// A value of `fiche.json` as somebody would type it.
    static func shown(_ value: JSONValue, _ kind: FieldKind) -> FormEntry {
        let entry: FormEntry? =
            switch (kind, value) {
            case (.date, .string(let text)):
                FormEntry(typed: CalendarDate(text)?.french ?? text)
            case (.partialDate, .string(let text)):
                FormEntry(typed: PartialDate(text)?.french ?? text)
            case (.group, .array(let values)):
                FormEntry(ticked: [FormEntry.box] + values.compactMap(\.string))
            case (_, .array(let values)): FormEntry(ticked: values.compactMap(\.string))
            case (_, .bool(let isTrue)): FormEntry(typed: isTrue ? "oui" : "non")
            case (_, .integer(let number)): FormEntry(typed: String(number))
            case (_, .string(let text)): FormEntry(typed: text)
            default: nil
            }
        return entry ?? .empty
    }

    // MARK: In a draft

    /// By the fields' names.
    public var value: JSONObject {
        JSONObject(
            form.tree.leaves.map { leaf in
                (leaf.field.path.name, entries[leaf.field.path]?.value)
            })
    }

    /// What a draft holds; what this version's form has no field for is left out.
    public init(modele: FicheModele, entries object: JSONObject) {
        self.modele = modele
        for member in object.members {
            guard let path = path(named: member.key), let entry = FormEntry(member.value) else {
                continue
            }
            self[path] = entry
        }
    }
}

extension FormPath {
    /// The field's name in a page: its keys joined by dots.
    public var name: String { keys.joined(separator: ".") }
}
