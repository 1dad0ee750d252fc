import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ContactSuspendre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "suspendre",
        abstract:
            "Suspend les échanges avec un partenaire, sauf violations et droits des personnes.",
        discussion: "agir-liaison contact suspendre ml-grenoble.example --motif incident")

    @Argument(help: "Structure.")
    var id: String

    @Option(help: "Motif : incident, convention ou autre.")
    var motif: ContactSuspension.Motif

    @OptionGroup var options: CommonOptions

    func run() throws {
        let name = try SuspendContact.execute(id, for: motif, options.context)
        Output.line("Les échanges avec \(name) sont suspendus, sauf violations et droits.")
    }
}

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
