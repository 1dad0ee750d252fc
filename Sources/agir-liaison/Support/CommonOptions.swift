import ArgumentParser
import Glibc
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

/// The options of every command (cli.md, «Common»).
struct CommonOptions: ParsableArguments {
    @Option(help: "Dossier de l'agent (défaut : ~/.config/agir-liaison).")
    var dossier: String?

    @Option(help: "Adresse du service : unix:/chemin ou https://hôte:port.")
    var service: String?

    @Option(help: "Fichier qui contient la phrase secrète.")
    var phraseFichier: String?

    @Flag(help: "Donne le résultat en JSON.")
    var json = false

    /// Whether the daemon's address was given, rather than the default taken.
    var namesService: Bool {
        service != nil || AgentSettings.variable("AGIR_LIAISON_SERVICE") != nil
    }

    var settings: AgentSettings {
        get throws { try AgentSettings(dossier: dossier, service: service) }
    }

    /// What the workflows are given; the folder is opened by it alone.
    var context: AgentContext {
        get throws { try context(newPassphraseFile: passphraseFile) }
    }

    /// - Parameter newPassphraseFile: where a new passphrase is read from; nil: it is asked.
    func context(newPassphraseFile: String?) throws -> AgentContext {
        let settings = try settings
        let context = AgentContext(
            folder: AgentFolder(path: settings.folder), endpoint: try settings.endpoint,
            now: { Now.instant },
            secret: { use in
                switch use {
                case .identity: try passphrase()
                case .newPassphrase: try Self.newPassphrase(inFile: newPassphraseFile)
                case .structureKey:
                    try passphrase("Phrase secrète, pour la clé de la structure : ")
                case .sealedFile: try Terminal.secret("Phrase secrète du fichier : ")
                }
            },
            asksAgain: { use in
                let file = use == .newPassphrase ? newPassphraseFile : passphraseFile
                return Terminal.isInteractive && (use == .sealedFile || file == nil)
            },
            agrees: { Terminal.confirms($0.words) },
            show: { if let text = $0.words { Output.note(text) } })
        context.tend()
        return context
    }

    /// The passphrase: from the file named, else asked.
    func passphrase(_ question: String = "Phrase secrète : ") throws -> SecretBytes {
        guard let path = passphraseFile else {
            return try Terminal.secret(question)
        }
        return try Self.secret(inFile: path).passphrase()
    }

    /// A file of a secret that an option names.
    static func secret(inFile path: String) -> SecretFile {
        SecretFile(path) { if let text = $0.words { Output.note(text) } }
    }

    /// A new passphrase, typed twice when it is typed, and until it holds.
    private static func newPassphrase(inFile file: String?) throws -> SecretBytes {
        if let file { return try secret(inFile: file).passphrase() }
        while true {
            let first = try Terminal.secret(
                "Nouvelle phrase secrète (\(NewPassphrase.shortest) caractères au moins) : ")
            do {
                try NewPassphrase.check(first)
            } catch let refusal as AgentError {
                Terminal.say("\(refusal.message) \(refusal.next?.words ?? "")")
                continue
            }
            if first.equals(try Terminal.secret("La même, pour vérifier : ")) { return first }
            Terminal.say("Les deux phrases ne sont pas les mêmes. Retapez-les.")
        }
    }

    /// Where the passphrase is read from, when it is not asked.
    var passphraseFile: String? {
        phraseFichier ?? AgentSettings.variable("AGIR_LIAISON_PHRASE_FICHIER")
    }
}

/// The options of the commands that seal.
struct SealingOptions: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Pièces jointes : PDF, JPEG, PNG, ODT ou DOCX.")
    var piece: [String] = []

    @Option(help: "À quoi servent les pièces : pre-diagnostic, dossier-spada ou autre.")
    var butPiece: AttachmentPurpose?

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @Flag(help: "Confirme les avertissements.")
    var confirmerAvertissements = false

    @Option(help: "N'envoie pas de copie à la DT OFII, pour ce motif.")
    var sansCopieOfii: String?

    @Option(help: "Fiche à laquelle celle-ci répond (« repondre » le note tout seul).")
    var reponseA: String?

    @Option(help: "Fiche que celle-ci remplace (« corriger » le note tout seul).")
    var remplace: String?
}

/// The wall clock of the command line, asked at the edge only.
enum Now {
    static var instant: Instant { Instant(seconds: Int64(time(nil))) }
    static var today: CalendarDate { ParisTime.date(at: instant) }
}
