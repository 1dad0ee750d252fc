import ArgumentParser
import Glibc
import LiaisonCrypto
import LiaisonHTTP
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

    var folder: AgentFolder {
        get throws {
            if let path = dossier ?? variable("AGIR_LIAISON_DOSSIER") {
                return AgentFolder(path: path)
            }
            if let base = variable("XDG_CONFIG_HOME") {
                return AgentFolder(path: "\(base)/agir-liaison")
            }
            guard let home = variable("HOME") else {
                throw Failure(
                    .configuration, "Le dossier de l'agent n'est pas connu.",
                    hint: "Donnez-le avec --dossier.")
            }
            return AgentFolder(path: "\(home)/.config/agir-liaison")
        }
    }

    /// Whether the daemon's address was given, rather than the default taken.
    var namesService: Bool { service != nil || variable("AGIR_LIAISON_SERVICE") != nil }

    var endpoint: SignedClient.Endpoint {
        get throws {
            let text =
                service ?? variable("AGIR_LIAISON_SERVICE")
                ?? "unix:/run/agir-liaisond/liaisond.sock"
            guard let endpoint = SignedClient.Endpoint(text) else {
                throw Failure(
                    .usage, "L'adresse du service est mal écrite : \(Output.visible(text)).",
                    hint: "Elle est de la forme unix:/chemin ou https://hôte:port.")
            }
            return endpoint
        }
    }

    /// The passphrase: from the file named, else asked.
    func passphrase(_ question: String = "Phrase secrète : ") throws -> SecretBytes {
        guard let path = phraseFichier ?? variable("AGIR_LIAISON_PHRASE_FICHIER") else {
            return try Terminal.secret(question)
        }
        var bytes = try PrivateFile.read(path, limit: 4_096)
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty else {
            throw Failure(.data, "Le fichier de la phrase secrète est vide.")
        }
        return try SecretBytes(taking: &bytes)
    }

    /// A new passphrase: at least 10 characters, typed twice when it is typed.
    func newPassphrase() throws -> SecretBytes {
        let first = try passphrase("Nouvelle phrase secrète (10 caractères au moins) : ")
        guard first.count >= 10 else {
            throw Failure(
                .data, "La phrase secrète est trop courte.",
                hint: "Prenez au moins 10 caractères ; plusieurs mots font une bonne phrase.")
        }
        guard phraseFichier == nil, variable("AGIR_LIAISON_PHRASE_FICHIER") == nil else {
            return first
        }
        guard first.equals(try Terminal.secret("La même, pour vérifier : ")) else {
            throw Failure(.data, "Les deux phrases ne sont pas les mêmes.", hint: "Recommencez.")
        }
        return first
    }

    private func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// The wall clock of the command line, asked at the edge only.
enum Now {
    static var instant: Instant { Instant(seconds: Int64(time(nil))) }
    static var today: CalendarDate { ParisTime.date(at: instant) }
}
