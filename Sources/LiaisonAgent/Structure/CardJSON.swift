package import LiaisonBase
package import LiaisonSchema

// What `--json` prints of cards and identities (cli.md, `structure` and `agent`).

extension Carte {
    /// Of one that was just published.
    package var publishedJSON: JSONValue {
        .row([
            ("structure", .text(structure)), ("serie", .count(serie)), ("expire", .text(expire)),
        ])
    }

    /// `structure creer`.
    package var createdJSON: JSONValue {
        .row([
            ("structure", .text(structure)), ("serie", .count(serie)),
            ("cle", .text(cleStructure)),
            ("empreinte", .text(Fingerprint(structure: cleStructure))),
            ("service", .bool(daemon != nil)),
        ])
    }

    /// `empreinte`.
    package var fingerprintJSON: JSONValue {
        .row([
            ("structure", .text(structure)),
            ("empreinte", .text(Fingerprint(structure: cleStructure))),
            ("serie", .count(serie)), ("emise", .text(emise)),
        ])
    }
}

extension AgentActe {
    package var json: JSONValue {
        .row([
            ("nom", .text(nom)), ("fonction", .string(fonction)), ("cle", .text(cle)),
            ("destinataire", .text(destinataire)),
            ("empreinte", .text(Fingerprint(agent: cle, recipient: destinataire))),
        ])
    }
}
