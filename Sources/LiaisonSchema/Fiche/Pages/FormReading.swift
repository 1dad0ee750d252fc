import LiaisonBase

/// What was typed in a form, read and judged.
struct FormReading {
    /// The values that are right by themselves.
    private(set) var values: [FormPath: JSONValue] = [:]
    /// In the form's order, one a field.
    let errors: [FormError]
    let warnings: [Finding]
    let content: JSONObject
    let fiche: Fiche?

    init(_ entries: FormEntries, today: CalendarDate, isReply: Bool) {
        let form = entries.form
        var values: [FormPath: JSONValue] = [
            .version: .integer(1), .modele: .string(entries.modele.rawValue),
        ]
        var refused: [FormPath: FormError] = [:]
        for leaf in form.tree.leaves where values[leaf.field.path] == nil {
            switch TypedEntry.read(entries[leaf.field.path], for: leaf, today: today) {
            case .success(let value): values[leaf.field.path] = value
            case .failure(let refusal):
                refused[leaf.field.path] = FormError(leaf, refused: refusal.message)
            case nil: break
            }
        }
        content = form.content(of: values)
        let report = Fiche.validate(
            Array(JSONValue.object(content).text.utf8), today: today, reponseA: isReply)
        var found: [FormPath: FormError] = [:]
        for finding in report.erreurs {
            guard let leaf = form.tree.leaf(pointer: finding.pointeur),
                found[leaf.field.path] == nil, refused[leaf.field.path] == nil,
                Self.isTrue(finding, leaf, refused: refused)
            else { continue }
            found[leaf.field.path] = FormError(finding, leaf, in: entries)
        }
        errors = form.tree.leaves.compactMap { refused[$0.field.path] ?? found[$0.field.path] }
        warnings = report.avertissements
        fiche = errors.isEmpty ? report.fiche : nil
        self.values = values
    }

    /// Whether a finding would stand if what was refused were right: what hangs on it is silent, one defect is
    /// one error.
    private static func isTrue(
        _ finding: Finding, _ leaf: FormTree.Leaf, refused: [FormPath: FormError]
    ) -> Bool {
        if let companion = leaf.field.companion, refused[companion.of] != nil { return false }
        return switch leaf.field.path {
        case .consentementOrientation: refused[.dateContratAGIR] == nil
        case .courriel: refused[.consentementDematerialise] == nil
        default: true
        }
    }
}

extension FormTree {
    /// The field at a JSON pointer, or the one that it lies in.
    func leaf(pointer: String) -> Leaf? {
        leaves.first {
            let own = $0.field.path.pointer
            return pointer == own || pointer.hasPrefix(own + "/")
        }
    }
}
