import ArgumentParser
import LiaisonAgent

struct ContactRetirer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "retirer",
        abstract: "Retire un partenaire : plus rien ne lui part ni n'en vient. L'échangé reste.",
        discussion: "agir-liaison contact retirer ml-grenoble.example")

    @Argument(help: "Structure.")
    var id: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let plan = try ContactRemoval.plan(id, options.context)
        let name = plan.structure
        try ContactRemoval.execute(
            plan,
            isConfirmed: !Terminal.isInteractive
                || Terminal.confirms("Retirer \(name) de vos contacts ?"))
        Output.line("\(name) n'est plus dans vos contacts.")
    }
}
