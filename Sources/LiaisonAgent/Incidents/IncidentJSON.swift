package import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

// What `--json` prints of incidents (cli.md).

private typealias Members = [(String, JSONValue?)]

extension IncidentFile {
    /// One line of `violation lister`.
    package var json: JSONValue { .row(summary) }

    private var summary: Members {
        [
            ("n", .count(incident.n)), ("type", .code(incident.type)),
            ("statut", .code(incident.statut)), ("decouverte", .text(incident.moments.decouverte)),
            ("reception", .text(incident.moments.reception)),
            ("connaissance", .text(incident.moments.connaissance)),
            ("declaration", .text(incident.declaration)), ("personnes", .count(incident.personnes)),
            ("enregistrements", .count(incident.enregistrements)),
            ("echeances", .rows(incident.echeances.map(\.members))),
        ]
    }

    /// What `violation montrer` prints: the register's words, the codes of the list, and what is touched.
    package var wholeJSON: JSONValue {
        var object = IncidentRegister.json(entry)
        let more: Members = [
            ("touche", .object(incident.touche.object)),
            ("portee", (incident.dossier?.portee.object).map { .object($0) }),
            ("arrets", .texts(incident.arrets)), ("avis", .rows(avis.map(\.members))),
            ("partenaires", .texts(incident.partenaires)),
        ]
        for (key, value) in summary.filter({ $0.1 != nil }) + more { object[key] = value }
        return .object(object)
    }
}

extension NotifyIncident.Sent {
    /// One line of `violation notifier`.
    package var json: JSONValue {
        let head: Members = [
            ("pour", .text(notice.name)), ("phase", .count(notice.acte.phase)),
            ("echeance", .text(notice.deadline.echeance)),
        ]
        return switch way {
        case .deposited(let id): .row(head + [("id", .text(id))])
        case .made(let made):
            .row(
                head + [
                    ("id", .text(made.manifest.id)), ("fichier", .text(made.path)),
                    ("voie", .code(made.voie)),
                ])
        case .telephone:
            .row([("pour", .text(notice.name)), ("moyen", .code(NoticeMeans.telephone))])
        }
    }
}

extension NoticeDeadline {
    fileprivate var members: Members {
        [
            ("destinataire", .text(destinataire)), ("delai", .count(heures)),
            ("depart", .text(depart)), ("echeance", .text(echeance)),
            ("statut", .code(statut)), ("envoye", .bool(isSent)), ("notifie", .text(notifie)),
        ]
    }
}

extension LocalIncidentFile.Avis {
    fileprivate var members: Members {
        [
            ("pour", .text(pour)), ("id", .text(id)), ("phase", .count(phase)), ("le", .text(le)),
            ("par", .text(par)), ("fichier", .bool(isFile)), ("remis", .text(remis)),
            ("ouvert", .text(ouvert)), ("refuse", .text(refuse)),
        ]
    }
}
