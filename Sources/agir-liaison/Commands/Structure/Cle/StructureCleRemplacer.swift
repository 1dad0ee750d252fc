import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct StructureCleRemplacer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "remplacer",
        abstract: "Remplace la clé de la structure : tous vérifient de nouveau son empreinte.",
        discussion: "agir-liaison structure cle remplacer")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let plan = try StructureKeyCare.planReplacement(context)
        let isConfirmed = plan.questions.allSatisfy { question in
            guard case .replaceKey(let structure) = question, Terminal.isInteractive else {
                return true
            }
            Terminal.say(
                "Chaque partenaire et chaque collègue devra comparer la nouvelle empreinte, de vive "
                    + "voix.\nD'ici là, rien ne leur part et rien d'eux ne s'ouvre.")
            return Terminal.confirms("Remplacer la clé de \(structure) ?")
        }
        let card = try StructureKeyCare.execute(plan, isConfirmed: isConfirmed) { code in
            IdentityReport.show(
                recoveryCode: code, of: "la nouvelle clé de la structure",
                file: "\(context.folder.path)/\(AgentFolder.structureBackup)", json: options.json)
        }
        card.report("La clé est remplacée.", json: options.json)
        Output.note(
            "Nouvelle empreinte, à lire à chacun : \(Fingerprint(structure: card.cleStructure))\n"
                + "Vos collègues l'épinglent par « structure rejoindre », vos partenaires la "
                + "vérifient\naprès « contact importer ».")
    }
}
