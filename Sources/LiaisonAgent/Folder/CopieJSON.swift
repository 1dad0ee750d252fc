package import LiaisonBase
package import LiaisonSchema

// What `--json` prints of the plaintext files (cli.md, `copies`).

extension Copie {
    package func json(_ destroyed: Set<PliKey>) -> JSONValue {
        .row([
            ("chemin", .string(chemin)), ("nature", .code(nature)), ("ecrit", .text(ecrit)),
            ("de", .text(fiche?.de)), ("id", .text(fiche?.id)),
            ("detruite", .bool(isDestroyed(destroyed))),
        ])
    }
}

extension DestroyCopies.Result {
    package var json: JSONValue {
        .rows(files.map { [("chemin", .string($0.chemin)), ("detruit", .bool($0.isGone))] })
    }
}
