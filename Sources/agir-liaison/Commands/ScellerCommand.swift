import ArgumentParser
import LiaisonAgent
import LiaisonBase
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

    @Option(help: "La structure à qui la phrase est dite, ou à qui est une clé age.")
    var pour: String?

    @Flag(help: "Avec --par-phrase : une page HTML seule, sans signature, pour qui n'a qu'age.")
    var page = false

    @Option(name: .sortie, help: "Fichier scellé à écrire (.age).")
    var output: String

    @Flag(help: "Écrit le fichier en texte (armure ASCII), pour un message.")
    var armure = false

    @Option(help: "Accepte une clé age que rien ne vérifie, pour ce motif.")
    var cleNonVerifiee: String?

    @OptionGroup var sealing: SealingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard parPhrase ? a.isEmpty && pour != nil : !a.isEmpty && !page else {
            throw Failure(
                .usage, "Il faut --a DESTINATAIRE, ou --par-phrase avec --pour STRUCTURE.",
                next: "Voyez « agir-liaison sceller --help ».")
        }
        guard sealing.piece.isEmpty || !page else {
            throw Failure(.usage, "Une page seule ne porte pas de pièce jointe.")
        }
        try OutputFile.requireNew(output)
        let session = try Session.open(try options.context).synchronizedIfReachable()
        let seal = try SealFiche(session)
        let destinations = try destinations(session)
        var input = try FicheDialog.input(fichier, sealing, to: destinations, session)
        input.unverifiedKey = cleNonVerifiee
        let (plan, answers) = try FicheDialog(sealing: sealing, plan: seal.plan).settle(input)
        let made = try seal.execute(
            plan, answers, as: parPhrase ? .phrase(asPage: page) : .keys,
            classical: sealing.classique, by: .init(output: output, isArmored: armure))
        if options.json {
            return Output.json([("id", .text(made.manifest.id)), ("taille", .count(made.size))])
        }
        let end = page ? ", sans signature" : ""
        Output.line("Fiche scellée dans \(output) (\(made.manifest.id))\(end).")
        Output.note(NextStep.fiche(.declareState(made.manifest.id)).words)
    }

    private func destinations(_ session: Session) throws -> [Destination] {
        let holder = try pour.map(Typed.structure)
        guard parPhrase, let holder else {
            return try a.map {
                try Destination(
                    $0, session: session, unverifiedReason: cleNonVerifiee, holder: holder)
            }
        }
        return [.phrase(holder, try session.partnerKind(holder))]
    }
}
