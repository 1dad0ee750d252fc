package import LiaisonBase
import LiaisonSchema

// What `envoyer --json` prints (cli.md).

extension SendByRoads.Sent {
    /// - Parameter copies: those of another id.
    package func json(_ standing: SendFiche.Standing, copies: [SendByRoads.Sent]) -> JSONValue {
        .row([
            ("id", .text(id)), ("statut", .code(standing.statut)), ("voie", .code(voie)),
            ("partirApres", .text(standing.partirApres)),
            ("copies", copies.isEmpty ? nil : .array(copies.map(\.json))),
        ])
    }

    /// A copy.
    var json: JSONValue {
        .row([
            ("id", .text(id)), ("pour", .texts(pour)), ("voie", .code(voie)),
            ("fichier", .text(made?.path)),
        ])
    }
}
