import ArgumentParser
import LiaisonCrypto
import LiaisonSchema

struct ScellerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sceller", abstract: "Scelle une fiche dans un fichier, sans l'envoyer.",
        discussion: "agir-liaison sceller fiche.json --a ml-grenoble.example -o fiche.age")

    @Argument(help: "Fichier de la fiche.")
    var fichier: String

    @Option(
        name: .customLong("a"), parsing: .upToNextOption,
        help: "Destinataires : structures, agents, ou clés age.")
    var a: [String]

    @Option(name: .shortAndLong, help: "Fichier scellé à écrire (.age).")
    var output: String

    @Flag(help: "Écrit le fichier en texte (armure ASCII), pour un message.")
    var armure = false

    @Option(parsing: .upToNextOption, help: "Pièces jointes.")
    var piece: [String] = []

    @Option(help: "Accepte une clé age que rien ne vérifie, pour ce motif.")
    var cleNonVerifiee: String?

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @Flag(help: "Confirme les avertissements.")
    var confirmerAvertissements = false

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try await withPool { pool in
            guard !PrivateFile.exists(output) else {
                throw Failure(
                    .exists, "Le fichier \(output) existe déjà ; il n'est pas remplacé.",
                    hint: "Choisissez un autre nom.")
            }
            let session = try Session.open(options, pool: pool)
            let destinations = try a.map {
                try Destination($0, session: session, unverifiedReason: cleNonVerifiee)
            }
            let fiche = try FicheCheck.checked(
                fichier, session: session, destinations: destinations,
                confirmed: confirmerAvertissements)
            let sealer = Sealer(
                session: session, destinations: destinations,
                // A bare key was named on purpose, with a reason.
                classical: classique || destinations.contains { $0.card == nil })
            let sealed = try sealer.seal(fiche, pieces: piece)
            try PrivateFile.write(
                armure ? try Age.armored(sealed.age) : sealed.age, to: output)
            if options.json {
                var object = JSONObject()
                object["id"] = .string(sealed.manifest.id.text)
                object["taille"] = .integer(Int64(sealed.age.count))
                Output.json(.object(object))
            } else {
                Output.line("Fiche scellée dans \(output) (\(sealed.manifest.id)).")
            }
        }
    }
}
