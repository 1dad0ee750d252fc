import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// Where the files go that are made for partners whom the service does not reach, and how their phrases are
/// shown.
extension Handover.Hands {
    /// - Parameters:
    ///   - output: the file that the person names; nil: a name that tells of nobody, in `folder`.
    ///   - isArmored: whether a sealed file is written as text.
    init(output: String? = nil, in folder: String? = nil, isArmored: Bool = false) {
        self.init(
            write: { name, bytes, placing in
                if let folder { try PrivateFile.makeFolder(folder) }
                let path = output ?? (folder.map { "\($0)/\(name)" } ?? name)
                // Of a file that is there already nothing is said: it is not written over.
                if !PrivateFile.exists(path) { placing(path) }
                try PrivateFile.write(isArmored ? try Age.armored(bytes) : bytes, to: path)
                return path
            },
            screen: {
                let show = try Terminal.screen()
                return { message in
                    try show(
                        """

                        La phrase qui ouvre \(Output.visible(message.file)), montrée cette seule fois :

                            \(message.phrase)

                        À envoyer par SMS, jamais avec ce qu'elle ouvre, à un numéro qui ne vient pas du courriel :

                            \(Output.visible(message.sms))

                        """)
                }
            })
    }
}

/// To whom the commands that write to several seal, and where the files for partners without a service go.
struct HandingOptions: ParsableArguments {
    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @Option(
        name: .sortie,
        help: "Dossier où écrire ce qui part autrement que par le service (défaut : celui-ci).")
    var output: String?

    var hands: Handover.Hands { .init(in: output) }
}

/// What is said of a file that was made, and of what is left to do.
enum HandingReport {
    /// Of several, each to its partner.
    static func note(_ files: [Handover.Made]) {
        for made in files {
            let names = made.manifest.pour.map(\.text).joined(separator: ", ")
            Output.note("\(names) : fichier à transmettre, \(Output.visible(made.path)).")
            Output.note(NextStep.fiche(.declareState(made.manifest.id)).words)
        }
    }

    static func show(_ made: Handover.Made) {
        Output.line("Fichier à transmettre : \(Output.visible(made.path)).")
        Output.note(NextStep.fiche(.declareState(made.manifest.id)).words)
    }
}
