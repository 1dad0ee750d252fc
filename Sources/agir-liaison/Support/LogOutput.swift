import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension LogRecord {
    var frenchActe: String { LogActe(rawValue: acte)?.french ?? Output.visible(acte) }

    var frenchResult: String {
        var text = LogResultat(rawValue: resultat)?.french ?? Output.visible(resultat)
        if let detail {
            text += " : \(known?.french ?? Output.visible(detail))"
        }
        if let nombre { text += " (\(nombre))" }
        return text
    }
}
