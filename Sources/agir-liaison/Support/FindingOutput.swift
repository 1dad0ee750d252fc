import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension FicheFile {
    static func show(_ report: ValidationReport, to stream: StandardStream) {
        for finding in report.erreurs { stream.say("Erreur : \(finding.description)\n") }
        for finding in report.avertissements {
            stream.say("Avertissement : \(finding.description)\n")
        }
    }

    static func json(_ findings: [Finding]) -> JSONValue {
        .array(
            findings.map { finding in
                .row([
                    ("champ", .string(finding.champ)), ("pointeur", .string(finding.pointeur)),
                    ("message", .string(finding.message)),
                ])
            })
    }
}
