import ArgumentParser
import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct PurgeExecuter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "executer", abstract: "Détruit maintenant ce dont l'échéance est passée.",
        discussion: "agir-liaison purge executer")

    @Flag(help: "Répond de l'heure du serveur, quand elle est douteuse.")
    var confirmerHeure = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let plan = try Purge.plan(options.context, asks: Terminal.isInteractive)
        let isConfirmed = plan.questions.allSatisfy { question in
            switch question {
            case .destroys(let due):
                Terminal.confirms("Détruire \(Plural.of(due, "pli")), sans retour ?")
            }
        }
        report(
            try Purge.execute(
                plan, confirmed: isConfirmed, confirmsClock: confirmerHeure, wait: { sleep(1) }))
    }

    private func report(_ result: Purge.Result) {
        let (destroyed, held) = (result.destroyed, result.suspended)
        if options.json { return Output.json(result.json) }
        guard let attestation = result.attestation else {
            return Output.line(
                destroyed == 0
                    ? "Rien à détruire ; \(Plural.of(held, "pli suspendu", "plis suspendus"))."
                    : Plural.of(destroyed, "pli détruit", "plis détruits")
                        + " ; le service finit la purge et son procès-verbal."
            )
        }
        Output.line(
            Plural.of(destroyed, "pli détruit", "plis détruits") + ", "
                + Plural.of(held, "suspendu") + ". Procès-verbal n° \(attestation.numero)."
        )
        if attestation.controle == .aVerifier {
            Output.note(
                "Attention : des traces attendent qu'un lecteur libère la base ; le service réessaie."
            )
        }
    }
}
