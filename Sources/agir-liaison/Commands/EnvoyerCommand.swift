import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonAgent
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

    @Option(help: "Dit si le CIR est signé, quand la fiche ne le dit pas : oui ou non.")
    var cirSigne: OuiNon?

    @OptionGroup var sealing: SealingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        if let attendre, !(0...86_400).contains(attendre) {
            throw Failure(.usage, "L'attente est de 0 à 86400 secondes.")
        }
        let session = try Session.open(try options.context).synchronize()
        try session.require(.sendFiche)
        let destinations = try ([a] + copie).map {
            try Destination($0, session: session, unverifiedReason: nil)
        }
        var check = FicheCheck(session, sealing, to: destinations)
        check.conventions = try Retention(session: session).conventions().states
        let checked = try check.check(fichier)
        let names = checked.destinations.compactMap(\.card?.structure)
        guard Set(names).count == checked.destinations.count else {
            throw Failure(
                .usage, "La même structure est nommée deux fois, ou n'est qu'une clé.",
                next: "Une clé age seule ne peut que sceller : « agir-liaison sceller ».")
        }
        let declarations = try checked.declarations + cirDeclaration(checked)
        let sealer = Sealer(
            session: session, destinations: checked.destinations, classical: sealing.classique,
            link: checked.link, convention: checked.convention)
        let sealed = try sealer.seal(checked.fiche, pieces: checked.attachments.parts)
        for name in names { try session.push(name) }
        try session.annotate(
            checked.fiche.numeroAGDREF, de: session.own.structure, id: sealed.manifest.id)
        let target = Routes.localSend(declarations: declarations)
        for pli in try sealer.plis(sealed) {
            _ = try session.client.request("PUT", target, body: pli.bytes)
        }
        Copies.sent(fichier, as: sealed.manifest, session.context)
        try Repertoire.update(session) { $0.add(checked.fiche, sealed.manifest) }
        var links = FicheLinks(session.folder)
        if links[fichier] != .none {
            links[fichier] = .none
            try links.save()
        }
        try report(sealed.manifest.id, session)
    }

    /// «Le CIR est-il signé ?», for an orientation that does not carry its date (fiches.md,
    /// «Routing»). The answer is logged, not transmitted.
    private func cirDeclaration(_ checked: FicheCheck.Checked) throws -> [LogDetail] {
        guard checked.fiche.orientsToAGIR, checked.link.reponseA == nil,
            !checked.fiche.carriesCIRDate
        else { return [] }
        let isSigned: Bool
        if let cirSigne {
            isSigned = cirSigne == .oui
        } else if Terminal.isInteractive {
            isSigned = Terminal.confirms("Le CIR est-il signé ?")
        } else {
            throw Failure(
                .data, "Le CIR est-il signé ? La fiche ne le dit pas : rien n'est envoyé.",
                next: "Ajoutez --cir-signe oui, ou --cir-signe non.")
        }
        guard isSigned else {
            throw Failure(
                .data, "Sans CIR signé, la personne ne peut pas être orientée vers AGIR.",
                next: "Informez la DT OFII.")
        }
        return [.cirSigne]
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
                next: "Suivez-la avec « agir-liaison boite envoi ».")
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

enum OuiNon: String, ExpressibleByArgument, CaseIterable {
    case oui, non
}
