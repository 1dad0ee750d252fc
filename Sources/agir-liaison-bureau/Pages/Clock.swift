import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// Who tells whom, by when, and what is left of it when the page was made: the script counts it down.
struct Clock: Sendable {
    let qui: String
    let aQui: String
    let avant: String
    /// «reste 35 h 12» ; nil where no hour is counted.
    let reste: String?
    /// Seconds that are left.
    let delai: Int64?
    let classe: String

    /// - Parameter now: the incidents' own time.
    init(_ deadline: NoticeDeadline, at now: Instant, _ names: PartnerNames) {
        qui = "Votre délégué à la protection des données"
        aQui =
            switch deadline.destinataire {
            case .structure(let name): names.name(name)
            case .ofii, .cnil, .personnes: deadline.destinataire.french
            }
        avant = deadline.echeance.map { ParisTime.french($0) } ?? "sans tarder"
        let left = deadline.echeance.map { $0 - now }
        let isLate = deadline.statut == .enRetard || (left ?? 0) < 0
        delai = isLate ? nil : left
        reste =
            isLate
            ? "EN RETARD"
            : deadline.statut == .envoye ? "notification en route" : left.map(Self.words)
        classe = isLate ? "mal" : "attend"
    }

    /// «reste 35 h 12», as the script writes it too.
    static func words(_ seconds: Int64) -> String {
        let minutes = seconds / 60
        let rest = minutes % 60
        return "reste \(minutes / 60) h \(rest < 10 ? "0" : "")\(rest)"
    }
}

/// The clocks that run in the structure, by incident.
struct RunningClock: Sendable {
    let incident: String
    let horloge: Clock?
    /// Of a partner's notice that waits for a DPO.
    let notification: String?

    init(_ row: LocalCountdown, _ names: PartnerNames) {
        switch row.what {
        case .deadline(let deadline):
            incident = "Incident n° \(row.n)"
            horloge = Clock(deadline, at: row.heure, names)
            notification = nil
        case .unread(let partner, let count):
            incident = "Incident n° \(row.n)"
            horloge = nil
            notification =
                "\(Plural.of(count, "notification")) \(Elision.de(names.name(partner))), qu'un DPO doit ouvrir."
        }
    }
}
