import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

struct JournalVerifier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "verifier",
        abstract: "Recalcule le journal, interroge ses témoins et dit ce qui ne va pas.",
        discussion: "agir-liaison journal verifier --point point-de-controle")

    @Option(help: "Un point de contrôle gardé ailleurs, à comparer.")
    var point: String?

    @Option(help: "Motif de la lecture : controle, demande, incident, audit, autre.")
    var motif: LogReason?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let reading = try LogReading.plan(context, reason: motif)
        let reason = try LogReason.answer(reading.questions)
        let kept = try point.map { try LogVerification.Kept(file: $0) }
        let verification = try LogVerification.execute(reading, reason: reason, kept: kept)
        if options.json {
            Output.json(verification.json)
        } else {
            show(verification)
        }
        try verification.requireSound()
    }

    /// What the roots were found equal to: without a word of it, nobody knows that something was compared.
    private func show(_ compared: LogVerification.Compared) {
        if let point, let kept = compared.kept {
            Output.line(
                "Comparé à \(Output.visible(point)) : \(Plural.of(kept.size, "entrée")), signé par "
                    + "\(kept.origin) ; la racine est la même, rien n'a changé avant.")
        }
        let seen = compared.seen.map {
            ", et au dernier point que vous aviez vu (\(Plural.of($0.size, "entrée")))"
        }
        Output.line(
            "Comparé à \(Plural.of(compared.points, "point", "points")) de contrôle que garde le service"
                + "\(seen ?? "").")
    }

    private func show(_ verification: LogVerification.Result) {
        let (result, witnesses) = (verification.tree, verification.witnesses)
        let head = verification.isSound ? "Journal vérifié" : "Journal recalculé"
        let size = Plural.of(result.size, "enregistrement")
        Output.line(
            "\(head) : \(size)"
                + (result.pruned == 0
                    ? Plural.word(
                        result.size, ", présent et intact.", ", tous présents et intacts.")
                    : " : \(Plural.of(result.present, "présent")), "
                        + Plural.of(result.pruned, "purgé régulièrement", "purgés régulièrement")
                        + ", 0 manquant."))
        Output.line("Racine : \(Base64.encode(result.root))")
        show(verification.compared)
        if result.unattested > 0 {
            Output.line(
                "\(Plural.of(result.unattested, "élagage")) : date non attestée par un témoin.")
        }
        if result.lost > 0 {
            Output.line(
                "ATTENTION : "
                    + Plural.of(
                        result.lost, "entrée que vous aviez vue n'est plus là",
                        "entrées que vous aviez vues ne sont plus là")
                    + " depuis la restauration.")
        }
        if !verification.isCurrent {
            Output.line("ATTENTION : la carte ne nomme pas l'époque de ce journal.")
        }
        Output.line(
            "Signé par le service jusqu'à \(Plural.of(verification.signed, "entrée")) sur "
                + "\(result.size).")
        Output.line(
            witnesses.isEmpty
                ? "Aucun partenaire n'a cosigné le dernier point de contrôle."
                : witnesses.map { "Cosigné par \($0.name), \(Output.local($0.time))." }
                    .joined(separator: "\n"))
        for verdict in verification.verdicts { Output.line(verdict.sentence) }
        for other in verification.others { Output.line(other.words(isOwn: false)) }
    }
}
