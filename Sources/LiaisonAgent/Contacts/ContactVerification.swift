import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// «I heard the digits of that structure, by another way than its card»: the act by which a partner is
/// trusted.
package struct ContactVerification {
    package enum Question: Equatable, Sendable {
        /// The digits that the partner reads out.
        case fingerprint(of: StructureName)
        /// By which way they came.
        case means
    }

    package struct Plan {
        fileprivate let session: Session
        package let structure: StructureName
        /// The card of the structure that asks, whose digits the partner may want in turn.
        package var own: Carte { session.own }
        package var questions: [Question] { [.fingerprint(of: structure), .means] }
    }

    package static func plan(_ text: String, _ context: AgentContext) throws -> Plan {
        let session = try Session.open(context).synchronizedIfReachable()
        try session.require(.verifyContact)
        let held = try session.folder.card(of: text)
        guard held.carte.structure != session.own.structure else {
            throw AgentError(.usage, "C'est votre propre structure.")
        }
        return Plan(session: session, structure: held.carte.structure)
    }

    /// - Throws: exit 65 when the digits are those of neither card: the daemon records it, nothing is
    ///   trusted.
    package static func execute(
        _ plan: Plan, heard: HeardFingerprint, means: Verification.Moyen
    ) throws -> Contact {
        let session = plan.session
        let (folder, name) = (session.folder, plan.structure)
        // The digits say which of two keys the partner has: the known one, or the new one.
        let (signed, isNew) = try folder.locked {
            let candidates = [try folder.contact(name), try folder.pendingContact(name)]
                .compactMap(\.self)
            guard !candidates.isEmpty else {
                throw AgentError(
                    .noInput, "La structure \(name) n'est plus dans vos contacts.",
                    next: .trust(.importCard))
            }
            guard
                let signed = candidates.last(where: {
                    Fingerprint(structure: $0.carte.cleStructure) == heard.value
                })
            else {
                _ = try? session.client.request("POST", Routes.localWrongFingerprint(name))
                throw wrong(heard, candidates.last, name)
            }
            let card = signed.carte
            let acte = try Verification(
                structure: name, cle: card.cleStructure, serie: card.serie, moyen: means,
                le: session.now
            ).signed(by: session.identity.signing, name: session.agent.nom)
            try folder.save(verification: acte.bytes, of: name)
            let isNew = try signed == folder.pendingContact(name)
            if isNew { try folder.save(contact: signed) }
            return (signed, isNew)
        }
        if isNew {
            // Known to the daemon too before its verification comes.
            _ = try? session.client.request("PUT", Routes.localContacts, body: signed.bytes)
        }
        try session.pushIfReachable(name)
        return Contact(signed.carte, isVerified: true)
    }

    private static func wrong(
        _ heard: HeardFingerprint, _ newest: SignedCarte?, _ name: StructureName
    ) -> AgentError {
        let difference = newest.map {
            heard.difference(from: Fingerprint(structure: $0.carte.cleStructure))
        }
        return AgentError(
            .data,
            "L'empreinte ne correspond pas à la carte de \(name)." + (difference ?? ""),
            next: .sentence(
                "Faites-la relire une fois. Si elle diffère encore, n'envoyez rien, demandez une "
                    + "autre carte par un autre canal et prévenez votre DPO."))
    }
}
