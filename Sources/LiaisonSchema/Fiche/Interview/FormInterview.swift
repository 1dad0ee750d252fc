public import LiaisonBase

/// A form asked question by question, as a state machine without a terminal: what to ask next, what
/// an answer does. The order, the labels, the lists and the rules are those of the form.
public struct FormInterview: Sendable {
    public let form: FormDescription
    let today: CalendarDate
    /// The right answers so far, in their stored form.
    var values: [FormPath: JSONValue]
    private let steps: [InterviewStep]
    private var index = 0
    /// The questions that were asked, the last one at the end: what `<` goes back through.
    private var asked: [Int] = []

    /// - Parameter content: what is known already; what does not fit a field of the form is left out.
    public init(modele: FicheModele, content: JSONObject, today: CalendarDate) {
        form = FormDescription.form(for: modele)
        self.today = today
        steps = InterviewStep.steps(of: form)
        values = [.version: .integer(1), .modele: .string(modele.rawValue)]
        for leaf in form.tree.leaves where values[leaf.field.path] == nil {
            guard let value = content[path: leaf.field.path] else { continue }
            var reader = AnswerReader(today: today)
            values[leaf.field.path] =
                FormReader.isAbsent(value, leaf)
                ? nil
                : reader.read(value, leaf: leaf)
        }
        advance(from: 0)
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

    /// What is answered so far, as `fiche.json` would hold it, checked or not.
    public var content: JSONObject { form.content(of: values) }

    /// Takes what was typed: an empty line keeps what is there, `-` takes it out.
    ///
    /// - Returns: nil when the interview goes on, else why the same question stands.
    public mutating func answer(_ typed: String) -> String? {
        guard index < steps.count else { return nil }
        let step = steps[index]
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
        advance(from: index + 1)
        return nil
    }

    /// Back to the question before this one; false at the first.
    public mutating func back() -> Bool {
        guard let last = asked.popLast() else { return false }
        index = last
        return true
    }

    /// Back to the field that a finding names, or its nearest.
    public mutating func seek(_ finding: Finding) {
        let found =
            steps.firstIndex { $0.path.pointer == finding.pointeur }
            ?? steps.firstIndex { finding.pointeur.hasPrefix($0.path.pointer + "/") }
            ?? steps.firstIndex { $0.path.pointer.hasPrefix(finding.pointeur) }
        asked.removeAll { $0 >= found ?? 0 }
        index = found ?? 0
    }

    /// Only what makes sense.
    private mutating func advance(from start: Int) {
        index = start
        while index < steps.count, !steps[index].leaf.field.makesSense(with: values) {
            // An answer that lost its reason would be refused at the end.
            if steps[index].leaf.field.companion != nil { values[steps[index].path] = nil }
            index += 1
        }
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
