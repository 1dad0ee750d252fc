import LiaisonBase

/// Reads a JSON object against a form: known keys into normalised values, everything else into
/// findings.
struct FormReader {
    let form: FormDescription
    private(set) var answers = FormAnswers()
    private var reader: AnswerReader

    /// - Parameter today: no birth date lies after it.
    init(form: FormDescription, today: CalendarDate) {
        self.form = form
        reader = AnswerReader(today: today)
    }

    /// In the order of the document.
    var findings: [Finding] { reader.findings }

    mutating func read(_ object: JSONObject) {
        read(object, node: form.tree.root, prefix: [])
        answers.content = normalised(form.tree.root, prefix: [])
    }

    private mutating func read(_ object: JSONObject, node: FormTree.Node, prefix: [String]) {
        for member in object.members {
            let keys = prefix + [member.key]
            guard let child = node.child(member.key) else {
                reader.findings.append(unknown(keys, among: node.children.map(\.key)))
                continue
            }
            if let leaf = child.leaf {
                read(member.value, leaf: leaf)
            } else if let inner = member.value.object {
                read(inner, node: child, prefix: keys)
            } else if !Self.isEmpty(member.value) {
                for leaf in child.leaves { answers.given.insert(leaf.field.path) }
                reader.findings.append(
                    Finding(
                        child.leaves.first?.champ ?? "Fiche", at: FormPath.pointer(keys),
                        found: AnswerReader.kind(of: member.value),
                        expected: "un objet JSON qui regroupe les champs de cette partie",
                        seen: AnswerReader.seen(member.value),
                        asked: "les réponses de cette partie"))
            }
        }
    }

    private mutating func read(_ value: JSONValue, leaf: FormTree.Leaf) {
        guard !Self.isAbsent(value, leaf) else { return }
        answers.given.insert(leaf.field.path)
        answers.values[leaf.field.path] = reader.read(value, leaf: leaf)
    }

    /// An extra key is a leak (fiches.md). The finding names the model that has the field, or the
    /// known key that was probably meant.
    private func unknown(_ keys: [String], among siblings: [String]) -> Finding {
        let path = FormPath(keys: keys)
        let others = FicheModele.allCases.filter {
            $0 != form.modele && FormDescription.form(for: $0).tree.holds(path)
        }
        let allowed =
            "seulement les champs du formulaire, car rien d'autre ne peut être transmis"
        guard others.isEmpty else {
            let names = others.map { "«\($0.rawValue)»" }.joined(separator: " et ")
            let label = others.first.flatMap {
                FormDescription.form(for: $0).tree.leaf(path)?.champ
            }
            let forms = others.map(\.french).joined(separator: " ou de la ")
            return Finding(
                "Clé inconnue", at: path.pointer,
                found:
                    "un champ \(others.count > 1 ? "des modèles" : "du modèle") \(names), qui n'est pas dans le modèle "
                    + "«\(form.modele.rawValue)»",
                expected: allowed,
                seen: "«\(label ?? Self.shown(keys))», de la \(forms)")
        }
        let last = keys.last ?? ""
        let meant =
            Likeness.nearest(to: last, in: siblings).map { siblingPath(keys, $0) }
            ?? elsewhere(last)
        let label = meant.flatMap { form.tree.leaf($0)?.champ }
        return Finding(
            "Clé inconnue", at: path.pointer,
            found: "une clé qui n'existe pas dans le modèle «\(form.modele.rawValue)»",
            expected: (meant.map { "«\($0.pointer)» si c'est ce qui était voulu ; " } ?? "")
                + allowed,
            seen: "«\(Self.shown(keys))», qui n'est pas un champ de ce formulaire",
            asked: (label.map { "«\($0)» si c'est ce qui était voulu ; " } ?? "") + allowed)
    }

    /// A key that no label says, as it stands in the file.
    private static func shown(_ keys: [String]) -> String {
        VisibleText.line(keys.last ?? "", limit: 60)
    }

    /// A field of that name in another part of the form, the beneficiary's first.
    private func elsewhere(_ name: String) -> FormPath? {
        let paths = form.tree.leaves.map(\.field.path).filter { $0.keys.last == name }
        return paths.first { $0.keys.first == "beneficiaire" } ?? paths.first
    }

    private func siblingPath(_ keys: [String], _ name: String) -> FormPath {
        FormPath(keys: keys.dropLast() + [name])
    }

    /// In the form's order, without what is absent.
    private func normalised(_ node: FormTree.Node, prefix: [String]) -> JSONObject {
        JSONObject(
            node.children.map { child in
                let keys = prefix + [child.key]
                guard child.leaf == nil else {
                    return (child.key, answers.values[FormPath(keys: keys)])
                }
                let inner = normalised(child, prefix: keys)
                return (child.key, inner.isEmpty ? nil : .object(inner))
            })
    }

    /// An empty value counts as absent, but for the empty list of a ticked group.
    static func isAbsent(_ value: JSONValue, _ leaf: FormTree.Leaf) -> Bool {
        if case .group = leaf.field.kind, value.array != nil { return false }
        return isEmpty(value)
    }

    /// `""`, white space, `[]` and `{}` count as absent (fiches.md).
    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): PlainText.isBlank(text)
        case .array(let values): values.isEmpty
        case .object(let object): object.isEmpty
        case .null, .bool, .integer, .decimal: false
        }
    }
}

/// What was read of a fiche, right or wrong.
struct FormAnswers {
    /// The normalised values that are right.
    var values: [FormPath: JSONValue] = [:]
    /// The fields that hold something, right or wrong: they are not missing.
    var given: Set<FormPath> = []
    /// The right values as the object that `fiche.json` holds.
    var content = JSONObject()

    func text(_ path: FormPath) -> String? { values[path]?.string }
    func date(_ path: FormPath) -> CalendarDate? { text(path).flatMap { CalendarDate($0) } }
    func bool(_ path: FormPath) -> Bool? { values[path]?.bool }

    /// The values of a several-choices field; empty when there is none.
    func list(_ path: FormPath) -> [String] { values[path]?.array?.compactMap(\.string) ?? [] }

    var sens: Sens? { text(.sens).flatMap { Sens(rawValue: $0) } }
}
