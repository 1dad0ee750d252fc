import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct StructureCleGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cle", abstract: "La clé de la structure.",
        discussion: "agir-liaison structure cle remplacer",
        subcommands: [StructureCleRemplacer.self])
}

struct StructureCleRemplacer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "remplacer",
        abstract: "Remplace la clé de la structure : tous vérifient de nouveau son empreinte.",
        discussion: "agir-liaison structure cle remplacer")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let editor = try CardEditor(options.context)
        if Terminal.isInteractive {
            Terminal.say(
                "Chaque partenaire et chaque collègue devra comparer la nouvelle empreinte, de vive "
                    + "voix.\nD'ici là, rien ne leur part et rien d'eux ne s'ouvre.")
            guard Terminal.confirms("Remplacer la clé de \(editor.session.own.structure) ?") else {
                throw Failure(.usage, "Rien n'est remplacé.")
            }
        }
        let card = try editor.replaceKey { code in
            IdentityMaker.show(
                recoveryCode: code, of: "la nouvelle clé de la structure", json: options.json)
        }
        editor.report(card, "La clé est remplacée.", json: options.json)
        Output.note(
            "Nouvelle empreinte, à lire à chacun : \(Fingerprint(structure: card.cleStructure))\n"
                + "Vos collègues l'épinglent par « structure rejoindre », vos partenaires la "
                + "vérifient\naprès « contact importer ».")
    }
}
