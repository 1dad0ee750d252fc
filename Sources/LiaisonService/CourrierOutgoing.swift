internal import LiaisonCrypto
public import LiaisonSchema
public import LiaisonStore

extension Courrier {
    /// Takes a pli that one of our agents wrote: checks it, adds the service's signature, stores it
    /// durably, due at once. Depositing the same pli again changes nothing.
    ///
    /// - Parameter declarations: what the author declared; each is a record of its own.
    /// - Returns: the outbox row, and whether it is new.
    public func deposit(
        _ bytes: [UInt8], by agent: AuthenticatedAgent, declarations: [LogDetail] = []
    ) throws -> (row: Outgoing, isNew: Bool) {
        try require(.sendFiche, agent)
        let own = try ownCard().carte
        let pli = try schema(.depot, by: agent.name) { try Pli(bytes) }
        let slip = pli.slip
        guard slip.auteur == agent.name, slip.de == own.structure, slip.pour != own.structure else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .destinataire)
            throw Refusal(.interdit, "Le bordereau n'est pas le vôtre, ou ne part pas d'ici.")
        }
        guard let key = own.agent(slip.auteur)?.cle else {
            throw Refusal(.interdit, "Vous n'êtes plus dans la carte de votre structure.")
        }
        try schema(.depot, by: agent.name, ref: slip.id.text) { try pli.acte.verify(key) }
        guard try store.read({ try $0.card(of: slip.pour) }) != nil else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .partenaireInconnu)
            throw Refusal(
                .introuvable, "La structure \(slip.pour) n'est pas connue de ce service.",
                hint: "Importez sa carte : « agir-liaison contact importer ».")
        }
        let countersigned = try pli.countersigned(by: keys.service)
        let blob = try store.prepareBlob(
            pli.age, in: .envoi, de: slip.de.text, id: slip.id.text)
        let result = try store.write(at: now()) { transaction -> (row: Outgoing, isNew: Bool)? in
            guard
                try transaction.view.outgoing(slip.id).allSatisfy({ $0.slip.sha256 == slip.sha256 })
            else { return nil }
            if let row = try transaction.view.outgoing(slip.id, pour: slip.pour) {
                return (row, false)
            }
            try transaction.insert(blob)
            try transaction.insertOutgoing(
                countersigned, statut: EnvoiStatut.enAttente.rawValue)
            try transaction.record(
                LogEvent(
                    .depot, by: agent.name, ref: slip.id.text,
                    detail: slip.postQuantique ? nil : .classique))
            for detail in declarations {
                try transaction.record(
                    LogEvent(.declaration, by: agent.name, ref: slip.id.text, detail: detail))
            }
            guard let row = try transaction.view.outgoing(slip.id, pour: slip.pour) else {
                throw Refusal(.interne, "Le dépôt n'a pas été conservé.")
            }
            return (row, true)
        }
        guard let result else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .conflit)
            throw Refusal(.conflit, "Un autre contenu porte déjà cet identifiant.")
        }
        if result.isNew { wakeDelivery() }
        return result
    }

    /// Takes a receipt from the other side: verifies its signer, moves the state, records it.
    ///
    /// - Parameter peer: the structure whose service key signed the request.
    /// - Returns: whether it is new.
    public func receive(receipt bytes: [UInt8], from peer: Carte) throws -> Bool {
        let service = peer.structure.key(.service)
        let receipt = try schema(.accuse, by: service) { try Accuse(bytes, addressee: peer) }
        return try take(receipt, bytes: bytes)
    }

    /// The same for a receipt that was already read and verified.
    func take(_ receipt: Accuse, bytes: [UInt8]) throws -> Bool {
        let ref = receipt.id.text
        let isNew = try store.write(at: now()) { transaction -> Bool? in
            guard receipt.de == (try transaction.view.ownCard()?.carte.structure),
                let row = try transaction.view.outgoing(receipt.id, pour: receipt.pour),
                row.slip.sha256 == receipt.sha256
            else { return nil }
            guard
                try transaction.view.receipt(
                    receipt.id, de: receipt.de, statut: receipt.statut, par: receipt.par) == nil
            else { return false }
            try transaction.insert(receipt, note: bytes, next: nil)
            let state = EnvoiStatut(rawValue: row.statut) ?? .enAttente
            let after = state.after(.accuse(receipt.statut))
            try transaction.updateOutgoing(
                receipt.id, pour: receipt.pour, statut: after.rawValue, essais: row.essais,
                next: after.isPending ? transaction.now : nil)
            try transaction.record(
                LogEvent(
                    .accuse, by: receipt.par, ref: ref,
                    detail: LogDetail(rawValue: receipt.statut.rawValue)))
            return true
        }
        guard let isNew else {
            try refused(
                .accuse, by: receipt.pour.key(.service), ref: ref, detail: .destinataire)
            throw Refusal(.introuvable, "Aucun pli envoyé d'ici ne correspond à cet accusé.")
        }
        return isNew
    }

    /// A pli of the outbox, as it goes to the other side.
    func outgoingBytes(_ row: Outgoing) throws -> [UInt8] {
        guard
            let age = try store.blob(in: .envoi, de: row.slip.de.text, id: row.slip.id.text)
        else { throw Refusal(.introuvable, "Le contenu scellé n'est plus conservé.") }
        return row.slipNote + [0x0A] + age
    }
}
