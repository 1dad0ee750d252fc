public import ArgumentParser

public enum FrenchCommandLine {
    public static func run(
        _ root: any ParsableCommand.Type, arguments: [String], version: String,
        onError: @Sendable (any Error) -> Int32
    ) async -> Int32 {
        let command: any ParsableCommand
        do {
            command = try root.parseAsRoot(arguments)
        } catch {
            return root.exitCode(for: error).rawValue == 0 ? 0 : 64
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                var command = command
                try command.run()
            }
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return onError(error)
        }
    }
}
