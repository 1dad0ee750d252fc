import LiaisonBase

/// What our own validation says of wrong answers, found by giving it some: the guichet's page says the
/// same, whatever the words become.
struct FormMessages {
    let form: FormDescription
    let sens: Sens
    let isReply: Bool
    let today: CalendarDate

    /// What is said of one field when nothing else of the fiche is looked at.
    func alone(_ leaf: FormTree.Leaf) -> [GuichetField.Fault: String] {
        var messages: [GuichetField.Fault: String] = [:]
        switch leaf.field.kind {
        case .line(let maximum): texts(of: leaf, maximum: maximum, into: &messages)
        case .telephone: texts(of: leaf, maximum: 200, into: &messages)
        case .text(let maximum): texts(of: leaf, maximum: maximum, into: &messages)
        case .date:
            messages[.refused] = refusal("x", leaf)
            messages[.control] = control(leaf)
        case .partialDate:
            messages[.refused] = refusal("x", leaf)
            messages[.control] = control(leaf)
            messages[.tooOld] = refusal("00/00/1900", leaf)
            messages[.future] = refusal(today.adding(days: 1).french, leaf)
        case .agdref:
            let digits = String(repeating: "1", count: 23)
            messages[.refused] = refusal(digits, leaf)?.replacing("23", with: "{n}")
            messages[.control] = control(leaf)
        case .integer(let range):
            messages[.refused] = refusal("x", leaf)
            messages[.control] = control(leaf)
            let outside = range.upperBound + 1
            messages[.outside] = refusal("\(outside)", leaf)?.replacing("\(outside)", with: "{n}")
        case .version, .departement, .boolean, .choice, .choices, .group: break
        }
        messages[.missing] = missing(leaf)
        return messages
    }

    /// The rules that cross fields, each with what is said when it is broken. A rule of which our own
    /// validation says nothing is none.
    var rules: [GuichetRule] {
        let consents: [GuichetRule?] = [
            said(at: .courriel, of: [(.courriel, "a@b.example")]).map {
                .requires(
                    consent: .consentementDematerialise, path: .courriel, present: true,
                    place: .courriel, message: $0)
            },
            said(at: .consentementOrientation, of: []).map {
                .requires(
                    consent: .consentementOrientation, path: .dateContratAGIR, present: false,
                    place: .consentementOrientation, message: $0)
            },
        ]
        let births: [GuichetRule?] = [
            FormPath.dateProtection, .dateSignatureCIR, .dateContratAGIR, .faitLe,
        ].map { path in
            order(.dateNaissance, .field(path), isStrict: true, values: [(path, today)])
        }
        let others: [GuichetRule?] = [
            order(.dateProtection, .today, isStrict: false),
            order(.dateSignatureCIR, .today, isStrict: false),
            order(
                .dateContratAGIR, .field(.faitLe), isStrict: false,
                values: [(.faitLe, today.adding(days: -1))]),
            order(.faitLe, .tomorrow, isStrict: false),
        ]
        return (consents + births + others).compactMap { $0 }
    }

    /// - Parameter values: the later dates of the example; the earlier one is past them all.
    private func order(
        _ path: FormPath, _ after: GuichetRule.Moment, isStrict: Bool,
        values: [(FormPath, CalendarDate)] = []
    ) -> GuichetRule? {
        // A birth cannot lie in the future: it is today.
        let late = path == .dateNaissance ? today : today.adding(days: 2)
        let found = said(
            at: path, of: ([(path, late)] + values).map { ($0.0, .string($0.1.description)) })
        var message = found?.replacing(late.french, with: "{avant}")
        for (_, date) in values { message = message?.replacing(date.french, with: "{apres}") }
        return message.map {
            .order(
                .field(path), after, isStrict: isStrict, place: path,
                message: $0.replacing(today.french, with: "{aujourdhui}"))
        }
    }

    private func texts(
        of leaf: FormTree.Leaf, maximum: Int, into messages: inout [GuichetField.Fault: String]
    ) {
        let long = String(repeating: "a", count: maximum + 1)
        messages[.tooLong] = refusal(long, leaf)?.replacing("\(maximum + 1)", with: "{n}")
        messages[.control] = control(leaf)
    }

    private func control(_ leaf: FormTree.Leaf) -> String? {
        var reader = AnswerReader(today: today)
        _ = reader.read("a\u{1}", leaf: leaf)
        return reader.findings.first?.words.replacing(VisibleText.code("\u{1}"), with: "{c}")
    }

    /// What is said to who types that.
    private func refusal(_ typed: String, _ leaf: FormTree.Leaf) -> String? {
        guard case .failure(let refusal) = TypedAnswer.read(typed, for: leaf, today: today) else {
            return nil
        }
        return refusal.message
    }

    /// What is said when there is no answer, its box ticked where it completes one.
    private func missing(_ leaf: FormTree.Leaf) -> String? {
        guard let companion = leaf.field.companion else {
            // Consents have a rule of their own.
            return leaf.field.requirement == .optional ? nil : said(at: leaf.field.path, of: [])
        }
        return said(
            at: leaf.field.path, of: [(companion.of, .array([.string(companion.option)]))])
    }

    /// What a fiche of these values, and nothing else, is told about one field.
    private func said(at path: FormPath, of values: [(FormPath, JSONValue)]) -> String? {
        guard form.tree.leaf(path) != nil, values.allSatisfy({ form.tree.leaf($0.0) != nil }) else {
            return nil
        }
        var object: JSONObject = [
            "version": 1, "modele": .string(form.modele.rawValue), "sens": .string(sens.rawValue),
        ]
        for (path, value) in values { object.set(value, at: path.keys[...]) }
        let report = Fiche.validate(
            Array(JSONValue.object(object).text.utf8), today: today, reponseA: isReply)
        return report.erreurs.first { $0.pointeur == path.pointer }?.words
    }
}
