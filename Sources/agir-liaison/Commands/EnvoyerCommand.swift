import ArgumentParser
import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct EnvoyerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "envoyer", abstract: "Envoie une fiche, par le service ou par une autre voie.",
        discussion: """
            agir-liaison envoyer fiche.json --a ml-grenoble.example --attendre 30
            agir-liaison envoyer fiche.json --a voiron.france-travail.example --voie guichet
            """)

    @Argument(help: "Fichier de la fiche.")
    var fichier: String

    @Option(name: .customLong("a"), help: "Destinataire : structure ou agent.")
    var a: String

    @Option(parsing: .upToNextOption, help: "Structures en copie.")
    var copie: [String] = []

    @Option(
        help:
            "La voie : service, pli, fichier, guichet, archive ou papier (défaut : celle du contact, ou le service)."
    )
    var voie: Voie?

    @Option(name: .sortie, help: "Le fichier à écrire, par une autre voie que le service.")
    var output: String?

    @Flag(help: "Avec la voie archive : un .zip, pour qui n'a pas 7-Zip.")
    var zip = false

    @Option(
        name: .jusqua,
        help: "Avec la voie guichet : dernier jour où il s'ouvre (défaut : dans 30 jours).")
    var jusqua: String?

    @Option(help: "Avec la voie guichet : écrit aussi la page en un fichier, à remettre.")
    var page: String?

    @Option(help: "Attend la remise, au plus tant de secondes.")
    var attendre: Int?

    @Flag(help: "Part aussitôt, sans le délai pendant lequel « retirer » l'annule.")
    var sansDelai = false

    @Option(help: "Dit si le CIR est signé, quand la fiche ne le dit pas : oui ou non.")
    var cirSigne: OuiNon?

    @OptionGroup var sealing: SealingOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        if let attendre, !(0...86_400).contains(attendre) {
            throw Failure(.usage, "L'attente est de 0 à 86400 secondes.")
        }
        for path in [output, page].compactMap(\.self) { try OutputFile.requireNew(path) }
        let session = try Session.open(try options.context).synchronizedIfReachable()
        let destinations = try ([a] + copie).map {
            try Destination($0, session: session, unverifiedReason: nil)
        }
        let voie = try RoadDialog(voie).settle(destinations[0], session)
        guard !zip || voie == .archive else {
            throw Failure(.usage, "--zip va avec --voie archive.")
        }
        // Windows opens a file by the ending of its name.
        if voie == .archive, let ending = output.map({ $0.lowercased() }),
            ending.hasSuffix(zip ? ".7z" : ".zip")
        {
            throw Failure(
                .usage,
                zip
                    ? "Avec --zip, le nom du fichier finit par .zip."
                    : "Sans --zip, l'archive est un .7z.",
                next: zip ? "Changez le nom de -o." : "Ajoutez --zip, ou changez le nom de -o.")
        }
        guard attendre == nil || voie == .service else {
            throw Failure(
                .usage, "Rien ne se remet \(voie.french) : --attendre est pour le service.")
        }
        guard output == nil || voie != .service else {
            throw Failure(.usage, "Le service n'écrit pas de fichier : -o est pour une autre voie.")
        }
        guard voie == .guichet ? output == nil : jusqua == nil && page == nil else {
            throw Failure(
                .usage, "--jusqua et --page vont avec --voie guichet, qui n'a pas de -o.")
        }
        let sending = try SendByRoads(
            session, by: voie, zip: zip, until: jusqua.map(Typed.day), asPage: page != nil)
        let (plan, answers) = try FicheDialog(
            sealing: sealing, isCIRSigned: cirSigne.map { $0 == .oui }, plan: sending.plan
        ).settle(FicheDialog.input(fichier, sealing, to: destinations, session))
        var sent: [SendByRoads.Sent] = []
        var failure: Failure?
        do {
            try sending.execute(
                plan, answers, classical: sealing.classique,
                // Who waits for the delivery, or pipes, has nothing to think over.
                isDelayed: Terminal.isInteractive && attendre == nil && !sansDelai,
                by: .init(output: output), copyHands: .init(in: copyFolder)
            ) { sent.append($0) }
        } catch {
            failure = Failure(error)
        }
        // What left is told, whatever stopped the rest.
        if let first = sent.first {
            let copies = Array(sent.dropFirst())
            if let opened = first.opened {
                try show(opened, copies)
            } else {
                if voie == .pli { try writePli(first.id, session) }
                try report(first, copies: copies, session)
            }
        }
        if let failure { throw failure }
    }

    /// The files of copies lie beside the first one.
    private var copyFolder: String? {
        guard let output, let end = output.lastIndex(of: "/") else { return nil }
        return end == output.startIndex ? "/" : String(output[..<end])
    }

    private func show(_ opened: OpenedGuichet, _ copies: [SendByRoads.Sent]) throws {
        // The link is told, whatever becomes of the file.
        defer {
            GuichetReport.show(opened, copies: copies, asJSON: options.json)
            if !options.json { for copy in copies { show(copy) } }
        }
        if let page, let content = opened.page { try GuichetReport.write(content, page) }
    }

    private func writePli(_ id: PliID, _ session: Session) throws {
        let path = output ?? "document-\(id.text.prefix(8)).pli"
        try PrivateFile.write(CarriedPli.export(id.text, session).bytes, to: path)
        Output.note("Pli à porter : \(Output.visible(path)).")
    }

    /// What fails from here on is said, and does not undo what left.
    private func report(
        _ first: SendByRoads.Sent, copies: [SendByRoads.Sent], _ session: Session
    ) throws {
        let clock = ContinuousClock()
        let end = attendre.map { clock.now.advanced(by: .seconds($0)) }
        let standing =
            first.made != nil
            ? SendFiche.Standing.made
            : SendFiche.follow(first.id, session) {
                guard let end, clock.now < end else { return false }
                usleep(200_000)
                return true
            }
        if let failure = standing.failure {
            Output.note(FicheNotice.sentUnfollowed(failure).words)
        }
        if options.json {
            Output.json(first.json(standing, copies: copies))
        } else {
            if let departure = BoxTable.departure(standing.partirApres) {
                Output.line("Fiche \(first.id) : part à \(departure).")
                Output.note(
                    "Pour l'annuler : « agir-liaison retirer \(first.id.text.prefix(8)) --motif M »."
                )
            } else {
                Output.line("Fiche \(first.id) : \(standing.statut.french).")
            }
            if let made = first.made { HandingReport.show(made) }
            for copy in copies { show(copy) }
        }
        if attendre != nil, standing.statut.isPending {
            throw Failure(
                .tryAgain, "La fiche n'est pas encore remise ; le service continue d'essayer.",
                next: .fiche(.followSending))
        }
    }

    private func show(_ copy: SendByRoads.Sent) {
        let names = copy.pour.map(\.text).joined(separator: ", ")
        Output.line("Copie \(copy.id), pour \(names) : \(copy.voie.french).")
        if let made = copy.made { HandingReport.show(made) }
    }
}

enum OuiNon: String, ExpressibleByArgument, CaseIterable {
    case oui, non
}
