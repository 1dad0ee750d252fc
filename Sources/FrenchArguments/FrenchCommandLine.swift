public import ArgumentParser
internal import LiaisonBase

/// Runs a program whose arguments swift-argument-parser reads, and whose help and usage errors are
/// French: the parser's own are English and cannot be changed.
public enum FrenchCommandLine {
    /// Parses, runs, and gives the exit status. No error escapes: one that reaches `main` crashes
    /// the Swift runtime, which prints memory (pitfalls.md). Nothing here is asynchronous: the
    /// threads of Swift's executors cost a short command a third of its time.
    ///
    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - onError: reports what a command threw, and gives its status.
    public static func run(
        _ root: any ParsableCommand.Type, arguments: [String], version: String,
        onError: (any Error) -> Int32
    ) -> Int32 {
        switch parse(root, arguments, version) {
        case .ended(let status): return given(status, onError)
        case .command(var command):
            do {
                try command.run()
                return given(0, onError)
            } catch {
                return (error as? ExitCode)?.rawValue ?? onError(error)
            }
        }
    }

    /// The status of what went through: nobody is told that it did who was given half of it.
    private static func given(_ status: Int32, _ onError: (any Error) -> Int32) -> Int32 {
        guard status == 0 else { return status }
        do {
            try StandardStream.check()
            return 0
        } catch {
            return onError(error)
        }
    }

    /// The same, for a program whose root runs until it is stopped.
    public static func runAsync(
        _ root: any AsyncParsableCommand.Type, arguments: [String], version: String,
        onError: @Sendable (any Error) -> Int32
    ) async -> Int32 {
        switch parse(root, arguments, version) {
        case .ended(let status): return given(status, onError)
        case .command(let command):
            do {
                guard var command = command as? any AsyncParsableCommand else { return 70 }
                try await command.run()
                return given(0, onError)
            } catch {
                return (error as? ExitCode)?.rawValue ?? onError(error)
            }
        }
    }

    private enum Parsed {
        case command(any ParsableCommand)
        /// All was said: help, a version, or what is wrong.
        case ended(Int32)
    }

    private static func parse(
        _ root: any ParsableCommand.Type, _ arguments: [String], _ version: String
    ) -> Parsed {
        if arguments == ["--version"] {
            StandardStream.output.write("\(version)\n")
            return .ended(0)
        }
        if asksForHelp(arguments) { return .ended(explain(root, arguments, failure: nil)) }
        do {
            let (leaf, rest) = reached(root, arguments)
            let command = try leaf.parseAsRoot(rest)
            // The parser answers a group named alone with the group, or with its own English help.
            guard
                type(of: command).configuration.subcommands.isEmpty
                    || command is any RunsWithoutSubcommand
            else {
                return .ended(explain(root, arguments, failure: nil))
            }
            return .command(command)
        } catch {
            return .ended(explain(root, arguments, failure: error))
        }
    }

    /// The command that the first words name, and what follows them. The parser would look at every
    /// command of the tree to find it: a third of the time that a short command takes.
    private static func reached(
        _ root: any ParsableCommand.Type, _ arguments: [String]
    ) -> (any ParsableCommand.Type, [String]) {
        guard let name = arguments.first,
            let next = root.configuration.subcommands.first(where: {
                $0.configuration.commandName == name
            })
        else { return (root, arguments) }
        return reached(next, Array(arguments.dropFirst()))
    }

    private static func asksForHelp(_ arguments: [String]) -> Bool {
        ["aide", "help"].contains(arguments.first)
            || arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    }

    private static func explain(
        _ root: any ParsableCommand.Type, _ arguments: [String], failure: (any Error)?
    ) -> Int32 {
        if let failure, arguments.first?.hasPrefix("--generate-completion-script") == true,
            root.exitCode(for: failure) == .success
        {
            StandardStream.output.write(root.fullMessage(for: failure) + "\n")
            return 0
        }
        guard let description = CommandDescription(dump: root._dumpHelp()) else {
            StandardStream.error.write("La commande n'est pas comprise.\n")
            return 64
        }
        let isNamed = ["aide", "help"].contains(arguments.first)
        let checker = ArgumentChecker(
            root: description, arguments: isNamed ? Array(arguments.dropFirst()) : arguments)
        guard !asksForHelp(arguments) else {
            StandardStream.output.write(
                HelpRenderer(command: checker.command, path: checker.path).text)
            return 0
        }
        let problem = checker.problem() ?? checker.unforeseen
        StandardStream.error.say("\(description.name) : \(problem.message)\n\(problem.hint)\n")
        return 64
    }
}

/// A command that does something of its own when none of its subcommands is named.
public protocol RunsWithoutSubcommand {}
