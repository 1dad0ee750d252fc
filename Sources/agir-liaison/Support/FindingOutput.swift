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
}
