import ArgumentParser
import FrenchArguments
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
        if options.json { return Output.json(.rows(rows.map(RequestJSON.summary))) }
        guard !rows.isEmpty else { return Output.line("Aucune demande.") }
        Output.table(
            [["N°", "DROIT", "STATUT", "REÇUE", "ÉCHÉANCE", "RÉPONSES", ""]]
                + rows.map { row in
                    [
                        String(row.n), row.french, row.statut.french, row.recue.french,
                        row.echeance.french, String(row.reponses), row.isLate ? "EN RETARD" : "",
                    ]
                })
    }
}

struct DemandeMontrer: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "montrer",
        abstract:
            "Tout le dossier d'une demande : étapes, fiches, destructions, accusés, réponses.",
        discussion: "agir-liaison personne demande montrer 3")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let requests = try Requests.handling(try options.context)
        let opened = try OpenedRequest(requests.dossier(n), requests.session)
        if options.json { return Output.json(RequestJSON.whole(opened)) }
        RequestPrinter.show(opened)
    }
}
