public import LiaisonSchema
internal import LiaisonStore

/// What is handed to agents: each access is in the log before it leaves.
extension MailDesk {
    /// Hands a sealed pli to an agent, from either box. The access is in the log before it leaves.
    ///
    /// - Parameters:
    ///   - isExport: whether it is to be carried by hand.
    ///   - willRead: told how many bytes it is, before they are read: what it throws, this throws.
    public func handOut(
        _ id: PliID, de: StructureName, to agent: AuthenticatedAgent, isExport: Bool = false,
        willRead: (Int) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        let own = try ownCard().carte.structure
        let held = try store.read { view -> (box: Boite, slip: Slip, slipNote: [UInt8])? in
            if de == own, let row = try view.outgoing(id).first {
                return (.envoi, row.slip, row.slipNote)
            }
            return try view.incoming(id, de: de, pour: own)
                .map { (.reception, $0.slip, $0.slipNote) }
        }
        try requireReading(held?.slip, agent)
        if held == nil, let tombstone = try store.read({ try $0.tombstone(id, de: de) }) {
            throw Refusal(
                .introuvable,
                "Cette fiche a été détruite le \(ParisTime.date(at: tombstone.le).french), à son "
                    + "échéance.",
                hint: "Le procès-verbal est chez votre DPO.")
        }
        if let held { try willRead(held.slipNote.count + 1 + held.slip.taille) }
        guard let held,
            let pli = try store.blob(
                in: held.box, de: de.text, id: id.text, after: held.slipNote + [0x0A])
        else {
            throw Refusal(
                .introuvable, "Aucune fiche ne porte cet identifiant.",
                hint: "Voyez « agir-liaison boite ».")
        }
        try store.write(at: now()) { transaction in
            // A purge may have come in between: from then on it is never served.
            guard try transaction.view.tombstone(id, de: de) == nil else {
                throw Refusal(.introuvable, "Cette fiche vient d'être détruite, à son échéance.")
            }
            try transaction.record(
                LogEvent(isExport ? .export : .lecture, by: agent.name, ref: id.text))
            try watchReadings(by: agent.name, in: transaction)
        }
        return pli
    }

    /// Tells the DPO, once a day, of an agent who takes ten times more than on the mean day of the
    /// last thirty, and more than fifty.
    private func watchReadings(
        by agent: KeyName, in transaction: StoreTransaction
    ) throws {
        let (today, usual) = try transaction.countReading(
            by: agent, on: ParisTime.date(at: transaction.now))
        guard today == max(50, Int(10 * usual)) + 1 else { return }
        try transaction.record(LogEvent(.alarme, by: agent, detail: .lecturesInhabituelles))
    }
}
