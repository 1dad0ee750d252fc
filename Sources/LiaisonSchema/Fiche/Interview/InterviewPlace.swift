public import LiaisonBase

/// Where an interview was left, kept with its draft.
public struct InterviewPlace: Sendable, Equatable {
    /// The question that was not answered; nil: all were asked, the whole fiche was shown.
    let question: FormPath?
    /// What was known at its start and is not asked.
    let known: Set<FormPath>

    init(question: FormPath?, known: Set<FormPath>) {
        self.question = question
        self.known = known
    }

    /// In a draft.
    public var object: JSONObject {
        JSONObject([
            ("question", question.map { .string($0.name) }),
            (
                "repris",
                known.isEmpty ? nil : .array(known.map(\.name).sorted().map { .string($0) })
            ),
        ])
    }

    /// What a draft holds; names that a form has not are harmless.
    public init(_ object: JSONObject) {
        question = object["question"]?.string.map { FormPath(stringLiteral: $0) }
        known = Set(
            (object["repris"]?.array ?? []).compactMap {
                $0.string.map { FormPath(stringLiteral: $0) }
            })
    }
}
