import LiaisonBase

/// Turns what a person typed into the value that a field stores.
enum TypedAnswer {
    struct Refusal: Error {
        let message: String
    }

    static func read(
        _ typed: String, for leaf: FormTree.Leaf, today: CalendarDate
    ) -> Result<JSONValue, Refusal> {
        let value: JSONValue
        switch raw(typed, leaf.field) {
        case .success(let raw): value = raw
        case .failure(let refusal): return .failure(refusal)
        }
        var reader = AnswerReader(today: today)
        if let read = reader.read(value, leaf: leaf) { return .success(read) }
        switch leaf.field.kind {
        case .date where value.string.flatMap({ CalendarDate($0) }) == nil,
            .partialDate where value.string.flatMap({ PartialDate($0) }) == nil:
            return .failure(
                Refusal(message: "Cette date n'existe pas, ou n'est pas écrite JJ/MM/AAAA."))
        case .agdref:
            let digits = typed.filter { ("0"..."9").contains($0) }
            return .failure(
                Refusal(
                    message: "Il faut 9 ou 10 chiffres, et rien d'autre que des espaces ou des "
                        + "tirets ; chiffres trouvés : \(digits.count)."))
        default: break
        }
        return .failure(Refusal(message: reader.findings.map(\.words).joined(separator: " ")))
    }

    private static func raw(_ typed: String, _ field: FormField) -> Result<JSONValue, Refusal> {
        let text = typed.trimmed
        switch field.kind {
        case .date: return .success(.string(iso(text) ?? text))
        case .partialDate: return .success(.string(partial(text) ?? text))
        case .boolean:
            switch PlainText.folded(text) {
            case "oui", "o": return .success(.bool(true))
            case "non", "n": return .success(.bool(false))
            default: return .failure(Refusal(message: "Répondez oui ou non."))
            }
        case .integer:
            guard let number = Int64(text.filter { !$0.isWhitespace }) else {
                let example = FieldWords.example(field).map { ", par exemple \($0)" } ?? ""
                return .failure(Refusal(message: "Tapez un nombre entier\(example)."))
            }
            return .success(.integer(number))
        case .choice(let options, _):
            guard let chosen = TypedChoice.line(text, of: options.map(\.names)) else {
                return .failure(
                    Refusal(
                        message: "Tapez un numéro de 1 à \(options.count), ou les mots d'une ligne."
                    ))
            }
            return .success(.string(options[chosen].value))
        case .choices(let options):
            guard let chosen = TypedChoice.lines(text, of: options.map(\.names)) else {
                return .failure(
                    Refusal(
                        message:
                            "Tapez des numéros de 1 à \(options.count), par exemple « 1 2 », ou les "
                            + "mots des lignes, une virgule entre deux."))
            }
            return .success(.array(chosen.map { .string(options[$0].value) }))
        case .group(let options):
            if text == "0" { return .success(.array([])) }
            guard let chosen = TypedChoice.lines(text, of: options.map(\.names)) else {
                return .failure(
                    Refusal(
                        message:
                            "Tapez des numéros de 1 à \(options.count) ou les mots des lignes, ou 0 "
                            + "pour cocher la case seule."))
            }
            return .success(.array(chosen.map { .string(options[$0].value) }))
        case .text: return .success(.string(typed))
        case .departement:
            guard let found = Departement(typed: text) else {
                return .failure(Refusal(message: Departement.refusal))
            }
            return .success(.string(found.code))
        case .version, .line, .telephone, .agdref: return .success(.string(text))
        }
    }

    /// `14/03/2002` as `2002-03-14`; nil for anything else. Dots, spaces and hyphens also separate.
    private static func iso(_ text: String) -> String? {
        guard let (day, month, year) = parts(text) else { return nil }
        return "\(year)-\(month)-\(day)"
    }

    /// The same with zeros for what the papers don't give: `00/00/1990` as `1990`.
    static func partial(_ text: String) -> String? {
        guard let (day, month, year) = parts(text) else { return nil }
        if month == "00" { return day == "00" ? year : nil }
        return day == "00" ? "\(year)-\(month)" : "\(year)-\(month)-\(day)"
    }

    static func parts(_ text: String) -> (day: String, month: String, year: String)? {
        let parts = text.split { "/. -".contains($0) }.map(String.init)
        guard parts.count == 3, parts[2].utf8.count == 4,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            (1...2).contains(parts[0].utf8.count), (1...2).contains(parts[1].utf8.count)
        else { return nil }
        func two(_ part: String) -> String { part.utf8.count == 1 ? "0" + part : part }
        return (two(parts[0]), two(parts[1]), parts[2])
    }
}
