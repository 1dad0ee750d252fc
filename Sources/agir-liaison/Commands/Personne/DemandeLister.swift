import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct DemandeLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les demandes et leurs délais.",
        discussion: "agir-liaison personne demande lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let rows = try Requests.handling(try options.context).list()
        if options.json { return Output.json(rows.map(\.json)) }
        guard !rows.isEmpty else { return Output.line("Aucune demande.") }
        Output.table(["N°", "DROIT", "STATUT", "REÇUE", "ÉCHÉANCE", "RÉPONSES", ""], rows) { row in
            [
                String(row.n), row.french, row.statut.french, row.recue.french,
                row.echeance.french, String(row.reponses), row.isLate ? "EN RETARD" : "",
            ]
        }
    }
}
