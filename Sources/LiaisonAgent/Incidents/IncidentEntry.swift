import LiaisonHTTP
package import LiaisonSchema

/// An incident as the register tells it.
extension IncidentFile {
    package var entry: IncidentRegister.Entry {
        var entry: IncidentRegister.Entry = [
            .n: .count(n), .type: .text(type.french), .statut: .text(statut),
            .personnes: .count(incident.personnes),
            .enregistrements: .count(incident.enregistrements),
            .declarePar: .text(incident.par.description), .decisions: .lines(decisions),
        ]
        let moments = incident.moments
        let dated: [(IncidentRegister.Column, Instant?)] = [
            (.decouverte, moments.decouverte), (.reception, moments.reception),
            (.soupcon, moments.soupcon), (.connaissance, moments.connaissance),
            (.declaration, incident.declaration), (.cloture, incident.cloture),
        ]
        for (column, moment) in dated { entry[column] = moment.map { .moment($0) } }
        let texts: [(IncidentRegister.Column, String?)] = [
            (.faits, textes?.faits ?? "(scellé pour un autre DPO)"),
            (.categories, textes?.categories), (.consequences, textes?.consequences),
            (.mesures, textes?.mesures), (.risque, incident.risque?.french),
            (.origine, origine.first?.de.text),
        ]
        for (column, text) in texts { entry[column] = text.map { .text($0) } }
        let lines: [(IncidentRegister.Column, [String])] = [
            (.natures, incident.natures.map(\.french)), (.inconnu, textes?.inconnu ?? []),
            (.partenaires, partenaires.map(\.text)),
            (.echeances, echeances.map { $0.french(at: heure) }),
            (.notifications, told + avis.map(Self.french)),
        ]
        for (column, lines) in lines where !lines.isEmpty { entry[column] = .lines(lines) }
        return entry
    }

    /// The steps, a line each, with their reasons.
    private var decisions: [String] { (incident.dossier?.etapes ?? []).map(reasons.line) }

    /// Who was told outside the program.
    private var told: [String] {
        (incident.dossier?.etapes ?? []).map(\.fact).filter { $0.genre == .notifie }
            .map(IncidentReasons.french)
    }

    private static func french(_ notice: LocalIncidentFile.Avis) -> String {
        func moment(_ what: String, _ moment: Instant?) -> String {
            moment.map { ", \(what) le \(ParisTime.french($0))" } ?? ""
        }
        return
            "\(notice.pour), n° \(notice.phase), le \(ParisTime.french(notice.le)), pli \(notice.id)"
            + moment("remise", notice.remis) + moment("ouverte", notice.ouvert)
            + moment("REFUSÉE", notice.refuse)
    }
}
