package import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

// What `--json` prints of the log (cli.md, `journal`).

extension LogActe {
    /// A line of `journal actes`: its code, what it says, whether pruning takes it.
    package var json: JSONValue {
        .row([
            ("acte", .string(rawValue)), ("sens", .string(french)),
            ("elague", .bool(!Self.kept.contains(self))),
        ])
    }
}

extension LogRecord {
    package var json: JSONValue {
        .row([
            ("n", .count(n)), ("le", .text(le)), ("acteur", .string(acteur)),
            ("acte", .string(acte)), ("ref", .text(ref)), ("personne", .text(personne)),
            ("resultat", .string(resultat)), ("detail", .text(detail)), ("nombre", .count(nombre)),
        ])
    }
}

extension [LogSuspension] {
    /// Nil when there is none.
    var json: JSONValue? {
        isEmpty
            ? nil
            : .rows(
                map {
                    [
                        ("structure", .text($0.structure)), ("depuis", .text($0.depuis)),
                        ("par", .texts($0.par)),
                    ]
                })
    }
}

extension LogVerification.Result {
    /// `journal verifier`.
    package var json: JSONValue {
        .row([
            ("valide", .bool(isSound)), ("enregistrements", .count(tree.size)),
            ("racine", .string(Base64.encode(tree.root))), ("presents", .count(tree.present)),
            ("purges", .count(tree.pruned)), ("manquants", .integer(0)),
            ("nonAttestes", .count(tree.unattested)), ("signes", .count(signed)),
            ("temoins", .texts(witnesses.map(\.name))),
            ("reponses", .array(verdicts.map(\.json))),
            ("suspendu", suspension.map { [$0] }?.json), ("nonSigneDepuis", .text(unsigned)),
            ("compare", compared.json),
        ])
    }
}

extension LogVerification.Compared {
    fileprivate var json: JSONValue {
        .row([
            ("points", .count(points)), ("vu", .count(seen?.size)),
            (
                "garde",
                kept.map {
                    .row([("origine", .string($0.origin)), ("entrees", .count($0.size))])
                }
            ),
        ])
    }
}

extension WitnessVerdict {
    fileprivate var json: JSONValue {
        let (code, size): (String, UInt64?) =
            switch finding {
            case .agrees: ("accord", nil)
            case .less(let size): ("moins", size)
            case .more(let size): ("plus", size)
            case .differs(let size): ("autre", size)
            case .nothing: ("rien", nil)
            case .unreachable: ("injoignable", nil)
            }
        return .row([
            ("structure", .text(structure)), ("reponse", .string(code)), ("entrees", .count(size)),
        ])
    }
}

extension LogOverview {
    /// `journal resume`.
    package var json: JSONValue {
        var kept: UInt64?
        var pruned: CalendarDate?
        switch coverage {
        case .whole: break
        case .figures(let n, _): kept = n
        case .pruned(let day): pruned = day
        }
        func table(_ rows: LogSummary.Counts) -> JSONValue {
            .row(rows.map { ($0.key, .count($0.value)) })
        }
        return .row([
            ("lectures", table(summary.readings)), ("relectures", .count(summary.rereadings)),
            ("refus", table(summary.refusals)), ("alarmes", .array(summary.alarms.map(\.json))),
            ("alarmesParNature", table(summary.alarmKinds)), ("chiffresGardes", .count(kept)),
            ("elagueAvant", .text(pruned)), ("nonRemis", .count(summary.expired)),
            ("elagues", .count(summary.pruned)), ("plusAncien", .text(oldest)),
            ("contactsNonVerifies", .texts(unverified)), ("suspendu", suspensions.json),
            ("nonSigneDepuis", .text(unsigned)),
        ])
    }
}

extension LogExport.Result {
    /// `journal exporter`.
    ///
    /// - Parameter folder: where it was written.
    package func json(folder: String) -> JSONValue {
        .row([
            ("dossier", .string(folder)), ("enregistrements", .count(written)),
            ("nonExportes", .count(size - written)), ("points", .count(points)),
            ("cartes", .texts(cards)), ("suspendu", suspension.map { [$0] }?.json),
        ])
    }
}

extension LogRoot.Result {
    /// `journal racine`.
    package var json: JSONValue {
        .row([
            ("entrees", .count(size)), ("racine", .string(Base64.encode(root))),
            ("signe", .bool(isSigned)), ("couvertPar", .count(coveredBy?.size)),
        ])
    }
}
