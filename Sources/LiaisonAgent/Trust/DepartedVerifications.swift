import LiaisonCrypto
package import LiaisonSchema

/// Verifications of agents who left. When they were made only they say, and whoever holds such a key and writes
/// into the daemon's base could make one today: those held here before count, none that comes now, and an agent in
/// force signs them again (formats.md, «verification»).
extension Session {
    /// The contacts whose verification held here is only that of an agent who left; by name.
    package func restingOnDeparted() -> [StructureName] {
        folder.contactNames().filter { name in
            guard let card = try? folder.contact(name)?.carte,
                (try? Self.isVerified(card, own: own, folder: folder)) == true,
                let bytes = try? folder.verification(of: name)
            else { return false }
            return (try? verification(bytes)) == nil
        }.sorted()
    }

    /// What the daemon shows: an agent in force signed it, or one whose key was renewed since.
    func verification(_ bytes: [UInt8]) throws -> Verification {
        try Verification(
            bytes, own: own, earlier: folder.earlierOwnCards().map(\.carte),
            keepingDeparted: false)
    }

    /// Signs those again, as they stand: the comparison was made, and this folder held it before its author left.
    ///
    /// - Returns: whose; without those whose means only a later version knows.
    func signAgain() throws -> [StructureName] {
        guard Permission.verifyContact.allows(me?.roles ?? []) else { return [] }
        let earlier = folder.earlierOwnCards().map(\.carte)
        var signed: [StructureName] = []
        for name in restingOnDeparted() {
            guard let bytes = try folder.verification(of: name),
                let old = try? Verification(bytes, own: own, earlier: earlier),
                let moyen = old.moyen
            else { continue }
            let acte = try Verification(
                structure: name, cle: old.cle, serie: old.serie, moyen: moyen, le: now
            ).signed(by: identity.signing, name: agent.nom)
            try folder.locked { try folder.save(verification: acte.bytes, of: name) }
            try pushIfReachable(name)
            signed.append(name)
        }
        return signed
    }
}
