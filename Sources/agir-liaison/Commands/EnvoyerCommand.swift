import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct EnvoyerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "envoyer", abstract: "Scelle une fiche et la confie au service.",
        discussion: "agir-liaison envoyer fiche.json --a ml-grenoble.example --attendre 30")

    @Argument(help: "Fichier de la fiche.")
    var fichier: String

    @Option(name: .customLong("a"), help: "Destinataire : structure ou agent.")
    var a: String

    @Option(parsing: .upToNextOption, help: "Structures en copie.")
    var copie: [String] = []

    @Option(help: "Attend la remise, au plus tant de secondes.")
    var attendre: Int?

    @OptionGroup var sealing: SealingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        if let attendre, !(0...86_400).contains(attendre) {
            throw Failure(.usage, "L'attente est de 0 à 86400 secondes.")
        }
        let session = try Session.open(options).synchronize()
        let destinations = try ([a] + copie).map {
            try Destination($0, session: session, unverifiedReason: nil)
        }
        let names = destinations.compactMap(\.card?.structure)
        guard Set(names).count == destinations.count else {
            throw Failure(
                .usage, "La même structure est nommée deux fois, ou n'est qu'une clé.",
                hint: "Une clé age seule ne peut que sceller : « agir-liaison sceller ».")
        }
        let fiche = try FicheCheck.checked(
            fichier, session: session, destinations: destinations,
            confirmed: sealing.confirmerAvertissements)
        let sealer = Sealer(
            session: session, destinations: destinations, classical: sealing.classique)
        let sealed = try sealer.seal(fiche, pieces: sealing.piece)
        for name in names { try session.push(name) }
        for pli in try sealer.plis(sealed) {
            _ = try session.client.request("PUT", Routes.localSend, body: pli.bytes)
        }
        try report(sealed.manifest.id, session)
    }

    private func report(_ id: PliID, _ session: Session) throws {
        var statut = try Self.status(of: id, session)
        if let attendre {
            let clock = ContinuousClock()
            let end = clock.now.advanced(by: .seconds(attendre))
            while statut == "en-attente", clock.now < end {
                usleep(200_000)
                statut = try Self.status(of: id, session)
            }
        }
        if options.json {
            var object = JSONObject()
            object["id"] = .string(id.text)
            object["statut"] = .string(statut)
            Output.json(.object(object))
        } else {
            Output.line("Fiche \(id) : \(Self.french(statut)).")
        }
        if attendre != nil, statut == "en-attente" {
            throw Failure(
                .tryAgain, "La fiche n'est pas encore remise ; le service continue d'essayer.",
                hint: "Suivez-la avec « agir-liaison boite envoi ».")
        }
    }

    /// The least advanced state among the addressees.
    private static func status(of id: PliID, _ session: Session) throws -> String {
        let answer = try session.client.request("GET", Routes.localSent(id))
        let rows = (try? JSONValue.parse(answer.body))?.array ?? []
        let states = rows.compactMap { $0.object?["statut"]?.string }
        let order = ["en-attente", "expire", "refuse", "remis", "ouvert"]
        return order.first { states.contains($0) } ?? "en-attente"
    }

    static func french(_ statut: String) -> String {
        switch statut {
        case "en-attente": "en attente de remise"
        case "remis": "remise au partenaire"
        case "ouvert": "ouverte par le partenaire"
        case "refuse": "refusée par le partenaire"
        case "expire": "non remise, délai dépassé"
        default: statut
        }
    }
}
