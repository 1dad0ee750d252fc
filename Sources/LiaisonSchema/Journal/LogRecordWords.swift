import LiaisonBase

// A record for people: what a later version wrote is shown as it wrote it.

extension LogRecord {
    public var frenchActe: String { LogActe(rawValue: acte)?.french ?? VisibleText.line(acte) }

    /// The result, its detail, and of how many.
    public var frenchResult: String {
        var text = LogResultat(rawValue: resultat)?.french ?? VisibleText.line(resultat)
        if let detail {
            text += " : \(known?.french ?? VisibleText.line(detail))"
        }
        if let nombre { text += " (\(nombre))" }
        return text
    }
}
