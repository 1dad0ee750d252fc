import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// Asks a form on the terminal, one question after another, in plain lines: a screen reader follows
/// them, and nothing is lost when the window is closed.
struct GuidedEntry {
    private let drafts: Drafts
    private let path: String
    private let link: FicheLink
    private let today: CalendarDate
    private var interview: FormInterview
    /// What is said before the first question.
    private let opening: String

    /// - Parameters:
    ///   - draft: where it is saved.
    ///   - others: nil: everything is asked; else only what is not known already, and these.
    ///   - place: where a draft stopped; nil: it begins.
    init(
        _ modele: FicheModele, content: JSONObject, link: FicheLink, _ context: AgentContext,
        draft: String, onlyNewAnd others: Set<FormPath>? = nil, at place: InterviewPlace? = nil
    ) {
        drafts = Drafts(context.folder)
        today = context.today
        path = draft
        self.link = link
        interview = FormInterview(
            modele: modele, content: content, today: context.today, onlyNewAnd: others, at: place)
        opening =
            if place != nil {
                "Le brouillon reprend où il s'était arrêté."
            } else if others != nil {
                "La personne et les contacts sont repris : seul ce qui est nouveau est demandé. À la "
                    + "fin, les mots d'une question la font reposer."
            } else {
                "Une question à la fois."
            }
    }

    /// - Returns: the finished fiche; its draft is there until `finish`.
    /// - Throws: exit 75 when the person leaves before the end; the draft is kept.
    mutating func run() throws -> Fiche {
        say(interview.form.title)
        say(
            opening + " « ? » explique, « < » revient en arrière, « quitter » garde le brouillon.")
        try save()
        while true {
            while let question = interview.question { try ask(question) }
            if let fiche = try conclude() { return fiche }
        }
    }

    /// Once the fiche is where it was to be written.
    func finish() { drafts.remove(path) }

    private mutating func ask(_ question: InterviewQuestion) throws {
        show(question)
        while true {
            let (typed, word) = read(question)
            var isTaken = false
            // What was typed before a word of navigation is kept, as any answer is.
            if let typed {
                if let refusal = interview.answer(typed) {
                    say(refusal, indent: 2)
                } else {
                    isTaken = true
                    try save()
                }
            }
            switch word {
            case nil: if isTaken { return }
            case .help: for line in question.help { say(line, indent: 2) }
            case .back:
                if isTaken { _ = interview.back() }
                if !interview.back() { say("C'est la première question.", indent: 2) }
                return try save()
            case .leave: throw Self.left
            }
        }
    }

    private func show(_ question: InterviewQuestion) {
        Terminal.say("")
        if let heading = question.heading {
            say(
                "== \(heading) == (question \(interview.progress.done + 1) sur \(interview.progress.of))"
            )
        }
        let format = question.format.isEmpty ? "" : " (\(question.format))"
        say("\(question.label)\(format)")
        for (index, choice) in question.choices.enumerated() {
            say("\(index + 1). \(choice)", indent: 2)
        }
        if let current = question.current {
            let lines = Output.visibleLines(current)
            say("Réponse actuelle : " + lines.joined(separator: " / "), indent: 2)
        }
    }

    /// One line, or lines up to a lone point. A word of navigation works on every line: alone on it, it is
    /// never part of an answer.
    ///
    /// - Returns: the answer, nil when there is none, and the word that ended it.
    private func read(
        _ question: InterviewQuestion
    ) -> (typed: String?, word: NavigationWord?) {
        guard let first = Terminal.line("> ") else { return (nil, .leave) }
        if let word = NavigationWord(first) { return (nil, word) }
        guard question.isMultiline, !["", "-"].contains(first.trimmingLine) else {
            return (first, nil)
        }
        if first == "." { return ("", nil) }
        var lines = [first]
        while let line = Terminal.line("> "), line != "." {
            switch NavigationWord(line) {
            case .help: for line in question.help { say(line, indent: 2) }
            case let word?: return (lines.joined(separator: "\n"), word)
            case nil: lines.append(line)
            }
        }
        return (lines.joined(separator: "\n"), nil)
    }

    /// Shows the fiche whole and asks to keep it; nil when something is to be asked again.
    private mutating func conclude() throws -> Fiche? {
        let report = Fiche.validate(
            Array(JSONValue.object(interview.content).text.utf8), today: today,
            reponseA: link.reponseA != nil)
        if !report.erreurs.isEmpty {
            Terminal.say("\nLa fiche n'est pas complète, ou se contredit :")
            for finding in report.erreurs { say("- \(finding.description)") }
            interview.seek(report.erreurs)
            return nil
        }
        guard let fiche = report.fiche else { return nil }
        Terminal.say("\n" + FicheText.render(fiche, signature: nil))
        for finding in report.avertissements { say("Attention : \(finding.description)") }
        while true {
            say(
                "Enregistrer cette fiche ? (oui, « < » pour revenir, les mots d'une question pour la "
                    + "changer, quitter)")
            guard let typed = Terminal.line("> ")?.trimmingLine else { throw Self.left }
            switch typed.lowercased() {
            case "oui", "o": return fiche
            case NavigationWord.back.rawValue:
                _ = interview.back()
                return nil
            case NavigationWord.leave.rawValue: throw Self.left
            default: if seek(typed) { return nil }
            }
        }
    }

    /// The questions that somebody names to change their answers.
    ///
    /// - Returns: false when there are none, or too many to be meant, which is said.
    private mutating func seek(_ typed: String) -> Bool {
        let most = 8
        let count = interview.seek(label: typed, most: most)
        if count > most {
            say(Plural.of(count, "question a", "questions ont") + " ces mots : tapez-en d'autres.")
        } else if count == 0 {
            say(
                "Répondez oui, <, quitter, ou les mots d'une question (par exemple « nationalité »)."
            )
        }
        return (1...most).contains(count)
    }

    /// On lines that an 80-column terminal does not cut in a word.
    private func say(_ text: String, indent: Int = 0) {
        Terminal.say(FicheText.wrapped(text, indent: indent, hanging: 2))
    }

    private func save() throws {
        try drafts.save(interview.content, link: link, at: interview.place, to: path)
    }

    /// Somebody left before the end.
    static let left = Failure(
        .tryAgain, "La fiche n'est pas finie ; son brouillon est gardé.",
        next: .fiche(.resumeDraft))
}

extension String {
    /// Without the spaces around.
    var trimmingLine: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
