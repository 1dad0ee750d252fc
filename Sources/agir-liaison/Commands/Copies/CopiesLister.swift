import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct CopiesLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister",
        abstract: "Montre les fichiers en clair, et ceux dont la fiche est détruite.",
        discussion: "agir-liaison copies lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let (rows, told) = try DestroyCopies(Session.open(options.context)).list()
        let destroyed = told ?? []
        if options.json {
            Output.json(rows.map { $0.json(destroyed) })
        } else {
            show(rows, destroyed)
        }
        if told == nil {
            Output.note(
                "Le service ne dit pas quelles fiches sont détruites : ce n'est pas montré.")
        }
        let left = rows.count { $0.isDestroyed(destroyed) }
        if left > 0 {
            Output.note(
                "\(Plural.of(left, "fichier")) d'une fiche détruite : « agir-liaison copies detruire "
                    + "--detruites ».")
        }
    }

    private func show(_ rows: [Copie], _ destroyed: Set<PliKey>) {
        guard !rows.isEmpty else { return Output.line("Aucun fichier en clair n'est connu ici.") }
        let table = rows.enumerated().map { index, row in
            [
                String(index + 1), row.isOutside ? "téléchargée" : row.nature.french,
                Output.local(row.ecrit),
                row.isDestroyed(destroyed)
                    ? "DÉTRUITE" : String(row.fiche?.id.text.prefix(8) ?? ""),
                Output.visible(row.chemin),
            ]
        }
        Output.table([["N°", "NATURE", "ÉCRIT", "FICHE", "CHEMIN"]] + table)
    }
}
