public import LiaisonBase

extension FormDescription {
    /// The form to fill in on the page of the guichet: its headings, its notes, a field an answer, and the
    /// rules that cross them, all of this one description.
    ///
    /// - Parameters:
    ///   - sens: which way the answer goes.
    ///   - isReply: whether it answers a fiche (`reponseA`).
    ///   - content: what is filled in already.
    ///   - today: the date in Paris.
    public func fieldTree(
        sens: Sens, isReply: Bool, content: JSONObject, today: CalendarDate
    ) -> [GuichetNode] {
        let messages = FormMessages(form: self, sens: sens, isReply: isReply, today: today)
        let labels = Dictionary(
            InterviewStep.steps(of: self).map { ($0.path, $0.label) },
            uniquingKeysWith: { first, _ in first })
        func node(_ field: FormField) -> [GuichetNode] {
            switch field.path {
            case .version: return [.fixed(.version, 1)]
            case .modele: return [.fixed(.modele, .string(modele.rawValue))]
            case .sens: return [.fixed(.sens, .string(sens.rawValue))]
            default: break
            }
            // For the OFII's monthly table: persons whom a partner proposes.
            guard field.path.keys.first != "ofii" || sens == .partenaireVersAGIR,
                let leaf = tree.leaf(field.path)
            else { return [] }
            return [
                .field(
                    GuichetField(
                        leaf, label: labels[field.path] ?? leaf.champ,
                        messages: messages.alone(leaf), value: content[path: field.path]))
            ]
        }
        let body = sections.flatMap { section -> [GuichetNode] in
            let heading = section.heading.map { text -> GuichetNode in
                .heading(
                    level: section.level == .section ? 2 : 3, text: text.withoutColon, value: nil)
            }
            return [heading].compactMap { $0 } + (section.headingField.map(node) ?? [])
                + section.rows.flatMap { $0.fields.flatMap(node) }
                + section.notes.map { .text($0) }
        }
        return [.heading(level: 1, text: title, value: nil)] + body
            + messages.rules.map { .rule($0) }
    }
}

extension GuichetField {
    init(
        _ leaf: FormTree.Leaf, label: String, messages: [Fault: String], value: JSONValue?
    ) {
        let field = leaf.field
        path = field.path
        self.label = label.prefix(1).uppercased() + label.dropFirst()
        help = field.help
        self.messages = messages
        companion = field.companion.map { ($0.of, $0.option) }
        // A place to fill in is not an answer.
        self.value = value.flatMap { FormReader.isAbsent($0, leaf) ? nil : $0 }
        options = field.kind.options.map {
            Option(value: .string($0.value), label: $0.label, heading: $0.heading)
        }
        switch field.kind {
        case .line(let maximum):
            kind = .line
            range = 0...Int64(maximum)
        case .telephone:
            kind = .line
            range = 0...200
        case .text(let maximum):
            kind = .text
            range = 0...Int64(maximum)
        case .integer(let bounds):
            kind = .integer
            range = bounds
        case .date: kind = .date
        case .partialDate: kind = .partialDate
        case .agdref: kind = .agdref
        case .departement:
            kind = .choice
            options = Departement.all.map {
                Option(value: .string($0.code), label: $0.french, heading: nil)
            }
        case .boolean(let lead):
            kind = .choice
            if let lead { self.label = "\(lead) \(field.name ?? label)" }
            options = [
                Option(value: .bool(true), label: "oui", heading: nil),
                Option(value: .bool(false), label: "non", heading: nil),
            ]
        case .version, .choice: kind = .choice
        case .choices: kind = .choices
        case .group: kind = .group
        }
    }
}
