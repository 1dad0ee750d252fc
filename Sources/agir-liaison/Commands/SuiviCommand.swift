import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct SuiviCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "suivi", abstract: "Dit chaque étape d'une fiche, et qui l'atteste.",
        discussion: "agir-liaison suivi 1")

    @Argument(help: "Fiche d'une boîte (numéro de ligne, identifiant).")
    var fiche: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        try session.require(.listFiches)
        let row = try BoxListing.find(fiche, session)
        let answer = try session.client.request(
            "GET", Routes.localCourse(de: row.de, id: row.id))
        let steps = (try? JSONValue.parse(answer.body))?.array ?? []
        if options.json { return Output.json(.array(steps)) }
        Output.table(
            [["QUAND", "ÉTAPE", "PAR"]]
                + steps.compactMap(\.object).map { step in
                    [
                        Output.local(step["le"]?.string), Self.french(step),
                        Output.visible(step["par"]?.string ?? ""),
                    ]
                })
        if row.object["retenu"]?.bool == true {
            Output.line("Retenue : la clé d'un destinataire a été révoquée.")
        }
    }

    /// Why, after a pli was refused; empty where the service does not say it.
    static func refusal(_ receipt: JSONObject) -> String {
        receipt["motif"]?.string.map { " : " + Accuse.Motif.french($0) } ?? ""
    }

    private static func french(_ step: JSONObject) -> String {
        let pour = step["pour"]?.string.map { " (\(Output.visible($0)))" } ?? ""
        return switch step["statut"]?.string {
        case "depot": "confiée au service"
        case "reception": "reçue par le service"
        case "remis": "remise" + pour
        case "ouvert": "ouverte" + pour
        case "refuse": "refusée" + pour + refusal(step)
        case "purge": "détruite" + pour
        default: Output.visible(step["statut"]?.string ?? "")
        }
    }
}
