public import LiaisonBase

/// A form as short pages, each part of it one, with what was typed in it and what is wrong: the model of every
/// page on which a fiche is written. Order, labels, lists and rules are those of the form.
public struct FormPages: Sendable {
    public let form: FormDescription
    /// In the form's order; at least one.
    public let pages: [Page]
    /// All that is wrong, in the form's order.
    public let errors: [FormError]
    /// Doubts that the author confirms when it is sent, in the form's order; some only show once nothing is
    /// wrong.
    public let warnings: [Finding]
    /// The right answers so far, as `fiche.json` holds them.
    public let content: JSONObject
    /// Nil exactly when something is wrong.
    public let fiche: Fiche?

    /// - Parameters:
    ///   - isReply: whether the fiche answers another one.
    ///   - settled: fields that are not asked: what the program knows better, as the direction.
    public init(
        _ entries: FormEntries, today: CalendarDate, isReply: Bool, settled: Set<FormPath> = []
    ) {
        form = entries.form
        let reading = FormReading(entries, today: today, isReply: isReply)
        errors = reading.errors
        warnings = reading.warnings
        content = reading.content
        fiche = reading.fiche
        pages = Self.pages(entries, reading, isReply: isReply, settled: settled)
    }

    /// The page on which a field is asked; nil for one that is not asked.
    public func page(of path: FormPath) -> Page? {
        pages.first { page in page.controls.contains { $0.path == path } }
    }

    /// Where writing goes on: the first page on which something is wrong, missing, or not begun; the last one
    /// where nothing is left.
    public var unfinished: Page {
        pages.first { !$0.errors.isEmpty || !$0.isBegun } ?? pages[pages.count - 1]
    }

    private static func pages(
        _ entries: FormEntries, _ reading: FormReading, isReply: Bool, settled: Set<FormPath>
    ) -> [Page] {
        let form = entries.form
        let labels = Dictionary(
            InterviewStep.steps(of: form).map { ($0.path, $0.label) }, uniquingKeysWith: { $1 })
        var pages: [Page] = []
        var chapter: String?
        for section in form.sections {
            if section.level == .section { chapter = nil }
            let isAsked = { (field: FormField, beside: [FormField]) in
                !settled.contains(field.path)
                    && Self.isAsked(field, beside: beside, entries, reading.values)
            }
            let fields = [section.headingField].compactMap(\.self) + section.rows.flatMap(\.fields)
            func controls(_ asked: [FormField]) -> [FormControl] {
                asked.filter { isAsked($0, fields) }.map { field in
                    FormControl(
                        field, label: labels[field.path] ?? "", entries,
                        error: reading.errors.first { $0.path == field.path },
                        isReply: isReply)
                }
            }
            let heading: [(String, [FormField])] = section.headingField.map { [("", [$0])] } ?? []
            let rows = (heading + section.rows.map { ($0.label, $0.fields) })
                .map { Page.Row(label: $0.0, controls: controls($0.1)) }
                .filter { !$0.controls.isEmpty }
            guard !rows.isEmpty else {
                // A heading without a field stands above the parts that follow it.
                if section.level == .section, section.notes.isEmpty {
                    chapter = section.heading?.withoutColon
                }
                continue
            }
            let first = rows[0].label.isEmpty ? rows[0].controls[0].label : rows[0].label
            pages.append(
                Page(
                    number: pages.count + 1, title: section.heading?.withoutColon ?? first,
                    chapter: section.level == .subsection ? chapter : nil, rows: rows))
        }
        return pages
    }

    /// Whether a field is asked: what hangs on another one is, where that one stands on the same page, so
    /// that both can be answered there without a script; elsewhere once it makes sense, or holds something
    /// that would else be refused unseen.
    private static func isAsked(
        _ field: FormField, beside fields: [FormField], _ entries: FormEntries,
        _ values: [FormPath: JSONValue]
    ) -> Bool {
        switch field.path {
        case .version, .modele: return false
        default: break
        }
        guard entries[field.path].isEmpty, !field.makesSense(with: values) else { return true }
        guard let other = field.dependence else { return false }
        return fields.contains { $0.path == other }
    }
}

extension FormField {
    /// The field on whose answer it hangs whether this one makes sense; nil where there are several, or none.
    fileprivate var dependence: FormPath? {
        if let companion { return companion.of }
        return switch path {
        case .consentementDematerialise: .courriel
        case .etatFLE: .heuresFLE
        case .consentementOrientation: .dateContratAGIR
        default: nil
        }
    }
}
