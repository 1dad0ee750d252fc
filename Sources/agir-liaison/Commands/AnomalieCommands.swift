import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct AnomalieGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anomalie",
        abstract: "Une difficulté que l'on dit à un partenaire, scellée, sans délai qui court.",
        discussion: "agir-liaison anomalie envoyer --help", subcommands: [AnomalieEnvoyer.self])
}

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
        let message = AnomalieMessage(texte: try IncidentOptions.text(texte) ?? "")
        let answered = try reponseA.map { try BoxListing.find($0, session).id }
        let id = try Self.send(
            message, to: a, answering: answered, classical: classique, session)
        if options.json {
            var object = JSONObject()
            object["id"] = .string(id.text)
            return Output.json(.object(object))
        }
        Output.line("Anomalie confiée au service pour \(Output.visible(a)).")
    }

    /// Seals it to the referents and DPOs of both sides, and gives it to the daemon.
    static func send(
        _ message: AnomalieMessage, to name: String, answering id: PliID?, classical: Bool,
        _ session: Session
    ) throws -> PliID {
        let part = try message.part()
        let destination = try Destination(
            name, session: session, unverifiedReason: nil, roles: Objet.anomalie.roles,
            // An answer to a request about rights waits for no new card.
            allowsExpired: id != nil)
        guard destination.card?.daemon != nil else {
            throw Failure(
                .notAllowed, "Ce partenaire n'a pas de service à qui remettre un pli.",
                next: "Appelez-le.")
        }
        var sealer = Sealer(session: session, destinations: [destination], classical: classical)
        sealer.link.reponseA = id
        return try Dispatch(session).send(by: sealer) { try $0.seal(.anomalie, part) }.manifest.id
    }
}
