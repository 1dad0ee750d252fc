internal import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema

extension AgentFolder {
    /// What is pinned: the structure's key and the highest `serie` seen.
    package struct Anchor {
        package let structure: StructureName
        package let key: VerifierKey
        package let serie: Int
        /// SHA-256 of the public key with which a daemon on another machine answers.
        package let tls: [UInt8]?
        /// The last checkpoint of the structure's log that was seen.
        package let point: Checkpoint?
    }

    package func anchor() throws -> Anchor? {
        guard exists("ancre") else { return nil }
        let bytes = try read("ancre", limit: 64 * 1_024)
        guard let object = (try? JSONValue.parse(bytes))?.object,
            let structure = object["structure"]?.string.flatMap({ StructureName($0) }),
            let text = object["cleStructure"]?.string, let key = try? VerifierKey(text),
            key.name == structure.key(.structure).description,
            let serie = object["serie"]?.integer
        else {
            throw AgentError(
                .configuration, "Le fichier « ancre » du dossier \(path) est abîmé.",
                next: "Épinglez de nouveau la clé de votre structure.")
        }
        return Anchor(
            structure: structure, key: key, serie: Int(serie),
            tls: object["tls"]?.string.flatMap { Hex.decode($0) },
            point: object["point"]?.string.flatMap { try? Checkpoint(text: $0) })
    }

    /// Keeps the checkpoint that was seen last.
    package func see(_ point: Checkpoint) throws {
        guard let anchor = try anchor(), anchor.point != point else { return }
        // Never back within an époque, nor to another tree of the same size.
        if let seen = anchor.point, seen.origin == point.origin, point.size <= seen.size { return }
        try write(
            Anchor(
                structure: anchor.structure, key: anchor.key, serie: anchor.serie, tls: anchor.tls,
                point: point))
    }

    private func write(_ anchor: Anchor) throws {
        var object = JSONObject()
        object["structure"] = .string(anchor.structure.text)
        object["cleStructure"] = .string(anchor.key.description)
        object["serie"] = .integer(Int64(anchor.serie))
        object["tls"] = anchor.tls.map { .string(Hex.encode($0)) }
        object["point"] = anchor.point.map { .string($0.text) }
        try write(
            Array((JSONValue.object(object).text + "\n").utf8), to: "ancre", replacing: true)
    }

    /// - Parameter tls: the key of a daemon on another machine; nil keeps the one pinned.
    package func pin(_ card: SignedCarte, tls: [UInt8]? = nil) throws {
        let anchor = try? anchor()
        if let held = try? ownCard(), held.carte.serie < card.carte.serie {
            try saveEarlier(own: held)
        }
        // The card first: cut short in between, the anchor is behind it, never ahead.
        try write(card.bytes, to: "carte.note", replacing: true)
        try write(
            Anchor(
                structure: card.carte.structure, key: card.carte.cleStructure,
                serie: card.carte.serie, tls: tls ?? anchor?.tls,
                point: anchor?.structure == card.carte.structure ? anchor?.point : nil))
    }

    /// The own card: signed by the pinned key, not older than what was seen.
    ///
    /// - Throws: exit 77 when nothing is pinned.
    package func ownCard() throws -> SignedCarte {
        guard let anchor = try anchor() else {
            throw AgentError(
                .notAllowed, "La clé de votre structure n'est pas épinglée dans \(path).",
                next: .trust(hasIdentity ? .joinOrCreate : .createIdentity))
        }
        let card = try SignedCarte(read("carte.note", limit: Acte.limit))
        guard card.carte.cleStructure == anchor.key, card.carte.serie >= anchor.serie else {
            throw AgentError(
                .notAllowed, "La carte de votre structure n'est pas signée par la clé épinglée.",
                next: "N'envoyez rien ; prévenez votre administrateur.")
        }
        return card
    }
}
