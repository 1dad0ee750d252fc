public import LiaisonBase

/// A form asked question by question, as a state machine without a terminal: what to ask next, what
/// an answer does. The order, the labels, the lists and the rules are those of the form.
public struct FormInterview: Sendable {
    public let form: FormDescription
    let today: CalendarDate
    /// The right answers so far, in their stored form.
    var values: [FormPath: JSONValue]
    let steps: [InterviewStep]
    /// Of the question; past the last one when none is to be asked.
    private var index = 0
    /// The questions that were asked, the last one at the end: what `<` goes back through.
    private var asked: [Int] = []
    /// What was known at the start and is not asked.
    private let known: Set<FormPath>
    /// Once the end was reached: those that are to be asked still, each alone, in the form's order.
    private var rest: [Int]?

    /// - Parameters:
    ///   - content: what is known already; what does not fit a field of the form is left out.
    ///   - others: nil: everything is asked; else only what is not known already, and these.
    ///   - place: where it goes on, of an interview that was left; nil: it begins.
    public init(
        modele: FicheModele, content: JSONObject, today: CalendarDate,
        onlyNewAnd others: Set<FormPath>? = nil, at place: InterviewPlace? = nil
    ) {
        form = FormDescription.form(for: modele)
        self.today = today
        steps = InterviewStep.steps(of: form)
        var values: [FormPath: JSONValue] = [
            .version: .integer(1), .modele: .string(modele.rawValue),
        ]
        for leaf in form.tree.leaves where values[leaf.field.path] == nil {
            guard let value = content[path: leaf.field.path] else { continue }
            var reader = AnswerReader(today: today)
            values[leaf.field.path] =
                FormReader.isAbsent(value, leaf)
                ? nil
                : reader.read(value, leaf: leaf)
        }
        self.values = values
        known = place?.known ?? others.map { Set(values.keys).subtracting($0) } ?? []
        advance(from: 0)
        if let place { resume(place.question) }
    }

    /// The question to ask; nil when all were.
    public var question: InterviewQuestion? {
        guard index < steps.count else { return nil }
        let previous = asked.last.map { steps[$0].heading }
        return InterviewQuestion(
            steps[index], value: values[steps[index].path],
            isNewHeading: steps[index].heading != previous)
    }

    /// How many questions were passed, and how many there are at most.
    public var progress: (done: Int, of: Int) { (index, steps.count) }

    /// Where it stands, for who takes it up again.
    public var place: InterviewPlace {
        // After the end, whatever is asked again, it goes on at the whole fiche.
        InterviewPlace(
            question: rest == nil && index < steps.count ? steps[index].path : nil, known: known)
    }

    /// What is answered so far, as `fiche.json` would hold it, checked or not.
    public var content: JSONObject { form.content(of: values) }

    /// Takes what was typed: an empty line keeps what is there, `-` takes it out.
    ///
    /// - Returns: nil when the interview goes on, else why the same question stands.
    public mutating func answer(_ typed: String) -> String? {
        guard index < steps.count else { return nil }
        let step = steps[index]
        let before = Set(steps.indices.filter { makesSense($0) })
        let text = typed.trimmed
        if text == "-" {
            values[step.path] = nil
        } else if !text.isEmpty {
            switch TypedAnswer.read(typed, for: step.leaf, today: today) {
            case .success(let value):
                values[step.path] = value
                if step.path == .consentementDematerialise, value == .bool(false) {
                    values[.courriel] = nil
                }
            case .failure(let refusal): return refusal.message
            }
        }
        asked.append(index)
        if let rest {
            goOn(with: rest, since: before)
        } else {
            advance(from: index + 1)
        }
        return nil
    }

    /// Back to the question before this one; false at the first.
    public mutating func back() -> Bool {
        guard let last = asked.popLast() else { return false }
        if let rest, index < steps.count, index != last { self.rest = [index] + rest }
        index = last
        return true
    }

    /// Asks the fields that findings name, each alone, then nothing more; the whole form when they name none.
    public mutating func seek(_ findings: [Finding]) {
        var found = Set(findings.compactMap { step(of: $0) })
        // What an address lacks is the consent.
        if let mail = steps.firstIndex(where: { $0.path == .courriel }), found.contains(mail),
            values[.courriel] != nil,
            let consent = steps.firstIndex(where: { $0.path == .consentementDematerialise })
        {
            found.insert(consent)
        }
        guard !found.isEmpty else {
            (asked, rest) = ([], nil)
            return advance(from: 0)
        }
        seek(found.sorted())
    }

    /// Asks those questions, each alone, then nothing more.
    ///
    /// - Parameter order: at least one, in the form's order.
    mutating func seek(_ order: [Int]) {
        guard let first = order.first else { return }
        index = first
        rest = Array(order.dropFirst())
    }

    /// The question that a finding is about, or its nearest.
    private func step(of finding: Finding) -> Int? {
        steps.firstIndex { $0.path.pointer == finding.pointeur }
            ?? steps.firstIndex { finding.pointeur.hasPrefix($0.path.pointer + "/") }
            ?? steps.firstIndex { $0.path.pointer.hasPrefix(finding.pointeur) }
    }

    func makesSense(_ index: Int) -> Bool { steps[index].leaf.field.makesSense(with: values) }

    /// Only what makes sense, and is not known.
    private func isAsked(_ index: Int) -> Bool {
        makesSense(index) && !known.contains(steps[index].path)
    }

    private mutating func advance(from start: Int) {
        index = start
        while index < steps.count, !isAsked(index) {
            dropLost(index)
            index += 1
        }
        if index == steps.count { rest = [] }
    }

    /// Goes on with what is left, and with what the answer made sensible.
    private mutating func goOn(with rest: [Int], since before: Set<Int>) {
        for index in steps.indices { dropLost(index) }
        let new = steps.indices.filter {
            makesSense($0) && !before.contains($0) && values[steps[$0].path] == nil
        }
        let order = Set(rest + new).filter { makesSense($0) }.sorted()
        index = order.first ?? steps.count
        self.rest = Array(order.dropFirst())
    }

    /// An answer that lost its reason would be refused at the end.
    private mutating func dropLost(_ index: Int) {
        if steps[index].leaf.field.companion != nil, !makesSense(index) {
            values[steps[index].path] = nil
        }
    }

    /// - Parameter question: nil: all were asked.
    private mutating func resume(_ question: FormPath?) {
        var found = steps.count
        if let question {
            // A question that the form has not any more: it begins.
            guard let one = steps.firstIndex(where: { $0.path == question }) else { return }
            found = one
        }
        asked = (0..<found).filter { isAsked($0) }
        advance(from: found)
    }
}

/// One field to ask.
struct InterviewStep: Sendable {
    let leaf: FormTree.Leaf
    let heading: String
    let label: String

    var path: FormPath { leaf.field.path }

    /// In the form's order.
    static func steps(of form: FormDescription) -> [InterviewStep] {
        var heading = ""
        var steps: [InterviewStep] = []
        func add(_ field: FormField, label: String) {
            guard let leaf = form.tree.leaf(field.path) else { return }
            steps.append(InterviewStep(leaf: leaf, heading: heading, label: label))
        }
        for section in form.sections {
            guard section.headingField != nil || !section.rows.isEmpty else { continue }
            heading = section.heading?.withoutColon ?? ""
            if let field = section.headingField { add(field, label: field.name ?? "") }
            for row in section.rows {
                for field in row.fields {
                    let isAlone =
                        row.fields.count == 1 || field.companion == nil && field.name == nil
                    let label = row.label.isEmpty ? heading : row.label
                    add(field, label: isAlone ? label : "\(label) : \(field.name ?? "")")
                }
            }
        }
        return steps
    }
}

extension String {
    var trimmed: String {
        let kept = unicodeScalars.drop { $0.properties.isWhitespace }
        let end = kept.lastIndex { !$0.properties.isWhitespace }
        return end.map { String(String.UnicodeScalarView(kept[...$0])) } ?? ""
    }

    /// A heading without the « : » that the guide prints after some.
    var withoutColon: String { hasSuffix(" :") ? String(dropLast(2)) : self }

    /// A label with its « : », once.
    var withColon: String { hasSuffix(":") ? self : self + " :" }
}
