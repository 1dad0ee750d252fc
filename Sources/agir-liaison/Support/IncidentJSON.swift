import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// What `--json` prints of incidents (cli.md).
enum IncidentJSON {
    typealias Members = [(String, JSONValue?)]

    /// One line of `violation lister`.
    static func summary(_ file: IncidentFile) -> Members {
        let incident = file.incident
        return [
            ("n", .count(incident.n)), ("type", .code(incident.type)),
            ("statut", .code(incident.statut)), ("decouverte", .text(incident.moments.decouverte)),
            ("reception", .text(incident.moments.reception)),
            ("connaissance", .text(incident.moments.connaissance)),
            ("declaration", .text(incident.declaration)), ("personnes", .count(incident.personnes)),
            ("enregistrements", .count(incident.enregistrements)),
            ("echeances", .rows(incident.echeances.map(deadline))),
        ]
    }

    /// What `violation montrer` prints: the register's words, the codes of the list, and what is touched.
    static func whole(_ file: IncidentFile) -> JSONObject {
        var object = IncidentRegister.json(file.entry)
        let incident = file.incident
        let more: Members = [
            ("touche", .object(incident.touche.object)),
            ("portee", (incident.dossier?.portee.object).map { .object($0) }),
            ("arrets", .texts(incident.arrets)), ("avis", .rows(file.avis.map(notice))),
            ("partenaires", .texts(incident.partenaires)),
        ]
        for (key, value) in summary(file).filter({ $0.1 != nil }) + more { object[key] = value }
        return object
    }

    static func sent(_ sent: NotifyIncident.Sent) -> Members {
        let notice = sent.notice
        let head: Members = [
            ("pour", .text(notice.name)), ("phase", .count(notice.acte.phase)),
            ("echeance", .text(notice.deadline.echeance)),
        ]
        return switch sent.way {
        case .deposited(let id): head + [("id", .text(id))]
        case .written(let path, let id): head + [("id", .text(id)), ("fichier", .text(path))]
        case .telephone: [("pour", .text(notice.name)), ("moyen", .code(NoticeMeans.telephone))]
        }
    }

    private static func deadline(_ deadline: NoticeDeadline) -> Members {
        [
            ("destinataire", .text(deadline.destinataire)), ("delai", .count(deadline.heures)),
            ("depart", .text(deadline.depart)), ("echeance", .text(deadline.echeance)),
            ("statut", .code(deadline.statut)), ("envoye", .bool(deadline.isSent)),
            ("notifie", .text(deadline.notifie)),
        ]
    }

    private static func notice(_ notice: LocalIncidentFile.Avis) -> Members {
        [
            ("pour", .text(notice.pour)), ("id", .text(notice.id)), ("phase", .count(notice.phase)),
            ("le", .text(notice.le)), ("par", .text(notice.par)), ("fichier", .bool(notice.isFile)),
            ("remis", .text(notice.remis)), ("ouvert", .text(notice.ouvert)),
            ("refuse", .text(notice.refuse)),
        ]
    }
}
