import ArgumentParser
import LiaisonAgent
import LiaisonBase
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
        try OutputFile.requireNew(output)
        let session = try Session.open(try options.context)
        let seal = try SealFiche(session)
        if parPhrase {
            try sealByPhrase(seal, session)
        } else {
            try sealToKeys(seal, session)
        }
    }

    private func settle(
        _ destinations: [Destination], _ seal: SealFiche, _ session: Session
    ) throws -> (FichePlan, FicheAnswers) {
        try FicheDialog(sealing: sealing, plan: seal.plan).settle(
            FicheDialog.input(fichier, sealing, to: destinations, session))
    }

    private func sealToKeys(_ seal: SealFiche, _ session: Session) throws {
        let destinations = try a.map {
            try Destination($0, session: session, unverifiedReason: cleNonVerifiee)
        }
        let (plan, answers) = try settle(destinations, seal, session)
        let sealed = try seal.execute(plan, answers, classical: sealing.classique, write)
        report(
            [("id", .text(sealed.manifest.id))], size: sealed.age.count,
            "(\(sealed.manifest.id))")
    }

    private func sealByPhrase(_ seal: SealFiche, _ session: Session) throws {
        let name = try StructureOption.read(pour ?? "")
        let show = try Terminal.screen()
        let kind = try session.folder.contact(name)?.carte.type
        let (plan, answers) = try settle([.phrase(name, kind)], seal, session)
        let sealed = try seal.execute(plan, answers, for: name, asPage: page)
        try write(sealed.age)
        let file = output.split(separator: "/").last.map(String.init) ?? output
        try show(
            """

            La phrase qui ouvre \(Output.visible(output)), montrée cette seule fois :

                \(sealed.phrase)

            À envoyer par SMS, jamais avec le fichier :

                \(session.own.structure) : phrase du fichier \(Output.visible(file)) : \(sealed.phrase)

            """)
        report([], size: sealed.age.count, page ? nil : "")
    }

    /// - Parameter detail: what follows the file's name; nil: that nothing in it is signed.
    private func report(_ head: [(String, JSONValue?)], size: Int, _ detail: String?) {
        if options.json {
            return Output.json(head + [("taille", .count(size))])
        }
        let end = detail.map { $0.isEmpty ? "" : " \($0)" } ?? ", sans signature"
        Output.line("Fiche scellée dans \(output)\(end).")
    }

    private func write(_ sealed: [UInt8]) throws {
        try PrivateFile.write(armure ? try Age.armored(sealed) : sealed, to: output)
    }
}
