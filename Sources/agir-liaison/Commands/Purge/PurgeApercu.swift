import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct PurgeApercu: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "apercu", abstract: "Montre ce qu'une purge de ce jour détruirait.",
        discussion: "agir-liaison purge apercu --au 2027-03-01")

    @Option(help: "Jour de la purge (défaut : aujourd'hui).")
    var au: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let day = try au.map(Typed.day) ?? Now.today
        let rows = try Purge.preview(on: day, options.context)
        if options.json { return Output.json(rows.value) }
        guard !rows.isEmpty else {
            return Output.line("Une purge du \(day.french) ne détruirait rien.")
        }
        Output.table(["IDENTIFIANT", "MODÈLE", "ÉCHÉANCE", "RÈGLE", ""], rows) { row in
            [
                row.key.id.text, row.kind.french, row.echeance.french,
                row.regle.french, row.isSuspended ? "suspendue" : "",
            ]
        }
        let held = rows.count(where: \.isSuspended)
        Output.line(
            "Une purge du \(day.french) détruirait \(Plural.of(rows.count - held, "pli")) ; "
                + "\(Plural.of(held, "suspendu"))."
        )
    }
}
