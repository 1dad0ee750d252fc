package import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

// What `--json` prints of guichets (cli.md, `guichet`).

extension LocalGuichet {
    package var json: JSONValue {
        .row(
            about + [
                ("statut", .code(statut)), ("cree", .text(cree)), ("fin", .text(fin)),
                ("remis", .text(remis)), ("lu", .text(lu)),
                ("reponses", .rows(reponses.map(\.members))), ("clos", .text(clos)),
                ("motif", .code(motif)), ("par", .text(par)),
            ])
    }

    /// Whom it is for, and what it gives.
    fileprivate var about: [(String, JSONValue?)] {
        let what: [(String, JSONValue?)] =
            switch subject {
            case .envoi(let id): [("id", .text(id))]
            case .invitation(let modele, let nombre):
                [("modele", .code(modele)), ("nombre", .count(nombre))]
            }
        return [("guichet", .text(nom)), ("pour", .text(pour))] + what
    }
}

extension LocalGuichet.Reponse {
    fileprivate var members: [(String, JSONValue?)] {
        [("id", .text(id)), ("recu", .text(recu)), ("ouverte", .text(ouverte))]
    }
}

extension OpenedGuichet {
    /// What became of the fiche that it gives: what is a file too counts as given out, and nothing takes it back.
    package var statut: EnvoiStatut { page == nil ? .aTransmettre : .transmis }

    /// One that was just opened, of a fiche or of an invitation.
    package func json(copies: [SendByRoads.Sent]) -> JSONValue {
        let what: [(String, JSONValue?)] =
            guichet.subject.envoi.map {
                [("id", .text($0)), ("statut", .code(statut)), ("voie", .code(Voie.guichet))]
            } ?? guichet.about
        return .row(
            what + [
                ("lien", .string(link)), ("expire", .text(day)),
                ("copies", copies.isEmpty ? nil : .array(copies.map(\.json))),
            ])
    }
}
