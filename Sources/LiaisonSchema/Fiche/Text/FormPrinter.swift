import LiaisonBase

/// What a form is printed on. Indents are in columns of text; a page of another kind takes them as
/// levels.
protocol FormPage {
    /// One empty line, never two in a row.
    mutating func gap()
    /// - Parameter value: what completes the heading, when the form has a field there.
    mutating func heading(_ text: String, level: FormHeading, value: String?)
    /// Text of the form itself; what follows its first line goes `hanging` columns further.
    mutating func add(_ text: String, indent: Int, hanging: Int)
    /// An answer under its label; an empty one leaves its place.
    mutating func add(label: String, value: String, indent: Int)
    /// A place to write in by hand.
    mutating func place(label: String, lines: Int)
    /// The boxes that follow, up to `endGroup`, belong to this label.
    mutating func beginGroup(_ label: String)
    mutating func endGroup()
    /// A line under which boxes stand.
    mutating func subgroup(_ label: String, indent: Int)
    mutating func box(_ box: FormBox, indent: Int)
}

/// A box to tick, and what it says.
struct FormBox {
    let isTicked: Bool
    let label: String
    /// «dont», before the box.
    var lead: String?
    /// What is written beside the label; empty leaves its place.
    var value: String?
}

enum FormHeading {
    case programme, title, section, subsection
}

/// Prints a document along a form. The document may be anything: what does not fit its field is
/// shown as raw JSON.
struct FormPrinter {
    let form: FormDescription
    let content: JSONObject
    let purpose: Purpose

    enum Purpose {
        /// A fiche that fits its form.
        case filled
        /// One that does not: the keys that are not part of the printed form are shown too.
        case defective
        /// To be filled in by hand: every line of the form has its place.
        case blank
    }

    private static let dots = "………………"

    func print(on page: inout some FormPage, signature: String?) {
        page.heading(form.programme, level: .programme, value: nil)
        page.gap()
        page.heading(form.title, level: .title, value: nil)
        for section in form.sections { print(section, on: &page) }
        page.gap()
        page.heading(form.signatureLabel, level: .section, value: nil)
        if let signature { page.add(signature, indent: 4, hanging: 0) }
    }

    private func print(_ section: FormSection, on page: inout some FormPage) {
        page.gap()
        if let heading = section.printed {
            page.heading(
                heading, level: section.level == .section ? .section : .subsection,
                value: section.headingField.flatMap(printed)
                    ?? (purpose == .blank && section.headingField != nil ? Self.dots : nil))
        }
        var heading: String?
        for row in section.rows {
            if let next = row.heading, next != heading {
                page.add(next.withColon, indent: 0, hanging: 0)
            }
            heading = row.heading
            print(row, on: &page)
        }
        for note in section.notes + section.footnotes { page.add(note, indent: 0, hanging: 2) }
    }

    private func print(_ row: FormRow, on page: inout some FormPage) {
        guard let first = row.fields.first else { return }
        switch (row.style, first.kind) {
        case (.hidden, _) where purpose != .defective: return
        case (.extra, _) where purpose != .blank && row.fields.allSatisfy { printed($0) == nil }:
            return
        case (.sentence, _): page.add(sentence(row), indent: 0, hanging: 0)
        case (_, .choices(let options)), (_, .choice(let options, boxes: true)):
            page.beginGroup(row.label)
            boxes(options, of: first, in: row, indent: row.label.isEmpty ? 0 : 2, on: &page)
            page.endGroup()
        case (_, .group(let options)):
            page.beginGroup("")
            page.box(FormBox(isTicked: isTicked(first), label: row.label.withColon), indent: 0)
            boxes(options, of: first, in: row, indent: 4, on: &page)
            page.endGroup()
        case _ where purpose == .blank: leavePlaces(row, first, on: &page)
        default:
            let values = row.fields.enumerated().compactMap { index, field -> String? in
                guard index > 0, case .choice = field.kind else { return printed(field) }
                return printed(field).map { "(\($0))" }
            }
            page.add(
                label: label(of: row), value: values.joined(separator: " "),
                indent: row.heading == nil ? 0 : 2)
        }
    }

    private func label(of row: FormRow) -> String {
        row.fields.compactMap { field in
            content[path: field.path].flatMap { field.kind.lineLabel($0) }
        }.first ?? row.printed
    }

    /// Where a hand writes, or ticks.
    private func leavePlaces(
        _ row: FormRow, _ first: FormField, on page: inout some FormPage
    ) {
        switch first.kind {
        case .choice(let options, _): group(row.label, options.map(\.label), on: &page)
        case .boolean: group(row.label, ["oui", "non"], on: &page)
        // A page of the guide has some forty lines.
        case .text(let maximum):
            page.place(label: row.label, lines: maximum > 1_000 ? 8 : 2)
        default: page.place(label: row.printed, lines: 1)
        }
        for field in row.fields.dropFirst() {
            // The only one is in the label already, as it is printed (guide AGIR 2022, annexe 4).
            if case .choice(let options, _) = field.kind, options.count > 1 {
                group("", options.map(\.label), on: &page)
            }
        }
    }

    private func group(_ label: String, _ boxes: [String], on page: inout some FormPage) {
        page.beginGroup(label)
        for box in boxes { page.box(FormBox(isTicked: false, label: box), indent: 0) }
        page.endGroup()
    }

    /// Each `…` of the label is the next field, or stays dots when the field is empty.
    private func sentence(_ row: FormRow) -> String {
        var fields = row.fields[...]
        return row.label.reduce(into: "") { text, character in
            guard character == "…", let field = fields.popFirst() else {
                text.append(character)
                return
            }
            text += printed(field) ?? Self.dots
        }
    }

    private func boxes(
        _ options: [FormOption], of field: FormField, in row: FormRow, indent: Int,
        on page: inout some FormPage
    ) {
        let value = content[path: field.path]
        let found = value?.array ?? value.map { [$0] } ?? []
        var heading: String?
        for option in options {
            if let next = option.heading, next != heading {
                page.subgroup(next, indent: indent)
            }
            heading = option.heading
            let inner = indent + (heading == nil ? 0 : 2)
            let isTicked = found.contains { Self.names(option, $0) }
            let companion = row.fields.first {
                $0.companion.map { $0.of == field.path && $0.option == option.value } ?? false
            }
            switch companion?.kind {
            case nil: page.box(FormBox(isTicked: isTicked, label: option.label), indent: inner)
            case .boolean(let lead?):
                page.box(FormBox(isTicked: isTicked, label: option.label), indent: inner)
                if let companion { lonelyBox(companion, lead: lead, indent: inner + 2, on: &page) }
            case .some:
                page.box(
                    FormBox(
                        isTicked: isTicked, label: option.label,
                        value: companion.flatMap(printed) ?? ""), indent: inner)
            }
        }
        for stray in found where !options.contains(where: { Self.names($0, stray) }) {
            guard stray != .string("") else { continue }
            page.add(
                label: "valeur inattendue", value: stray.string ?? stray.text, indent: indent)
        }
    }

    /// «dont ☐ garde d'enfant(s)».
    private func lonelyBox(
        _ field: FormField, lead: String, indent: Int, on page: inout some FormPage
    ) {
        let value = content[path: field.path]
        page.box(
            FormBox(isTicked: value?.bool == true, label: field.name ?? "", lead: lead),
            indent: indent)
        if let value, value.bool == nil, value != .string("") {
            page.add(
                label: "valeur inattendue", value: value.string ?? value.text, indent: indent)
        }
    }

    private static func names(_ option: FormOption, _ value: JSONValue) -> Bool {
        value.string.map { $0 == option.value || option.aliases.contains($0) } ?? false
    }

    /// A group is ticked as soon as its array is there.
    private func isTicked(_ field: FormField) -> Bool { content[path: field.path]?.array != nil }

    /// The value as people write it; nil when there is none.
    private func printed(_ field: FormField) -> String? {
        guard let value = content[path: field.path], value != .string("") else { return nil }
        switch (field.kind, value) {
        case (.boolean, .bool(let isTrue)): return isTrue ? "oui" : "non"
        case (.date, .string(let text)): return CalendarDate(text)?.french ?? text
        case (.partialDate, .string(let text)): return PartialDate(text)?.french ?? text
        case (.departement, .string(let text)): return Departement(code: text)?.french ?? text
        case (.choice(let options, _), .string(let text)):
            return options.first { Self.names($0, value) }?.label ?? text
        case (_, .string(let text)): return text
        default: return value.text
        }
    }
}
