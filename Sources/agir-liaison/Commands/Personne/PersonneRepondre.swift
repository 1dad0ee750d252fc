import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct PersonneRepondre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "repondre",
        abstract: "Assemble ce que vous pouvez lire d'une personne, et le scelle pour le DPO.",
        discussion:
            "agir-liaison personne repondre 3\n\nSi aucune fiche que vous ouvrez ne dit le numéro AGDREF, il "
            + "est demandé, ou lu sur l'entrée standard : un tableau OFII peut nommer la personne.")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let assembling = try AssembleAnswer(try options.context)
        let plan = try assembling.plan(n)
        let number = plan.questions.isEmpty ? nil : try PersonOption.read("-")
        report(try assembling.execute(plan, number: number))
    }

    private func report(_ result: AssembleAnswer.Result) {
        let (answer, unread) = (result.answer, result.answer.nonOuverts)
        if options.json {
            Output.json(result.json)
        } else {
            Output.line(
                "Demande n° \(n) : "
                    + Plural.of(
                        answer.plis.count, "pli assemblé et scellé", "plis assemblés et scellés")
                    + " pour le DPO (\(result.id))."
            )
        }
        if !unread.isEmpty {
            Output.note(
                Plural.of(
                    unread.count, "pli ne vous est pas adressé", "plis ne vous sont pas adressés")
                    + " ; un autre référent peut répondre aussi :"
            )
            for key in unread { Output.note("  \(key.id)") }
        }
        for key in result.strangers { Output.note(RightsNotice.stranger(key.id).sentence) }
        RequestPrinter.say(toExamine: result.toExamine, n: n)
    }
}
