import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct PurgeAttestations: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "attestations", abstract: "Les procès-verbaux de destruction.",
        discussion: "agir-liaison purge attestations 3 --format html -o pv-3.html")

    @Argument(help: "Numéro (sans lui : la liste).")
    var numero: Int?

    @Option(help: "Format : texte, html, json, ou acte, tel que le service l'a signé.")
    var format: Attestations.Format = .texte

    @Option(name: .sortie, help: "Fichier à écrire.")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let attestations = try Attestations(options.context)
        guard let numero else { return list(attestations.all.map(\.acte)) }
        let found = try attestations.numbered(numero)
        if !found.isSigned {
            Output.note(
                "Attention : ce procès-verbal n'est pas signé par la clé en vigueur du service.")
        }
        try OutputFile.write(
            attestations.content(found, as: options.json ? .json : format), to: output)
    }

    private func list(_ actes: [PurgeActe]) {
        if options.json {
            return Output.json(actes.map { .object($0.object) })
        }
        guard !actes.isEmpty else { return Output.line("Aucune destruction à ce jour.") }
        Output.table(["N°", "QUAND", "PLIS", "RÈGLES", "SUSPENDUS", "CONTRÔLE"], actes) {
            [
                String($0.numero), Output.local($0.le), String($0.nombre),
                $0.frenchRules, String($0.suspendus),
                $0.controle == .conforme ? "conforme" : "à vérifier",
            ]
        }
    }
}
