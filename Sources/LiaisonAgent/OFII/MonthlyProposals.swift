package import LiaisonHTTP
package import LiaisonSchema

/// The persons whom partners oriented to this operator in a month (fiches.md, «The monthly OFII
/// table»), read from the inbox. Reading them for the table opens none for the partner.
package struct MonthlyProposals {
    package struct Proposal {
        package let row: BoxEntry
        package let fiche: Fiche

        /// For a notice.
        var named: FicheNotice.NamedFiche {
            FicheNotice.NamedFiche(id: row.id, name: "\(fiche.nom) \(fiche.prenom)")
        }
    }

    /// In the inbox's order, the newest first: so that a table is read beside it.
    package private(set) var proposals: [Proposal] = []
    /// Those whose fiche names another département: its own table has them.
    package private(set) var elsewhere: [Proposal] = []
    /// Answers to fiches of ours, on persons who are followed: they propose nobody (fiches.md, «Routing»).
    package private(set) var answers: [Proposal] = []
    /// Fiches that should be in the table and could not be read.
    package private(set) var unread: [(key: PliKey, why: AgentError)] = []

    /// - Parameters:
    ///   - month: its first day.
    ///   - departement: the one that the table is of.
    ///   - left: names of fiches that the operator leaves out.
    package init(
        _ month: CalendarDate, in departement: Departement, without left: [String],
        _ session: Session
    ) throws {
        let end = month.adding(months: 1)
        let left = try left.map { try BoxListing.find($0, session).key }
        let inbox = try BoxListing.fetch(.reception, session)
        let rows = inbox.filter { row in
            guard let received = row.recu else { return false }
            return (month..<end).contains(ParisTime.date(at: received))
                && [.fiche, .recu].contains(row.objet) && row.modele == .generique
                && row.reception != .remplace && !left.contains(row.key)
        }
        var progress = Progress(of: rows.count, .fichesRead, session.context)
        var shared: [PliKey: Fiche]?
        for row in rows {
            progress.step()
            do {
                guard let fiche = try FicheSource.open(row, for: .table, session).fiche else {
                    throw AgentError(
                        .data,
                        row.objet == .recu
                            ? "Ce document reçu n'est pas transcrit."
                            : "Cette fiche ne suit pas son formulaire.")
                }
                try add(row, fiche, departement, session)
            } catch {
                let failure = AgentError(error)
                // Half an answer says nothing of the fiche.
                if error is LocalUnreadable { throw error }
                guard failure.code == .data || failure.code == .notAllowed else { throw error }
                // Sealed before this agent came: a colleague may have handed it on.
                if shared == nil { shared = Self.shared(inbox, session) }
                if let fiche = shared?[row.key] {
                    try add(row, fiche, departement, session)
                } else {
                    unread.append((row.key, failure))
                }
            }
        }
    }

    private mutating func add(
        _ row: BoxEntry, _ fiche: Fiche, _ departement: Departement, _ session: Session
    ) throws {
        guard OFIITable.lists(fiche) else { return }
        let proposal = Proposal(row: row, fiche: fiche)
        if try Self.isAnswer(row, session) {
            answers.append(proposal)
        } else if let own = fiche.departementOFII, own != departement {
            elsewhere.append(proposal)
        } else {
            proposals.append(proposal)
        }
    }

    /// Whether it answers a fiche that went from here to who gave it, under whatever name: the word of that
    /// one alone keeps nobody out of the table.
    private static func isAnswer(_ row: BoxEntry, _ session: Session) throws -> Bool {
        guard let id = row.reponseA else { return false }
        let sender = session.current(row.sender)
        return try BoxListing.sent(id, session).contains {
            $0.objet == .fiche && session.current($0.pour) == sender
        }
    }

    /// What colleagues handed on to this agent, by the identity of the original.
    private static func shared(_ inbox: [BoxEntry], _ session: Session) -> [PliKey: Fiche] {
        var fiches: [PliKey: Fiche] = [:]
        for row in inbox where row.objet == .partage {
            guard let opened = try? FicheSource.open(row, session), let fiche = opened.fiche,
                let manifest = opened.manifest
            else { continue }
            fiches[manifest.key] = fiche
        }
        return fiches
    }
}
