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

    @Option(name: .shortAndLong, help: "Le fichier à écrire, par une autre voie que le service.")
    var output: String?

    @Flag(help: "Avec la voie archive : un .zip, pour qui n'a pas 7-Zip.")
    var zip = false

    @Option(
        name: [.customLong("jusqua"), .customLong("jusquA")],
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
        for path in [output, page] { try OutputFile.requireNew(path) }
        let session = try Session.open(try options.context).synchronizedIfReachable()
        let destinations = try ([a] + copie).map {
            try Destination($0, session: session, unverifiedReason: nil)
        }
        let voie = try RoadDialog(voie).settle(destinations[0], session)
        guard !zip || voie == .archive else {
            throw Failure(.usage, "--zip va avec --voie archive.")
        }
        guard attendre == nil || voie == .service else {
            throw Failure(
                .usage, "Rien ne se remet \(voie.french) : --attendre est pour le service.")
        }
        guard voie == .guichet ? output == nil : jusqua == nil && page == nil else {
            throw Failure(
                .usage, "--jusqua et --page vont avec --voie guichet, qui n'a pas de -o.")
        }
        if voie == .guichet || Artefact(voie) != nil {
            return try send(by: voie, destinations, session)
        }
        guard output == nil || voie == .pli else {
            throw Failure(.usage, "Le service n'écrit pas de fichier : -o est pour une autre voie.")
        }
        let send = try SendFiche(session)
        let (plan, answers) = try dialog(send.plan).settle(
            FicheDialog.input(fichier, sealing, to: destinations, session))
        // Who waits for the delivery, or pipes, has nothing to think over.
        let isDelayed =
            Terminal.isInteractive && attendre == nil && !sansDelai && voie == .service
        let id = try send.execute(
            plan, answers, classical: sealing.classique, by: voie, isDelayed: isDelayed)
        if voie == .pli { try writePli(id, session) }
        try report(id, voie, send)
    }

    private func dialog(_ plan: @escaping (FicheInput) throws -> FichePlan) -> FicheDialog {
        FicheDialog(
            sealing: sealing, isCIRSigned: cirSigne.map { $0 == .oui }, plan: plan)
    }

    /// Copies go by the service: what one road does for the first, it does for nobody else.
    private func send(
        by voie: Voie, _ destinations: [Destination], _ session: Session
    ) throws {
        let copies = Array(destinations.dropFirst())
        let service = copies.isEmpty ? nil : try SendFiche(session)
        for copy in copies { try RoadChoice.check(.service, copy) }
        let seal = try SealFiche(session, asksConventions: true)
        let (plan, answers) = try dialog(seal.plan).settle(
            FicheDialog.input(fichier, sealing, to: destinations, session))
        guard let artefact = Artefact(voie, zip: zip) else {
            let opened = try SendByGuichet(session).execute(
                plan, answers, to: destinations[0], until: DayOption.read(jusqua),
                classical: sealing.classique, isFile: page != nil, by: .init())
            // The guichet is open: a copy that fails does not undo it.
            defer { GuichetReport.show(opened, asJSON: options.json) }
            if let page, let content = opened.page { try GuichetReport.write(content, page) }
            _ = try service?.execute(plan, answers, to: copies, classical: sealing.classique)
            return
        }
        let made = try seal.execute(
            plan, answers, as: artefact, to: [destinations[0]], classical: sealing.classique,
            by: .init(output: output))
        _ = try service?.execute(plan, answers, to: copies, classical: sealing.classique)
        let statut = EnvoiStatut.aTransmettre
        if options.json {
            return Output.json([
                ("id", .text(made.manifest.id)), ("statut", .code(statut)),
                ("voie", .code(made.voie)),
            ])
        }
        Output.line("Fiche \(made.manifest.id) : \(statut.french).")
        HandingReport.show(made)
    }

    private func writePli(_ id: PliID, _ session: Session) throws {
        let path = output ?? "document-\(id.text.prefix(8)).pli"
        try PrivateFile.write(CarriedPli.export(id.text, session).bytes, to: path)
        Output.note("Pli à porter : \(Output.visible(path)).")
    }

    /// The daemon has the fiche: what fails from here on is said, and does not undo it.
    private func report(_ id: PliID, _ voie: Voie, _ send: SendFiche) throws {
        var statut = EnvoiStatut.enAttente
        var partirApres: Instant?
        var failure: Failure?
        func follow() {
            do {
                (statut, partirApres) = try send.status(of: id)
                failure = nil
            } catch {
                failure = Failure(error)
            }
        }
        follow()
        if let attendre {
            let clock = ContinuousClock()
            let end = clock.now.advanced(by: .seconds(attendre))
            while statut.isPending, clock.now < end {
                usleep(200_000)
                follow()
            }
        }
        if let failure { Output.note(FicheNotice.sentUnfollowed(failure).words) }
        if options.json {
            Output.json([
                ("id", .text(id)), ("statut", .code(statut)), ("voie", .code(voie)),
                ("partirApres", .text(partirApres)),
            ])
        } else if let departure = BoxTable.departure(partirApres) {
            Output.line("Fiche \(id) : part à \(departure).")
            Output.note(
                "Pour l'annuler : « agir-liaison retirer \(id.text.prefix(8)) --motif M ».")
        } else {
            Output.line("Fiche \(id) : \(statut.french).")
        }
        if attendre != nil, statut.isPending {
            throw Failure(
                .tryAgain, "La fiche n'est pas encore remise ; le service continue d'essayer.",
                next: .fiche(.followSending))
        }
    }
}

enum OuiNon: String, ExpressibleByArgument, CaseIterable {
    case oui, non
}
