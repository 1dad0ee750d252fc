import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct ScellerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "sceller", abstract: "Scelle une fiche dans un fichier, sans l'envoyer.",
        discussion: "agir-liaison sceller fiche.json --a ml-grenoble.example -o fiche.age")

    @Argument(help: "Fichier de la fiche.")
    var fichier: String

    @Option(
        name: .customLong("a"), parsing: .upToNextOption,
        help: "Destinataires : structures, agents, ou clés age.")
    var a: [String] = []

    @Flag(help: "Scelle par une phrase secrète, montrée une fois, à dire par un autre canal.")
    var parPhrase = false

    @Option(help: "Avec --par-phrase : la structure à qui la phrase est dite.")
    var pour: String?

    @Flag(help: "Avec --par-phrase : une page HTML seule, sans signature, pour qui n'a qu'age.")
    var page = false

    @Option(name: .shortAndLong, help: "Fichier scellé à écrire (.age).")
    var output: String

    @Flag(help: "Écrit le fichier en texte (armure ASCII), pour un message.")
    var armure = false

    @Option(help: "Accepte une clé age que rien ne vérifie, pour ce motif.")
    var cleNonVerifiee: String?

    @OptionGroup var sealing: SealingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard parPhrase ? a.isEmpty && pour != nil : !a.isEmpty && pour == nil && !page else {
            throw Failure(
                .usage, "Il faut --a DESTINATAIRE, ou --par-phrase avec --pour STRUCTURE.",
                next: "Voyez « agir-liaison sceller --help ».")
        }
        guard sealing.piece.isEmpty || !page else {
            throw Failure(.usage, "Une page seule ne porte pas de pièce jointe.")
        }
        guard !PrivateFile.exists(output) else {
            throw Failure(
                .exists, "Le fichier \(output) existe déjà ; il n'est pas remplacé.",
                next: "Choisissez un autre nom.")
        }
        let session = try Session.open(try options.context)
        try session.require(.sendFiche)
        if parPhrase {
            try sealByPhrase(session)
        } else {
            try sealToKeys(session)
        }
    }

    private func sealToKeys(_ session: Session) throws {
        let destinations = try a.map {
            try Destination($0, session: session, unverifiedReason: cleNonVerifiee)
        }
        var check = FicheCheck(session, sealing, to: destinations)
        let checked = try check.check(fichier)
        let sealer = Sealer(
            session: session, destinations: checked.destinations,
            // A bare key was named on purpose, with a reason.
            classical: sealing.classique || destinations.contains { $0.card == nil },
            link: checked.link)
        let sealed = try sealer.seal(checked.fiche, pieces: checked.attachments.parts)
        try write(sealed.age)
        Copies.sent(fichier, as: sealed.manifest, session.context)
        if options.json {
            var object = JSONObject()
            object["id"] = .string(sealed.manifest.id.text)
            object["taille"] = .integer(Int64(sealed.age.count))
            Output.json(.object(object))
        } else {
            Output.line("Fiche scellée dans \(output) (\(sealed.manifest.id)).")
        }
    }

    private func sealByPhrase(_ session: Session) throws {
        guard let name = pour.flatMap({ StructureName($0) }) else {
            throw Failure(
                .usage, "« \(Output.visible(pour ?? "")) » n'est pas un nom de structure.",
                next: "Voyez « agir-liaison contact lister ».")
        }
        let show = try Terminal.screen()
        let kind = try session.folder.contact(name)?.carte.type
        var check = FicheCheck(session, sealing, to: [.phrase(name, kind)])
        let checked = try check.check(fichier)
        let phrase = RecoveryCode.generate()
        var bytes = Array(phrase.utf8)
        let sealer = Sealer(
            session: session, destinations: [], classical: false, link: checked.link)
        let sealed = try sealer.seal(
            checked.fiche, pieces: checked.attachments.parts, pour: name,
            passphrase: SecretBytes(taking: &bytes),
            asPage: page)
        try write(sealed)
        let file = output.split(separator: "/").last.map(String.init) ?? output
        show(
            """

            La phrase qui ouvre \(Output.visible(output)), montrée cette seule fois :

                \(phrase)

            À envoyer par SMS, jamais avec le fichier :

                \(session.own.structure) : phrase du fichier \(Output.visible(file)) : \(phrase)

            """)
        if options.json {
            var object = JSONObject()
            object["taille"] = .integer(Int64(sealed.count))
            Output.json(.object(object))
        } else {
            Output.line("Fiche scellée dans \(output)\(page ? ", sans signature" : "").")
        }
    }

    private func write(_ sealed: [UInt8]) throws {
        try PrivateFile.write(armure ? try Age.armored(sealed) : sealed, to: output)
    }
}
