import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto

struct JournalRacine: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "racine",
        abstract: "Donne la racine qu'avait le journal à une taille : celle d'une page imprimée.",
        discussion: "agir-liaison journal racine 1250")

    @Argument(help: "Combien d'entrées, les premières : la taille que porte la page.")
    var taille: UInt64

    @Option(help: "Motif de la lecture : controle, demande, incident, audit, autre.")
    var motif: LogReason?

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard taille > 0 else {
            throw Failure(
                .usage, "Un journal de 0 entrée n'a rien à comparer.",
                next: "Donnez la taille que porte la page, ou le point de contrôle.")
        }
        let reading = try LogReading.plan(options.context, reason: motif)
        let result = try LogRoot.execute(
            taille, reading, reason: LogReason.answer(reading.questions))
        let root = Base64.encode(result.root)
        if options.json { return Output.json(result.json) }
        let first = Plural.word(
            result.size, "de la première entrée", "des \(result.size) premières entrées")
        Output.line("Racine \(first) : \(root)")
        Output.line(words(result))
        Output.line(
            "Sur la page du registre ou le point de contrôle de cette taille, elle doit être la même."
        )
    }

    private func words(_ result: LogRoot.Result) -> String {
        guard let point = result.coveredBy else {
            return "Aucun point de contrôle signé ne va encore jusque-là."
        }
        return result.isSigned
            ? "Le service garde un point de contrôle signé de cette taille : même racine."
            : Plural.word(result.size, "Elle est", "Elles sont")
                + " au point de contrôle signé de \(Plural.of(point.size, "entrée"))."
    }
}
