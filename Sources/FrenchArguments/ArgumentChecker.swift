internal import LiaisonBase

/// What is wrong with a command line, and what to do.
struct UsageProblem: Equatable {
    let message: String
    let hint: String
}

/// Walks a command line over the commands' description, as the parser does, to say in French what
/// the parser says in English. It is asked only after the parser refused.
struct ArgumentChecker {
    /// The command reached and its path: «agir-liaison contact importer».
    private(set) var command: CommandDescription
    private(set) var path: [String]
    private var rest: [String]

    init(root: CommandDescription, arguments: [String]) {
        command = root
        path = [root.name]
        rest = arguments
        while let next = rest.first, let inner = command.subcommand(next) {
            command = inner
            path.append(next)
            rest.removeFirst()
        }
    }

    /// The first problem; nil when the description finds none.
    func problem() -> UsageProblem? {
        if !command.subcommands.isEmpty, command.arguments.allSatisfy({ $0.kind != .positional }) {
            return subcommandProblem()
        }
        var given: [String: Int] = [:]
        var positionals: [String] = []
        var index = 0
        var optionsEnded = false
        while index < rest.count {
            let word = rest[index]
            index += 1
            guard !optionsEnded, word.hasPrefix("-"), word != "-" else {
                positionals.append(word)
                continue
            }
            if word == "--" {
                optionsEnded = true
                continue
            }
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(halves[0])
            guard let argument = command.arguments.first(where: { $0.names.contains(name) }) else {
                return unknownOption(name)
            }
            given[argument.label, default: 0] += 1
            guard argument.kind == .option else { continue }
            var values = halves.count > 1 ? [String(halves[1])] : []
            while index < rest.count, !Self.isOption(rest[index]),
                values.isEmpty || argument.takesSeveral
            {
                values.append(rest[index])
                index += 1
            }
            if let problem = valueProblem(argument, values) { return problem }
        }
        return positionalProblem(positionals) ?? missingProblem(given)
    }

    private func subcommandProblem() -> UsageProblem {
        let names = command.subcommands.map(\.name)
        guard let word = rest.first else {
            return problem("Il manque une commande après « \(path.joined(separator: " ")) ».")
        }
        if Self.isOption(word) { return unknownOption(word) }
        return problem(
            "La commande « \(Self.shown(word)) » n'existe pas.\(Self.suggestion(word, names))")
    }

    private func valueProblem(
        _ argument: CommandDescription.Argument, _ values: [String]
    ) -> UsageProblem? {
        guard !values.isEmpty else {
            return problem("L'option \(argument.label) attend une valeur.")
        }
        if !argument.allowed.isEmpty,
            let wrong = values.first(where: { !argument.allowed.contains($0) })
        {
            return problem(
                "« \(Self.shown(wrong)) » ne convient pas à \(argument.label) : "
                    + "\(argument.allowed.joined(separator: ", ")).")
        }
        return nil
    }

    private func positionalProblem(_ words: [String]) -> UsageProblem? {
        let expected = command.arguments.filter { $0.kind == .positional }
        for (argument, word) in zip(expected, words)
        where !argument.allowed.isEmpty && !argument.allowed.contains(word) {
            return problem(
                "« \(Self.shown(word)) » ne convient pas : "
                    + "\(argument.allowed.joined(separator: ", ")).")
        }
        if words.count > expected.count, expected.last?.isRepeating != true {
            return problem("« \(Self.shown(words[expected.count])) » est de trop.")
        }
        if let missing = expected.dropFirst(words.count).first(where: { !$0.isOptional }) {
            return problem("Il manque \(missing.label).")
        }
        return nil
    }

    private func missingProblem(_ given: [String: Int]) -> UsageProblem? {
        let missing = command.arguments.first {
            $0.kind == .option && !$0.isOptional && given[$0.label] == nil
        }
        return missing.map { problem("Il manque l'option \($0.label).") }
    }

    private func unknownOption(_ name: String) -> UsageProblem {
        let names = command.arguments.flatMap(\.names)
        return problem(
            "L'option « \(Self.shown(name)) » n'existe pas.\(Self.suggestion(name, names))")
    }

    /// When only a value's form can be wrong.
    var unforeseen: UsageProblem {
        problem("Une valeur donnée à « \(path.joined(separator: " ")) » n'a pas la forme attendue.")
    }

    private func problem(_ message: String) -> UsageProblem {
        UsageProblem(
            message: message, hint: "Voyez « \((path + ["--help"]).joined(separator: " ")) ».")
    }

    private static func isOption(_ word: String) -> Bool { word.hasPrefix("-") && word != "-" }

    /// What a person typed, without what could move a terminal's cursor.
    private static func shown(_ word: String) -> String {
        VisibleText.line(word, limit: 80)
    }

    private static func suggestion(_ word: String, _ names: [String]) -> String {
        Likeness.nearest(to: word, in: names).map { " Vouliez-vous dire « \($0) » ?" } ?? ""
    }
}
