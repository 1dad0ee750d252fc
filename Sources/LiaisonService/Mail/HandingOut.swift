public import LiaisonSchema
internal import LiaisonStore

/// What is handed to agents: each access is in the log before it leaves.
extension MailDesk {
    /// What for an agent is given a sealed pli: each is another record of the log.
    public enum Purpose: Sendable {
        case reading
        /// To say in its list whom an unread one is about: no reading is counted, nothing is receipted, no clock
        /// starts.
        case identification
        /// To be carried by hand.
        case export
        /// Read with all others of its month, for the OFII's table (guide AGIR 2022, annexe 4-1).
        case table
        /// Read to be handed on to a colleague.
        case share

        func acte(of objet: Objet) -> LogActe {
            switch self {
            case .reading, .table, .share: objet.readingActe
            case .identification: .identification
            case .export: .export
            }
        }
    }

    /// Hands a sealed pli to an agent, from either box. The access is in the log before it leaves.
    ///
    /// - Parameters:
    ///   - willRead: told how many bytes it is, before they are read: what it throws, this throws.
    public func handOut(
        _ id: PliID, de: StructureName, to agent: AuthenticatedAgent,
        for purpose: Purpose = .reading,
        willRead: (Int) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        let card = try ownCard().carte
        let own = card.structure
        let held = try store.read {
            view -> (box: Boite, slip: Slip, slipNote: [UInt8], recu: Instant?)? in
            if de == own, let row = try view.outgoing(id).first {
                return (.envoi, row.slip, row.slipNote, nil)
            }
            return try view.incoming(id, de: de, pour: own)
                .map { (.reception, $0.slip, $0.slipNote, $0.recu) }
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
            if purpose == .identification {
                try requireUnread(transaction.view.incoming(id, de: de, pour: own))
            }
            if purpose == .export, held.box == .envoi {
                guard
                    try transaction.view.outgoing(id).contains(where: {
                        $0.statut != EnvoiStatut.retire.rawValue
                    })
                else {
                    throw Refusal(
                        .conflit, "Cette fiche a été retirée : elle ne se porte plus à la main.")
                }
                try transaction.claimCarried(id)
            }
            let bulk: LogDetail? =
                switch purpose {
                case .table: isOfTable(held.slip, received: held.recu, card) ? .pourTableau : nil
                case .share: .pourPartage
                case .reading, .identification, .export: nil
                }
            let acte = purpose.acte(of: held.slip.objet)
            let isCounted = try isNewReading(acte, of: id, by: agent.name, transaction)
            try transaction.record(
                LogEvent(acte, by: agent.name, ref: id.text, detail: bulk))
            if isCounted { try watchReadings(by: agent.name, bulk, in: transaction) }
        }
        return pli
    }

    /// What somebody opened here is read, and counted: who takes many of these is told to the DPO.
    private func requireUnread(_ row: Incoming?) throws {
        guard row?.statut == ReceptionStatut.nonLu.rawValue else {
            throw Refusal(
                .conflit, "Cette fiche n'est pas une fiche reçue que personne n'a ouverte.",
                hint: "Ouvrez-la : elle se lit, elle ne s'identifie plus.")
        }
    }

    /// Whether an agent takes a fiche that it did not take before that day: who looks again at one reads no other.
    private func isNewReading(
        _ acte: LogActe, of id: PliID, by agent: KeyName, _ transaction: StoreTransaction
    ) throws -> Bool {
        guard [.lecture, .export].contains(acte) else { return false }
        let today = ParisTime.date(at: transaction.now)
        return try !transaction.view.hasTaken(
            id, agent: agent, since: ParisTime.start(of: today))
    }
}

extension Objet {
    /// As what it stands in the log when it is given to an agent to be read: not all that is sealed is a fiche.
    var readingActe: LogActe {
        switch self {
        case .fiche, .partage, .sortie, .droits, .reponseDroits, .tableauOFII, .recu: .lecture
        case .violation, .anomalie: .message
        case .cleIndex: .cleIndex
        }
    }
}
