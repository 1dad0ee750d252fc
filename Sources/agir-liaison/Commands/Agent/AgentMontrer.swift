import ArgumentParser
import LiaisonAgent

struct AgentMontrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "montrer", abstract: "Montre la moitié publique de cette identité.",
        discussion: "agir-liaison agent montrer --json")

    @Flag(help: "Montre aussi les clés entières, longues de 2 000 signes.")
    var cle = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        IdentityReport.show(
            try options.context.folder.agentActe(), json: options.json, withKeys: cle)
    }
}
