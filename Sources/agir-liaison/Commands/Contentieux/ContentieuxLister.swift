import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct ContentieuxLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les contentieux et les exceptions en vigueur.",
        discussion: "agir-liaison contentieux lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let rows = try Holds(options.context).list()
        if options.json {
            return Output.json(rows.map { .object($0.object(motif: $1)) })
        }
        guard !rows.isEmpty else { return Output.line("Aucun contentieux en vigueur.") }
        Output.table(["N°", "GENRE", "PORTÉE", "À REVOIR", "PAR", "MOTIF"], rows) { row, reason in
            [
                String(row.n), row.genre.rawValue, row.portee.french,
                row.jusquA.french, row.par.description, Output.visible(reason),
            ]
        }
        for (row, _) in rows where !row.toExamine.isEmpty {
            Output.line(
                "N° \(row.n) : \(Plural.of(row.toExamine.count, "pli")) à ouvrir, rattacher ou exclure :"
            )
            for pli in row.toExamine { Output.line("  \(pli.id)") }
        }
    }
}
