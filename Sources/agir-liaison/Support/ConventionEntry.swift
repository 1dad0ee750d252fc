import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// What the commands about conventions share.
enum ConventionEntry {
    /// Enters a fact about conventions, says what it changes, and shows the one that it is about.
    static func enter(_ fact: RetentionFact, _ options: CommonOptions) throws {
        let entered = try ConventionBook.enter(fact, options.context)
        entered.outcome.say()
        for name in entered.strangers {
            Output.note("Attention : \(name) n'est pas dans vos contacts ; vérifiez le nom.")
        }
        guard let state = entered.state else { return }
        if options.json {
            let counts = JSONObject(json(entered.outcome))
            return Output.json((state.object.members + counts.members).map { ($0.key, $0.value) })
        }
        let end = state.fin.map { "jusqu'au \($0.french)" } ?? "sans fin connue"
        Output.line("Convention « \(Output.visible(state.convention.reference)) » : \(end).")
        if case .contacts = fact { contactLines(state).forEach(Output.line) }
    }

    /// Whom to call at each structure of a convention.
    static func contactLines(_ state: ConventionState) -> [String] {
        let reference = Output.visible(state.convention.reference)
        func text(_ contacts: Convention.Contacts) -> String {
            contacts.labelled.map { "\($0.label) : \(Output.visible($0.text))" }
                .joined(separator: " ; ")
        }
        let known = state.convention.avec.compactMap { name in
            state.contacts[name].map { "\(reference), \(name) : \(text($0))" }
        }
        guard !state.unattributed.isEmpty else { return known }
        return known + [
            "\(reference), sans dire de quelle structure : \(text(state.unattributed)). Dites-le : "
                + "« agir-liaison convention contacts »."
        ]
    }

    /// What every fact about conventions tells in JSON.
    static func json(_ outcome: FactOutcome) -> [(String, JSONValue?)] {
        [
            ("changees", .count(outcome.changed)), ("dues", .count(outcome.due)),
        ]
    }
}
