internal import LiaisonBase

/// The help of a command, in French, at most 80 columns wide.
struct HelpRenderer {
    static let width = 80

    let command: CommandDescription
    /// «agir-liaison contact importer».
    let path: [String]

    var text: String {
        var text = Self.wrapped(command.abstract, indent: 0) + "\n"
        text += Self.wrapped("Utilisation : \(usage)", indent: 4, first: 0)
        section(
            "Commandes", command.subcommands.filter(\.isShown).map { ($0.name, $0.abstract) },
            into: &text)
        section(
            "Arguments", shown(.positional).map { ($0.label, Self.description($0)) }, into: &text)
        section(
            "Options",
            (shown(.option) + shown(.flag)).map { (Self.heading($0), Self.description($0)) },
            into: &text)
        if !command.discussion.isEmpty {
            text += "\nExemple :\n"
            text += Self.examples(command.discussion).map { $0 + "\n" }.joined()
        }
        return text
    }

    /// The commands of an example, each as a shell takes it: one that is too wide goes on after a `\`, never
    /// within quotes.
    private static func examples(_ discussion: String) -> [String] {
        var commands: [String] = []
        var isGoingOn = false
        for line in discussion.split(whereSeparator: \.isNewline) {
            let isCut = line.hasSuffix("\\")
            let words = (isCut ? line.dropLast() : line).split(separator: " ").joined(
                separator: " ")
            if isGoingOn, !commands.isEmpty {
                commands[commands.count - 1] += " " + words
            } else {
                commands.append(words)
            }
            isGoingOn = isCut
        }
        return commands.flatMap { command in
            LineWrapping.lines(held(command), width: width, first: 2, indent: 6, mark: " \\")
                .map { $0.replacing(hold, with: " ") }
        }
    }

    /// What stands for a space within quotes while lines are broken.
    private static let hold = "\u{A0}"

    private static func held(_ command: String) -> String {
        var isQuoted = false
        return command.reduce(into: "") { text, sign in
            if sign == "\"" { isQuoted.toggle() }
            text += isQuoted && sign == " " ? hold : String(sign)
        }
    }

    private var usage: String {
        var words = path
        if !command.subcommands.isEmpty {
            // One that has options of its own does something by itself.
            let isAlone = command.arguments.contains { $0.isShown && $0.names != ["-h", "--help"] }
            words.append(isAlone ? "[commande]" : "<commande>")
        }
        for argument in shown(.positional) {
            let label = argument.label + (argument.isRepeating ? "..." : "")
            words.append(argument.isOptional ? "[\(label)]" : label)
        }
        for argument in shown(.option) where !argument.isOptional {
            words.append(
                "\(argument.label) <\(argument.valueName)>\(argument.isRepeating ? "..." : "")")
        }
        words.append("[options]")
        return words.joined(separator: " ")
    }

    private func shown(_ kind: CommandDescription.Argument.Kind) -> [CommandDescription.Argument] {
        command.arguments.filter { $0.kind == kind && $0.isShown }
    }

    private static func heading(_ argument: CommandDescription.Argument) -> String {
        let names = argument.names.joined(separator: ", ")
        guard argument.kind == .option else { return names }
        return "\(names) <\(argument.valueName)>\(argument.isRepeating ? "..." : "")"
    }

    private static func description(_ argument: CommandDescription.Argument) -> String {
        argument.kind == .option && !argument.isOptional
            ? "\(argument.abstract) Obligatoire." : argument.abstract
    }

    private func section(_ title: String, _ rows: [(String, String)], into text: inout String) {
        guard !rows.isEmpty else { return }
        text += "\n\(title) :\n"
        let column = min(30, (rows.map(\.0.count).max() ?? 0) + 4)
        for (name, description) in rows {
            guard !description.isEmpty else {
                text += "  \(name)\n"
                continue
            }
            let wrapped = Self.wrapped(description, indent: column)
            if name.count + 4 <= column {
                text += "  \(name)" + wrapped.dropFirst(name.count + 2)
            } else {
                text += "  \(name)\n" + wrapped
            }
        }
    }

    /// Words in lines of at most 80 columns; a letter counts as one.
    private static func wrapped(_ text: String, indent: Int, first: Int? = nil) -> String {
        LineWrapping.lines(text, width: width, first: first ?? indent, indent: indent)
            .map { $0 + "\n" }.joined()
    }
}
