package import LiaisonHTTP
package import LiaisonSchema

/// A request that a partner passed on by a `droits` pli, answered by the DPO.
package struct PartnerRequest {
    package struct Confirmed {
        package let message: RightsMessage
        package let de: StructureName
        /// How many fiches change their day.
        package let changed: Int
        /// Of an erasure: from when they are destroyed.
        package let from: CalendarDate?
        /// Of an erasure: the monthly tables that name the person; nil: none.
        package let toCorrect: FactOutcome.Correction?
    }

    package struct Refused {
        package let pli: PliKey
        /// The pli that says why.
        package let answer: PliID
        /// How many fiches keep their day again.
        package let changed: Int
    }

    private let session: Session
    private let row: BoxEntry
    private let message: RightsMessage

    /// Opens a pli of the inbox. Its reading is told to its sender, whatever is answered.
    ///
    /// - Throws: `.data` for another kind of pli.
    package init(_ name: String, _ context: AgentContext) throws {
        session = try Session.open(context).synchronize()
        try session.require(.handleRequest)
        row = try BoxListing.find(name, session)
        let wrong = AgentError(
            .data, "Ce pli n'est pas une demande de droits reçue d'un partenaire.")
        // Nothing else is asked for: a DPO opens no fiche.
        guard row.objet == .droits, row.de != session.own.structure else { throw wrong }
        let content = try SealedContent(row: row, session)
        guard let message = try FicheSource.open(content, session).droits() else { throw wrong }
        self.message = message
        try session.annotate(message.numeroAGDREF, de: row.de, id: row.id)
        if let slip = content.pli?.slip { try session.acknowledge(slip) }
    }

    /// It counts for what was exchanged with that partner.
    package func confirm() throws -> Confirmed {
        let indices = try IndexKeyring.required(session).indices(of: message.numeroAGDREF)
        let outcome = try RetentionClient(session: session).enter(
            .droits(de: row.de, id: row.id, personnes: indices, demande: message.demande))
        let received = row.recu.map { ParisTime.date(at: $0) }
        return Confirmed(
            message: message, de: row.de, changed: Int(outcome.changed),
            from: message.demande == .effacement ? received?.adding(days: 31) : nil,
            toCorrect: outcome.toCorrect)
    }

    /// - Parameter classical: whether a classical recipient among hybrid ones is agreed to.
    package func refuse(reason: String, classical: Bool) throws -> Refused {
        let answer = AnomalieMessage(texte: reason)
        _ = try answer.part()
        return try session.folder.locked {
            // Before the answer leaves: what the partner is told is what counts here.
            let retention = RetentionClient(session: session)
            let outcome = try retention.enter(
                .droitsRefus(
                    de: row.de, id: row.id, motif: try retention.sealed(reason)))
            let id = try SendAnomaly(session).send(
                answer, to: row.de.text, answering: row.id, classical: classical)
            return Refused(
                pli: PliKey(de: row.de, id: row.id), answer: id, changed: Int(outcome.changed))
        }
    }
}
