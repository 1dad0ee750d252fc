package import LiaisonBase
package import LiaisonSchema

// What `--json` prints of partners (cli.md, `contact`).

extension Contact {
    package var json: JSONValue {
        .row([
            ("structure", .text(card.structure)), ("libelle", .string(card.libelle)),
            ("type", .string(card.typeInconnu ?? card.type.rawValue)),
            ("serie", .count(card.serie)), ("verifie", .bool(isVerified)),
            ("expire", .text(card.expire)), ("bureauHeberge", .text(card.bureauHeberge)),
        ])
    }
}

extension DeclaredContact {
    package var json: JSONValue {
        .row([
            ("structure", .text(structure)), ("libelle", .string(libelle)), ("type", .code(type)),
            ("declare", .bool(true)), ("courriel", .text(courriel)),
            ("telephone", .text(telephone)), ("telephoneSource", .code(telephoneSource)),
            ("voie", .code(voie)), ("suite", .text(suite)),
        ])
    }
}
