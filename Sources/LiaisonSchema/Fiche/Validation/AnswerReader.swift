import LiaisonBase

/// Reads one value by the kind of its field.
struct AnswerReader {
    let today: CalendarDate
    var findings: [Finding] = []

    init(today: CalendarDate) {
        self.today = today
    }

    /// The normalised value; nil, and one finding or more, when it is not what the field wants.
    mutating func read(_ value: JSONValue, leaf: FormTree.Leaf) -> JSONValue? {
        let expected = Self.expected(leaf.field.kind)
        switch leaf.field.kind {
        case .version:
            if value == .integer(1) { return value }
            return refuse(
                leaf,
                value.integer.map { "la version \($0), que ce programme ne connaît pas" }
                    ?? Self.kind(of: value), expected,
                seen: value.integer == nil ? Self.seen(value) : nil)
        case .boolean:
            return value.bool != nil ? value : refuse(value, leaf, expected)
        case .integer(let range):
            if let integer = value.integer, range.contains(integer) { return value }
            return refuse(leaf, Self.number(value), expected, seen: Self.seenNumber(value))
        case .choices(let options), .group(let options):
            return list(value, options: options, leaf: leaf, expected: expected)
        case .line, .text, .telephone, .date, .partialDate, .agdref, .departement, .choice:
            guard case .string(let raw) = value else { return refuse(value, leaf, expected) }
            return text(raw, leaf: leaf, expected: expected)
        }
    }

    private mutating func text(
        _ raw: String, leaf: FormTree.Leaf, expected: String
    ) -> JSONValue? {
        let text = PlainText.normalised(raw)
        if let control = PlainText.control(in: text) {
            return refuse(
                leaf, "un caractère de commande invisible (\(VisibleText.code(control)))",
                "\(expected), sans ce caractère",
                asked: "\(FieldWords.asked(leaf.field)), sans ce caractère")
        }
        switch leaf.field.kind {
        case .line(let maximum):
            let said = leaf.field.path == .prenom ? SingleName.stored(text) : text
            return line(said, maximum: maximum, leaf: leaf, expected: expected)
        case .telephone:
            return line(text, maximum: 200, leaf: leaf, expected: expected)
        case .text(let maximum):
            return bounded(text, maximum: maximum, leaf: leaf, expected: expected)
        case .date:
            if CalendarDate(text) != nil { return .string(text) }
            return refuseDate(text, leaf: leaf, expected: expected)
        case .partialDate:
            return birthDate(text, leaf: leaf, expected: expected)
        case .agdref:
            if let number = AGDREFNumber(text) { return .string(number.digits) }
            let kept = TypedCode.signs(text).unicodeScalars
            let areDigits = kept.allSatisfy { ("0"..."9").contains($0) }
            return refuse(
                leaf,
                areDigits ? Self.count(kept.count, "chiffre") : "autre chose que des chiffres",
                expected)
        case .departement:
            if let found = Departement(code: text) { return .string(found.code) }
            return refuse(leaf, "autre chose qu'un numéro de département", expected)
        case .choice(let options, _):
            if let option = Self.option(text, in: options) { return .string(option.value) }
            return refuse(leaf, Self.stranger, expected)
        case .version, .boolean, .integer, .choices, .group:
            return nil
        }
    }

    private mutating func line(
        _ text: String, maximum: Int, leaf: FormTree.Leaf, expected: String
    ) -> JSONValue? {
        guard !text.unicodeScalars.contains("\n") else {
            return refuse(leaf, "un texte de plusieurs lignes", expected)
        }
        return bounded(text, maximum: maximum, leaf: leaf, expected: expected)
    }

    private mutating func bounded(
        _ text: String, maximum: Int, leaf: FormTree.Leaf, expected: String
    ) -> JSONValue? {
        let length = text.unicodeScalars.count
        guard length <= maximum else {
            return refuse(leaf, "un texte de \(length) caractères", expected)
        }
        return .string(text)
    }

    private mutating func birthDate(
        _ text: String, leaf: FormTree.Leaf, expected: String
    ) -> JSONValue? {
        guard let date = PartialDate(text) else {
            return refuseDate(text, leaf: leaf, expected: expected)
        }
        guard date.year > 1900 else {
            let after = "une date postérieure à 1900"
            return refuse(leaf, "une année trop ancienne", after, asked: after)
        }
        guard date.earliest <= today else {
            let past = "une date passée"
            return refuse(leaf, "une date à venir", past, asked: past)
        }
        return .string(text)
    }

    private mutating func refuseDate(
        _ text: String, leaf: FormTree.Leaf, expected: String
    ) -> JSONValue? {
        let found = Self.wrongDate(text)
        // Right for people, and typed in a file: only the order that the file wants can be said.
        let isFrench = found == Self.frenchDate
        return refuse(
            leaf, found, expected,
            asked: isFrench ? "dans un fichier, l'année d'abord, comme 2002-03-14" : nil)
    }

    private mutating func list(
        _ value: JSONValue, options: [FormOption], leaf: FormTree.Leaf, expected: String
    ) -> JSONValue? {
        guard case .array(let items) = value else { return refuse(value, leaf, expected) }
        var values: [JSONValue] = []
        var refused = false
        for (index, item) in items.enumerated() {
            let found: String
            let seen: String
            if case .string(let raw) = item {
                let text = PlainText.normalised(raw)
                if let option = Self.option(text, in: options) {
                    let value = JSONValue.string(option.value)
                    guard values.contains(value) else {
                        values.append(value)
                        continue
                    }
                    found = "«\(option.value)» une deuxième fois"
                    seen = "«\(option.label)» une deuxième fois"
                } else {
                    found = Self.stranger
                    seen = Self.stranger
                }
            } else {
                found = Self.kind(of: item)
                seen = Self.seen(item)
            }
            refused = true
            findings.append(
                Finding(
                    leaf.champ, at: leaf.field.path.pointer + "/\(index)", found: found,
                    expected: expected, seen: seen, asked: FieldWords.asked(leaf.field)))
        }
        return refused ? nil : .array(values)
    }

    private static let stranger = "une valeur qui n'est pas dans la liste"

    /// - Parameters:
    ///   - seen: what was found, for who reads the form; nil where it is the same.
    ///   - asked: what is expected, likewise; nil: what the field takes.
    private mutating func refuse(
        _ leaf: FormTree.Leaf, _ found: String, _ expected: String, seen: String? = nil,
        asked: String? = nil
    ) -> JSONValue? {
        findings.append(
            Finding(
                leaf, found: found, expected: expected, seen: seen,
                asked: asked ?? FieldWords.asked(leaf.field)))
        return nil
    }

    /// A value of another kind than the field's.
    private mutating func refuse(
        _ value: JSONValue, _ leaf: FormTree.Leaf, _ expected: String
    ) -> JSONValue? {
        refuse(leaf, Self.kind(of: value), expected, seen: Self.seen(value))
    }

    private static func option(_ text: String, in options: [FormOption]) -> FormOption? {
        options.first { $0.value == text || $0.aliases.contains(text) }
    }
}
