package import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

// What `--json` prints of the boxes and of a fiche's way (cli.md, `boite` and `suivi`).

extension BoxView.Listing {
    /// The rows, then the answers that nobody opened.
    package var json: JSONValue {
        .array(rows.map { $0.json(isToVerify: isToVerify($0)) } + answers.map(\.json))
    }
}

extension BoxEntry {
    func json(isToVerify: Bool) -> JSONValue {
        var members: [(String, JSONValue?)] = [
            ("id", .text(id)),
            ("roles", roles.isEmpty ? nil : .array(roles.map { .string($0.rawValue) })),
            ("objet", .code(objet)), ("modele", .code(modele)), ("de", .text(de)),
            ("pour", .text(pour)), ("auteur", .text(auteur)), ("scelle", .text(scelle)),
            ("recu", .text(recu)), ("statut", .string(statut)),
            ("aVerifier", isToVerify ? .bool(true) : nil),
            ("conserverJusquA", .text(conserverJusquA)), ("taille", .count(taille)),
            ("reponseA", .text(reponseA)), ("remplace", .text(remplace)),
            ("origine", .text(origine)), ("voie", .code(voieRecue)),
        ]
        if envoi != nil {
            members += [
                ("voie", .code(voie)), ("retenu", isHeldBack ? .bool(true) : nil),
                ("partirApres", .text(partirApres)), ("injoignable", injoignable?.value),
                ("accuses", .rows(accuses.map(\.members))),
            ]
        }
        return .row(members)
    }
}

extension BoxEntry.Receipt {
    fileprivate var members: [(String, JSONValue?)] {
        [
            ("statut", .code(statut)), ("par", .text(par)), ("le", .text(le)),
            ("motif", .text(motif)),
        ]
    }
}

extension GuichetAnswer {
    fileprivate var json: JSONValue {
        .row([
            ("id", .text(reponse.id)), ("objet", "reponse-guichet"), ("de", .text(guichet.pour)),
            ("recu", .text(reponse.recu)), ("statut", .code(ReceptionStatut.nonLu)),
            ("taille", .count(reponse.taille)), ("reponseA", .text(guichet.subject.envoi)),
        ])
    }
}

extension Course.Step {
    /// A line of `suivi`, with the reasons, opened for who may read them.
    package func json(_ session: Session) -> JSONValue {
        let reasons = session.reasons(of: self).map {
            [("declaration", .code($0.declaration)), ("motif", .text($0.text))]
                as [(String, JSONValue?)]
        }
        return .row(members + [("motifs", reasons.isEmpty ? nil : .rows(reasons))])
    }

    var members: [(String, JSONValue?)] {
        [
            ("statut", .code(etape)), ("par", .text(par)), ("pour", .text(pour)),
            ("le", .text(le)), ("motif", .text(motif)), ("issue", .code(issue)),
            ("voie", .code(voie)), ("moyen", .code(moyen)),
            ("declare", moyen == nil ? nil : .bool(true)),
        ]
    }
}

extension WithdrawFiche.Outcome {
    /// `retirer`.
    package var json: JSONValue {
        .row([
            ("id", .text(row.id)),
            (
                "retraits",
                .rows(withdrawals.map { [("pour", .text($0.pour)), ("issue", .code($0.issue))] })
            ),
        ])
    }
}

extension ShareFiches.Result {
    /// `partager`.
    package var json: JSONValue {
        .rows(shared.map { [("id", .text($0.id)), ("fiche", .text($0.fiche))] })
    }
}

extension ReceptionNote {
    /// `recevoir`.
    ///
    /// - Parameter documents: none of an answer that nobody opened.
    package func json(_ id: PliID, _ documents: [Payload.Part]) -> JSONValue {
        .row([
            ("id", .text(id)), ("origine", .text(origine)), ("voie", .code(voie)),
            ("le", .text(le)),
            (
                "documents",
                .rows(
                    documents.map {
                        [
                            ("nom", .string($0.nom)), ("type", .string($0.type)),
                            ("taille", .count($0.content.count)),
                        ]
                    })
            ),
        ])
    }
}
