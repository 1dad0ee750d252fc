import LiaisonBase

/// Turns what was typed or ticked in a page into the value that a field stores.
enum TypedEntry {
    /// - Returns: nil when nothing was typed; a failure when it is not what the field wants.
    static func read(
        _ entry: FormEntry, for leaf: FormTree.Leaf, today: CalendarDate
    ) -> Result<JSONValue, TypedAnswer.Refusal>? {
        guard !entry.isEmpty else { return nil }
        var reader = AnswerReader(today: today)
        guard let raw = raw(entry, leaf.field.kind), let value = reader.read(raw, leaf: leaf) else {
            return .failure(.init(message: why(entry, leaf.field.kind, today)))
        }
        return .success(value)
    }

    private static func raw(_ entry: FormEntry, _ kind: FieldKind) -> JSONValue? {
        let text = entry.text.trimmed
        switch kind {
        case .date: return CalendarDate(typed: text).map { .string($0.description) }
        case .partialDate: return .string(TypedAnswer.partial(text) ?? text)
        case .boolean:
            return switch text {
            case "oui": .bool(true)
            case "non": .bool(false)
            default: nil
            }
        case .integer:
            return Int64(text.filter { !$0.isWhitespace }).map { .integer($0) }
        case .choices(let options): return .array(ticked(entry, options))
        case .group(let options):
            let lines = entry.ticks.filter { $0 != FormEntry.box }
            return .array(ticked(lines, options))
        case .departement: return Departement(typed: text).map { .string($0.code) }
        case .text: return .string(entry.text)
        case .version, .line, .telephone, .agdref, .choice: return .string(text)
        }
    }

    private static func ticked(_ entry: FormEntry, _ options: [FormOption]) -> [JSONValue] {
        ticked(entry.ticks, options)
    }

    /// In the form's order; what is in no list stays, to be refused.
    private static func ticked(_ values: [String], _ options: [FormOption]) -> [JSONValue] {
        let known = options.map(\.value)
        let kept = known.filter(values.contains) + values.filter { !known.contains($0) }
        return kept.map { .string($0) }
    }

    /// What is wrong, in the words of who types; never what was typed.
    private static func why(
        _ entry: FormEntry, _ kind: FieldKind, _ today: CalendarDate
    ) -> String {
        let text = entry.text
        if let control = PlainText.control(in: text) {
            return "Il s'y trouve un caractère de commande invisible "
                + "(\(VisibleText.code(control)))."
        }
        let length = text.unicodeScalars.count
        switch kind {
        case .date: return "Cette date n'existe pas, ou n'est pas écrite JJ/MM/AAAA."
        case .partialDate:
            let trimmed = text.trimmed
            guard let date = PartialDate(TypedAnswer.partial(trimmed) ?? trimmed) else {
                return "Cette date n'existe pas, ou n'est pas écrite JJ/MM/AAAA."
            }
            return date.earliest > today
                ? "Cette date est à venir." : "Cette année est trop ancienne."
        case .agdref:
            let digits = text.unicodeScalars.count { ("0"..."9").contains($0) }
            let others = text.unicodeScalars.contains {
                !("0"..."9").contains($0) && !TypedCode.isBetween($0)
            }
            return others
                ? "Il y a autre chose que des chiffres, des espaces et des tirets."
                : "Il y a \(AnswerReader.count(digits, "chiffre"))."
        case .departement: return Departement.refusal
        case .integer: return "Ce n'est pas un nombre qui convient."
        case .line(let maximum):
            return length > maximum
                ? "Ce texte a \(length) caractères." : "Ce texte a plusieurs lignes."
        case .telephone:
            return length > 200
                ? "Ce texte a \(length) caractères." : "Ce texte a plusieurs lignes."
        case .text: return "Ce texte a \(length) caractères."
        case .boolean, .choice, .choices, .group, .version:
            return "Cette réponse n'est pas dans la liste."
        }
    }
}
