import ArgumentParser
import LiaisonAgent
import LiaisonBase

struct StructureRecevoir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "recevoir", abstract: "Prend la clé de la structure qu'un collègue confie.",
        discussion: "agir-liaison structure recevoir cle-structure.age")

    @Argument(help: "Fichier scellé par « structure confier ».")
    var fichier: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let code = try StructureKeyCare.take(
            { try PrivateFile.read(fichier, limit: 64 * 1_024) }, context)
        IdentityReport.show(
            recoveryCode: code, of: "la clé de la structure",
            file: "\(context.folder.path)/\(AgentFolder.structureBackup)", json: options.json)
        Output.note("Ce dossier tient la clé de la structure. Effacez \(fichier).")
    }
}
