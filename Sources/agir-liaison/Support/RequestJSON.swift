import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// What `--json` prints of persons' requests (cli.md).
enum RequestJSON {
    typealias Members = [(String, JSONValue?)]

    /// One line of `personne demande lister`.
    static func summary(_ request: LocalRequest) -> Members {
        [
            ("n", .count(request.n)), ("droit", .code(request.droit)),
            ("statut", .code(request.statut)), ("recue", .text(request.recue)),
            ("echeance", .text(request.echeance)), ("enRetard", .bool(request.isLate)),
            ("par", .text(request.par)), ("executee", .bool(request.isExecuted)),
            ("reponses", .count(request.reponses)),
            ("pli", request.pli.map { .row(pli($0)) }),
        ]
    }

    /// Where a request stands after a step.
    static func outcome(_ outcome: LocalRequestOutcome) -> Members {
        summary(outcome.request) + [
            ("aExaminer", plis(outcome.aExaminer)), ("changees", .count(outcome.erasure?.changees)),
            ("dues", .count(outcome.erasure?.dues)),
        ]
    }

    /// What carrying a request out did.
    static func executed(_ outcome: RequestExecution.Outcome, _ n: Int) -> Members {
        [
            ("n", .count(n)), ("executee", .bool(true)), ("dues", .count(outcome.due)),
            ("contentieux", .count(outcome.contentieux)),
            ("tableaux", .texts(outcome.tables)), ("prevenues", .texts(outcome.told)),
            ("autrement", .texts(outcome.elsewhere)),
            ("nonPrevenues", .texts(outcome.failures.map(\.name))),
        ]
    }

    static func plis(_ keys: [PliKey]) -> JSONValue { .rows(keys.map(pli)) }

    /// `personne demande montrer`.
    static func whole(_ opened: OpenedRequest) -> Members {
        let file = opened.dossier.file
        return summary(file.request) + [
            ("personnes", .texts(file.personnes)), ("etapes", .rows(opened.steps.map(step))),
            ("destinataires", .texts(file.destinataires)), ("fiches", .rows(file.fiches.map(held))),
            ("tableaux", .rows(file.tableaux.map(held))),
            ("transmissions", .rows(file.transmissions.map(transmission))),
            ("aExaminer", plis(file.aExaminer)),
            (
                "detruits",
                .rows(
                    file.detruits.map {
                        pli($0.key) + [
                            ("le", .text($0.le)), ("regle", .code($0.regle)),
                            ("procesVerbal", .count($0.procesVerbal)),
                        ]
                    })
            ),
            (
                "accuses",
                .rows(
                    file.accuses.map {
                        pli($0.key) + [
                            ("pour", .text($0.pour)), ("statut", .code($0.statut)),
                            ("par", .text($0.par)), ("le", .text($0.le)),
                        ]
                    })
            ),
            ("reponsesRecues", .rows(opened.answers.map(answer))),
        ]
    }

    private static func pli(_ key: PliKey) -> Members {
        [("de", .text(key.de)), ("id", .text(key.id))]
    }

    /// A step as it was entered, what is sealed in it opened.
    private static func step(_ opened: OpenedRequest.Step) -> Members {
        let said = opened.step.fact.object.members.filter { $0.key != "details" }.map {
            ($0.key, $0.key == "motif" ? .text(opened.motif) : JSONValue?.some($0.value))
        }
        return said + [
            ("le", .text(opened.step.le)), ("par", .text(opened.step.par)),
            ("numeroAGDREF", .text(opened.details?.numeroAGDREF.digits)),
            ("texte", .text(opened.details?.texte)),
            ("champs", (opened.details?.champs).map { .object($0) }),
        ]
    }

    private static func held(_ pli: LocalHeld) -> Members {
        Self.pli(pli.key) + [
            ("boite", .code(pli.boite)), ("objet", .code(pli.objet)), ("modele", .code(pli.modele)),
            ("partenaires", .texts(pli.partenaires)), ("scelle", .text(pli.scelle)),
            ("recu", .text(pli.recu)),
            ("original", pli.original.map { .row(Self.pli($0)) }),
            ("regle", .code(pli.keeping?.regle)), ("echeance", .text(pli.keeping?.echeance)),
            ("suspendue", pli.keeping.map { .bool($0.isSuspended) }),
        ]
    }

    private static func transmission(_ row: LocalTransmission) -> Members {
        pli(PliKey(de: row.origine, id: row.key.id)) + [
            ("pour", .text(row.destinataire)), ("objet", .code(row.objet)),
            ("scelle", .text(row.scelle)), ("recu", .text(row.recu)), ("ouvert", .text(row.ouvert)),
            ("voie", .code(row.voie)), ("statut", .code(row.statut)),
            (
                "declarations",
                row.declared.isEmpty
                    ? nil : .rows(row.declared.map(SuiviCommand.members))
            ),
        ]
    }

    private static func answer(_ answer: OpenedRequest.Answer) -> Members {
        pli(answer.row.key) + [
            ("objet", .code(answer.row.objet)), ("reponseA", .text(answer.row.reponseA)),
            ("recu", .text(answer.row.recu)), ("texte", .text(answer.texte ?? unopened)),
        ]
    }

    static let unopened = "(ne s'ouvre pas)"
}
