import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// What an agent signs of a pli that it wrote or opened.
extension Session {
    /// Whom a pli is about, an act for each index key held, the newest last; none for a fiche without a
    /// number.
    ///
    /// - Parameter listed: of a monthly table, how many persons it lists.
    package func annotations(
        of number: AGDREFNumber?, de: StructureName, id: PliID, listed: Int? = nil
    ) throws -> [Acte] {
        guard let number else { return [] }
        return try IndexKeyring(self).indices(of: number).map { index in
            try Annotation(de: de, id: id, personne: index, nombre: listed)
                .signed(by: identity.signing, name: agent.nom)
        }
    }

    /// Tells the daemon whom a pli is about, before it is deposited or receipted: its records then bear
    /// the pseudonym.
    ///
    /// - Parameter listed: as `annotations`.
    package func annotate(
        _ number: AGDREFNumber?, de: StructureName, id: PliID, listed: Int? = nil
    ) throws {
        for acte in try annotations(of: number, de: de, id: id, listed: listed) {
            _ = try client.request("PUT", Routes.localAnnotations, body: acte.bytes)
        }
    }

    /// The `ouvert` receipt of what this agent opened for its structure.
    package func opening(de: StructureName, id: PliID, sha256: String) throws -> Acte {
        try Accuse(
            de: de, id: id, pour: own.structure, sha256: sha256, statut: .ouvert, le: now,
            par: agent.nom
        ).signed(by: identity.signing)
    }

    /// Sends the receipt of what came through our daemon.
    package func acknowledge(_ slip: Slip) throws {
        let acte = try opening(de: slip.de, id: slip.id, sha256: slip.sha256)
        _ = try client.request("PUT", Routes.localReceipts, body: acte.bytes)
    }
}
