package import LiaisonHTTP
package import LiaisonSchema

/// Takes a sending back, and prepares what is left to do where that comes too late.
package struct WithdrawFiche {
    package struct Outcome {
        package let row: BoxEntry
        package let withdrawals: [Withdrawal]

        /// Those who have it, or may have it.
        package var late: [Withdrawal] {
            withdrawals.filter { [.peutEtreParti, .parti].contains($0.issue) }
        }
    }

    /// A sending, with each of its addressees.
    package struct Sending {
        package let row: BoxEntry
        fileprivate let rows: [BoxEntry]

        /// Whether an agent carries it to somebody: whether it left is for the agent to say.
        package var isCarried: Bool { rows.contains { $0.voie?.isCarried ?? false } }

        /// Whether nobody said yet what became of a file or a sheet.
        package var isInHands: Bool {
            rows.contains {
                $0.envoi == .aTransmettre && $0.voie != .guichet
                    || $0.voie == .pli && $0.envoi == .enAttente
            }
        }
    }

    private let session: Session

    /// - Throws: exit 77 for who sends no fiche.
    package init(_ session: Session) throws {
        try session.require(.sendFiche)
        self.session = session
    }

    /// - Parameter name: as a person names a row of a box.
    /// - Throws: exit 64 for what was received.
    package func find(_ name: String) throws -> Sending {
        try sending(BoxListing.find(name, session))
    }

    /// The same of a fiche of the outbox.
    package func find(_ key: PliKey) throws -> Sending {
        try sending(BoxListing.find(key, session))
    }

    private func sending(_ row: BoxEntry) throws -> Sending {
        guard row.envoi != nil else {
            throw AgentError(
                .usage, "Cette fiche vous a été envoyée : seul son auteur la retire.",
                next: .fiche(.nameFiche))
        }
        return Sending(row: row, rows: try BoxListing.sent(row.id, session))
    }

    /// - Parameter isUnsent: whether the agent says that what is carried by hand did not leave.
    /// - Throws: what keeps the daemon from it.
    package func execute(
        _ sending: Sending, for motif: Retrait.Motif, isUnsent: Bool
    ) throws -> Outcome {
        let row = sending.row
        let withdrawals = try session.client.ask(
            [Withdrawal].self, "POST", Routes.localWithdrawal(row.id),
            body: Withdrawal.Request(motif, isUnsent: isUnsent).body)
        guard !withdrawals.isEmpty else { throw LocalUnreadable("retrait") }
        return Outcome(row: row, withdrawals: withdrawals)
    }

    /// What asks a partner to destroy what it got, in writing or by voice: who sent it and when, and the number as
    /// lists shorten it. A message tells nothing of the person, and answers the pli that it is about.
    package func request(_ row: BoxEntry, _ motif: Retrait.Motif) -> String {
        "La fiche que \(session.own.libelle) vous a envoyée le \(ParisTime.french(row.scelle)), n° "
            + "\(Self.short(row)), l'a été à tort (\(motif.french)). Merci de ne pas l'utiliser, de la détruire avec ses copies, et de nous le "
            + "confirmer par écrit."
    }

    package static func short(_ row: BoxEntry) -> String { String(row.id.text.prefix(8)) }

    /// Whether the service brings it there; who has none is told by voice.
    package func isReached(_ structure: StructureName) -> Bool {
        (try? session.folder.contact(structure))?.carte.daemon != nil
    }

    /// Sends that request as an `anomalie`, sealed.
    package func askToDestroy(
        _ outcome: Outcome, _ motif: Retrait.Motif, to structure: StructureName, classical: Bool
    ) throws -> PliID {
        try SendAnomaly(session).send(
            AnomalieMessage(texte: request(outcome.row, motif)), to: structure.text,
            answering: outcome.row.id, classical: classical)
    }
}
