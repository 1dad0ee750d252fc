public import LiaisonSchema
internal import LiaisonStore

/// Partners with whom an agent suspended all exchange: nothing is taken from them and nothing goes there but
/// breaches, rights and their receipts, whose own bounds hold. Cards and époque acts still pass: they revoke keys.
/// Guichets are served by us, to people: they pause (guichet.md, «The daemon's side»).
extension CardDesk {
    /// - Throws: `Refusal` `.introuvable` for a structure that is no partner, `.conflit` for one that is suspended.
    public func suspend(
        _ structure: StructureName, for motif: ContactSuspension.Motif,
        by agent: AuthenticatedAgent
    ) throws {
        try require(.importContact, agent)
        guard structure != (try ownCard().carte.structure),
            try store.read({ try $0.isPartner(structure) })
        else {
            throw Refusal(.introuvable, "La structure \(structure) n'est pas un partenaire connu.")
        }
        try store.write(at: now()) { transaction in
            guard try transaction.suspend(structure, motif) else {
                throw Refusal(
                    .conflit, "Les échanges avec \(structure) sont déjà suspendus.",
                    hint: "« agir-liaison contact reprendre \(structure) » les reprend.")
            }
            try transaction.record(
                LogEvent(.contact, by: agent.name, ref: structure.text, detail: motif.detail))
        }
    }

    /// What waits on both sides goes on.
    ///
    /// - Throws: `Refusal` `.introuvable` for one that is not suspended.
    public func resume(_ structure: StructureName, by agent: AuthenticatedAgent) throws {
        try require(.importContact, agent)
        try store.write(at: now()) { transaction in
            guard try transaction.resume(structure) else {
                throw Refusal(
                    .introuvable, "Les échanges avec \(structure) ne sont pas suspendus.")
            }
            try transaction.hurryAll(to: structure)
            try transaction.record(
                LogEvent(.contact, by: agent.name, ref: structure.text, detail: .contactRepris))
        }
        wakeDelivery()
    }
}

extension Office {
    /// Whether what is about that `objet` waits until the exchange with that partner is taken up again.
    func isSuspended(_ structure: StructureName, _ objet: Objet?) throws -> Bool {
        if let objet, ContactSuspension.excepted.contains(objet) { return false }
        return try store.read { view in
            if try view.isSuspended(structure) { return true }
            // By a name that it had before; nearly always nobody is suspended.
            guard try !view.suspendedContacts().isEmpty else { return false }
            return try view.current([structure]).contains { try view.isSuspended($0) }
        }
    }

    /// - Throws: `Refusal` `.interdit`, for what a suspended partner gives: it tries again later.
    func refuseSuspended(
        _ structure: StructureName, _ objet: Objet?, _ acte: LogActe, by actor: KeyName, ref: String
    ) throws {
        guard try isSuspended(structure, objet) else { return }
        try refused(acte, by: actor, ref: ref, detail: .partenaireSuspendu)
        throw Refusal(
            .interdit, "Les échanges avec \(structure) sont suspendus.",
            hint: "Un agent les reprend par « agir-liaison contact reprendre \(structure) ».")
    }
}
