import ArgumentParser
import Glibc
import LiaisonAgent
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
        let send = try SendFiche(session)
        let destinations = try ([a] + copie).map {
            try Destination($0, session: session, unverifiedReason: nil)
        }
        let dialog = FicheDialog(
            sealing: sealing, isCIRSigned: cirSigne.map { $0 == .oui }, plan: send.plan)
        let (plan, answers) = try dialog.settle(
            FicheDialog.input(fichier, sealing, to: destinations, session))
        let id = try send.execute(plan, answers, classical: sealing.classique)
        try report(id, send)
    }

    /// The daemon has the fiche: what fails from here on is said, and does not undo it.
    private func report(_ id: PliID, _ send: SendFiche) throws {
        var statut = EnvoiStatut.enAttente
        var failure: Failure?
        func follow() {
            do {
                statut = try send.status(of: id)
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
            Output.json([("id", .text(id)), ("statut", .code(statut))])
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
