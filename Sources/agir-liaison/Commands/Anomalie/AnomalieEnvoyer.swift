import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct AnomalieEnvoyer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "envoyer",
        abstract: "Dit une difficulté aux référents et aux DPO d'un partenaire.",
        discussion:
            "agir-liaison anomalie envoyer --a ml-grenoble.example --texte \"Une fiche nous est "
            + "parvenue deux fois\"")

    @Option(name: .customLong("a"), help: "Partenaire : une structure.")
    var a: String

    @Option(help: "Ce qu'il y a à dire ; « - » : lu sur l'entrée standard.")
    var texte: String

    @Option(help: "Pli reçu auquel il répond : numéro de ligne, ou identifiant.")
    var reponseA: String?

    @Flag(help: "Accepte des destinataires à clé classique parmi des hybrides.")
    var classique = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.sendMessage)
        let message = AnomalieMessage(texte: try Typed.text(texte))
        let answered = try reponseA.map { try BoxListing.find($0, session).id }
        let id = try SendAnomaly(session).send(
            message, to: a, answering: answered, classical: classique)
        if options.json { return Output.json([("id", .text(id))]) }
        Output.line("Anomalie confiée au service pour \(Output.visible(a)).")
    }
}
