import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// Hands fiches on to a colleague, as they were signed.
package struct ShareFiches {
    package enum Question: Equatable, Sendable {
        /// So many fiches at once, with that colleague.
        case shareAll(Int, with: KeyName)
    }

    package struct Plan {
        package let colleague: Carte.Agent
        package let rows: [BoxEntry]
        /// Whether it is the whole caseload: what this agent can't open is passed over.
        package let isAll: Bool

        package var questions: [Question] {
            isAll ? [.shareAll(rows.count, with: colleague.nom)] : []
        }
    }

    package struct Result {
        /// The identity of the share, and of the fiche.
        package fileprivate(set) var shared: [(id: PliID, fiche: PliID)] = []
        /// The colleague opens these already.
        package fileprivate(set) var held = 0
        /// Addressed to another colleague by name.
        package fileprivate(set) var unread = 0
        package fileprivate(set) var failures = 0
    }

    private let session: Session

    /// - Throws: exit 77 for who reads or sends no fiche.
    package init(_ session: Session) throws {
        try session.require(.readFiche)
        try session.require(.sendFiche)
        self.session = session
    }

    /// - Parameter fiches: as a person names them; nil: the whole caseload.
    package func plan(_ fiches: [String]?, with name: String) throws -> Plan {
        let colleague = try session.own.colleague(name)
        guard colleague.nom != session.agent.nom else {
            throw AgentError(.usage, "Vous partagez avec vous-même.")
        }
        guard colleague.roles.contains(.referent) else {
            throw AgentError(
                .notAllowed, "\(colleague.nom) n'a pas le rôle referent : il n'ouvre pas de fiche.",
                next: "Demandez-le à l'administrateur de votre structure.")
        }
        let rows = try fiches?.map { try BoxListing.find($0, session) } ?? caseload(colleague.nom)
        return Plan(colleague: colleague, rows: rows, isAll: fiches == nil)
    }

    /// Every fiche of both boxes, oldest first, but those that this agent already shared with the
    /// colleague. What colleagues shared comes first: it tells which originals need not be shared.
    private func caseload(_ colleague: KeyName) throws -> [BoxEntry] {
        let repertoire = Repertoire(session)
        var seen = Set<PliKey>()
        let rows = try [BoiteName.reception, .envoi].flatMap {
            try BoxListing.fetch($0, session).reversed()
        }.filter { row in
            [.fiche, .partage, .recu].contains(row.objet) && row.reception != .remplace
                && !repertoire.isShared(row, with: colleague) && seen.insert(row.key).inserted
        }
        return rows.filter { $0.objet == .partage } + rows.filter { $0.objet != .partage }
    }

    /// Done again, it does only what is missing.
    ///
    /// - Throws: what stops one fiche that was named, or all of them.
    package func execute(_ plan: Plan) throws -> Result {
        let sealer = Sealer(session: session, destinations: [], classical: false)
        var result = Result()
        var done: [(row: BoxEntry, opened: OpenedPayload)] = []
        var originals = Set<PliKey>()
        var progress = Progress(of: plan.rows.count, .fichesShared, session.context)
        // What was shared is remembered even when a later fiche stops everything.
        defer {
            try? Repertoire.update(session) { repertoire in
                for (row, opened) in done {
                    if let fiche = opened.fiche, let pli = opened.pli { repertoire.add(fiche, pli) }
                    repertoire.share(row, with: plan.colleague.nom)
                }
            }
        }
        for row in plan.rows {
            progress.step()
            do {
                let opened = try FicheSource.open(row, for: .share, session)
                guard let payload = opened.payload,
                    [.fiche, .recu].contains(payload.manifest.objet)
                else {
                    throw AgentError(.data, "Ce pli n'est pas une fiche : il ne se partage pas.")
                }
                let original = payload.manifest.key
                // One that came by a share may be here twice.
                guard originals.insert(original).inserted else { continue }
                let reader = Manifest.digest(plan.colleague.destinataire)
                guard opened.pli?.destinataires.contains(reader) == false else {
                    result.held += 1
                    continue
                }
                let pli = try sealer.share(payload, with: plan.colleague)
                try Dispatch(
                    session, .share(of: original), about: DataSubjects(opened.fiche?.numeroAGDREF)
                )
                .send(pli)
                done.append((row, opened))
                result.shared.append((pli.slip.id, original.id))
            } catch {
                let failure = AgentError(error)
                guard plan.isAll, failure.code == .data || failure.code == .notAllowed,
                    // Half an answer says nothing of the fiche.
                    !(error is LocalUnreadable)
                else { throw error }
                if let error = error as? CryptoError, error.code == .noMatch {
                    result.unread += 1
                } else {
                    result.failures += 1
                    session.context.notify(.fiche(.notShared(row.id, failure)))
                }
            }
        }
        return result
    }
}
