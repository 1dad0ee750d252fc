import ArgumentParser

extension CommandConfiguration {
    /// The configuration of a command that has none below it.
    ///
    /// It names a super-command so that the parser does not look, at each start, for a request of
    /// completion scripts, which only the root answers: a tenth of the time that a short command takes.
    static func leaf(
        commandName: String, abstract: String, discussion: String = "", shouldDisplay: Bool = true
    ) -> CommandConfiguration {
        CommandConfiguration(
            commandName: commandName, _superCommandName: "", abstract: abstract,
            discussion: discussion, shouldDisplay: shouldDisplay)
    }
}
