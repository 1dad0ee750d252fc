import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct ViolationNotifie: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "notifie",
        abstract: "Enregistre ce qui a été dit hors du programme, et arrête ce délai.",
        discussion:
            "agir-liaison violation notifie 1 --a ofii --le \"28/03/2026 21:30\" --moyen telephone "
            + "--reference \"Appel 2026-118\"")

    @Argument(help: "Numéro de l'incident.")
    var n: Int

    @Option(name: .customLong("a"), help: "Qui a été prévenu : ofii, cnil, personnes, structure.")
    var a: String

    @Option(help: "Quand (heure de Paris), ou « maintenant ».")
    var le: String

    @Option(help: "Moyen : telephone, courriel, courrier ou teleservice.")
    var moyen: String

    @Option(help: "Référence, scellée pour les DPO : nom, numéro d'appel ou de dossier.")
    var reference: String

    @Option(help: "Motif, si le délai était passé.")
    var motifRetard: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let addressee = try Typed.addressee(a)
        guard let means = NoticeMeans(rawValue: moyen) else {
            throw Failure(
                .usage, "Le moyen est telephone, courriel, courrier ou teleservice.")
        }
        let moment = try Typed.moment(le)
        let recording = RecordNotice(try Incidents.handling(try options.context))
        let plan = try recording.plan(
            .init(
                n: n, addressee: addressee, le: moment, means: means, reference: reference,
                lateReason: motifRetard))
        var reason: String?
        for case .lateReason(let end) in plan.questions {
            reason = Terminal.ask(
                "Le délai finissait le \(ParisTime.french(end)). Motif du retard : ")
        }
        IncidentPrinter.show(
            try recording.execute(plan, lateReason: reason),
            "Noté : \(addressee.french) prévenu.", options)
    }
}
