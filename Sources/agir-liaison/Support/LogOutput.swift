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

    var json: JSONValue {
        .row([
            ("n", .count(n)), ("le", .text(le)),
            ("acteur", .string(acteur)), ("acte", .string(acte)),
            ("ref", ref.map { .string($0) }), ("personne", personne.map { .string($0) }),
            ("resultat", .string(resultat)), ("detail", detail.map { .string($0) }),
            ("nombre", .count(nombre)),
        ])
    }
}

extension WitnessVerdict {
    var json: JSONValue {
        .row([
            ("structure", .text(structure)), ("reponse", .string(code.text)),
            ("entrees", .count(code.size)),
        ])
    }
}

extension [LogSuspension] {
    /// Nil when there is none.
    var json: JSONValue? {
        isEmpty
            ? nil
            : .array(
                map { suspension in
                    .row([
                        ("structure", .text(suspension.structure)),
                        ("depuis", .text(suspension.depuis)), ("par", .texts(suspension.par)),
                    ])
                })
    }
}
