import ArgumentParser
import LiaisonAgent
import LiaisonCrypto

struct AgentRenouveler: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "renouveler",
        abstract: "Prépare de nouvelles clés ; les anciennes servent jusqu'à la nouvelle carte.",
        discussion: "agir-liaison agent renouveler")

    @Flag(help: "Clé classique (X25519), pour qui n'a qu'un logiciel age d'avant 1.3.")
    var compatible = false

    @Flag(help: "Montre aussi les clés entières, longues de 2 000 signes.")
    var cle = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let (acte, code) = try IdentityCare.renew(compatible ? .x25519 : .hybrid, context)
        IdentityReport.show(acte, json: options.json, withKeys: cle)
        IdentityReport.show(
            recoveryCode: code, of: "la nouvelle identité",
            file: "\(context.folder.path)/\(AgentFolder.renewedBackup)", json: options.json)
        Output.note(
            "Remettez \(context.folder.path)/\(AgentFolder.renewedNote) à l'administrateur, et lisez-lui cette "
                + "empreinte.\nVos clés changent d'elles-mêmes quand la carte les nomme ; les fiches "
                + "d'avant s'ouvrent toujours.")
    }
}
