package import LiaisonBase
package import LiaisonHTTP
import LiaisonSchema

// What `--json` prints of persons' requests (cli.md).

private typealias Members = [(String, JSONValue?)]

extension LocalRequest {
    /// One line of `personne demande lister`.
    package var json: JSONValue { .row(summary) }

    fileprivate var summary: Members {
        [
            ("n", .count(n)), ("droit", .code(droit)), ("statut", .code(statut)),
            ("recue", .text(recue)), ("echeance", .text(echeance)), ("enRetard", .bool(isLate)),
            ("par", .text(par)), ("executee", .bool(isExecuted)), ("reponses", .count(reponses)),
            ("pli", pli.map { .row($0.named) }),
        ]
    }
}

extension LocalRequestOutcome {
    /// Where a request stands after a step.
    package var json: JSONValue {
        .row(
            request.summary + [
                ("aExaminer", .rows(aExaminer.map(\.named))),
                ("changees", .count(erasure?.changees)), ("dues", .count(erasure?.dues)),
            ])
    }
}

extension RequestExecution.Outcome {
    /// What carrying the request of that number out did.
    package func json(_ n: Int) -> JSONValue {
        .row([
            ("n", .count(n)), ("executee", .bool(true)), ("dues", .count(due)),
            ("contentieux", .count(contentieux)), ("tableaux", .texts(tables)),
            ("prevenues", .texts(told)), ("autrement", .texts(elsewhere)),
            ("nonPrevenues", .texts(failures.map(\.name))),
        ])
    }
}

extension AssembleAnswer.Result {
    /// `personne repondre`.
    package var json: JSONValue {
        .row([
            ("n", .count(answer.demande)), ("id", .text(id)), ("plis", .count(answer.plis.count)),
            ("nonOuverts", .texts(answer.nonOuverts.map(\.id))),
            ("aExaminer", .rows(toExamine.map(\.named))),
        ])
    }
}

extension PartnerRequest.Confirmed {
    /// `droits confirmer`.
    package var json: JSONValue {
        .row([
            ("demande", .code(message.demande)), ("changees", .count(changed)),
            ("aPartirDu", .text(from)), ("n", .count(toCorrect?.demande)),
            ("tableaux", toCorrect.map { .texts($0.tableaux.map(\.id)) }),
        ])
    }
}

extension PartnerRequest.Refused {
    /// `droits refuser`.
    package var json: JSONValue {
        .row([
            ("id", .text(answer)), ("reponseA", .text(pli.id)), ("changees", .count(changed)),
        ])
    }
}

extension OpenedRequest {
    /// `personne demande montrer`.
    package var json: JSONValue {
        let file = dossier.file
        return .row(
            file.request.summary + [
                ("personnes", .texts(file.personnes)), ("etapes", .rows(steps.map(\.members))),
                ("destinataires", .texts(file.destinataires)),
                ("fiches", .rows(file.fiches.map(\.members))),
                ("tableaux", .rows(file.tableaux.map(\.members))),
                ("transmissions", .rows(file.transmissions.map(\.members))),
                ("aExaminer", .rows(file.aExaminer.map(\.named))),
                ("detruits", .rows(file.detruits.map(\.members))),
                ("accuses", .rows(file.accuses.map(\.members))),
                ("reponsesRecues", .rows(answers.map(\.members))),
            ])
    }
}

extension OpenedRequest.Step {
    /// As it was entered, what is sealed in it opened.
    fileprivate var members: Members {
        let said = step.fact.object.members.filter { $0.key != "details" }.map {
            ($0.key, $0.key == "motif" ? .text(motif) : JSONValue?.some($0.value))
        }
        return said + [
            ("le", .text(step.le)), ("par", .text(step.par)),
            ("numeroAGDREF", .text(details?.numeroAGDREF.digits)), ("texte", .text(details?.texte)),
            ("champs", (details?.champs).map { .object($0) }),
        ]
    }
}

extension OpenedRequest.Answer {
    /// What people and programs are told of it.
    package var shown: String { texte ?? "(ne s'ouvre pas)" }

    fileprivate var members: Members {
        row.key.named + [
            ("objet", .code(row.objet)), ("reponseA", .text(row.reponseA)),
            ("recu", .text(row.recu)), ("texte", .text(shown)),
        ]
    }
}

extension PliKey {
    fileprivate var named: Members { [("de", .text(de)), ("id", .text(id))] }
}

extension LocalHeld {
    fileprivate var members: Members {
        key.named + [
            ("boite", .code(boite)), ("objet", .code(objet)), ("modele", .code(modele)),
            ("partenaires", .texts(partenaires)), ("scelle", .text(scelle)), ("recu", .text(recu)),
            ("original", original.map { .row($0.named) }),
            ("regle", .code(keeping?.regle)), ("echeance", .text(keeping?.echeance)),
            ("suspendue", keeping.map { .bool($0.isSuspended) }),
        ]
    }
}

extension LocalTransmission {
    fileprivate var members: Members {
        PliKey(de: origine, id: key.id).named + [
            ("pour", .text(destinataire)), ("objet", .code(objet)), ("scelle", .text(scelle)),
            ("recu", .text(recu)), ("ouvert", .text(ouvert)), ("voie", .code(voie)),
            ("statut", .code(statut)),
            ("declarations", declared.isEmpty ? nil : .rows(declared.map(\.members))),
        ]
    }
}

extension LocalDestruction {
    fileprivate var members: Members {
        key.named + [
            ("le", .text(le)), ("regle", .code(regle)), ("procesVerbal", .count(procesVerbal)),
        ]
    }
}

extension LocalReceipt {
    fileprivate var members: Members {
        key.named + [
            ("pour", .text(pour)), ("statut", .code(statut)), ("par", .text(par)),
            ("le", .text(le)),
        ]
    }
}
