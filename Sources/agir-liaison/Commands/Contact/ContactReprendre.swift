import ArgumentParser
import LiaisonAgent

struct ContactReprendre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "reprendre",
        abstract: "Reprend les échanges suspendus avec un partenaire : ce qui attendait part.",
        discussion: "agir-liaison contact reprendre ml-grenoble.example")

    @Argument(help: "Structure.")
    var id: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let name = try SuspendContact.execute(id, for: nil, options.context)
        Output.line("Les échanges avec \(name) reprennent.")
    }
}
