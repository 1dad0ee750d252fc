import LiaisonBase
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
        /// Of those that were named, what the colleague was given before, and when.
        package let again: [Again]
        /// Whether it is the whole caseload: what this agent can't open is passed over.
        package let isAll: Bool

        package var questions: [Question] {
            isAll ? [.shareAll(rows.count, with: colleague.nom)] : []
        }
    }

    /// One that was handed on before.
    package struct Again: Equatable {
        package let fiche: PliID
        package let le: Instant
    }

    package struct Result {
        /// The identity of the share, and of the fiche.
        package fileprivate(set) var shared: [(id: PliID, fiche: PliID)] = []
        /// Shared before with that colleague: not again.
        package fileprivate(set) var again: [Again] = []
        /// The colleague opens these already.
        package fileprivate(set) var held = 0
        /// Addressed to another colleague by name.
        package fileprivate(set) var unread = 0
        package fileprivate(set) var failures = 0

        /// - Throws: `.data` when a fiche is still to be shared.
        package func requireAll() throws {
            guard failures == 0 else {
                throw AgentError(
                    .data,
                    Plural.of(
                        failures, "fiche n'a pas pu être partagée.",
                        "fiches n'ont pas pu être partagées."),
                    next: "Voyez ci-dessus ; recommencez ensuite : le reste n'est pas redonné.")
            }
        }
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
                .notAllowed,
                "\(colleague.nom) n'a pas le rôle \(Role.referent.french) : il n'ouvre pas de fiche.",
                next: "Demandez-le à l'administrateur de votre structure.")
        }
        guard let fiches else {
            return Plan(
                colleague: colleague, rows: try caseload(colleague), again: [], isAll: true)
        }
        let repertoire = Repertoire(session)
        var (rows, again): ([BoxEntry], [Again]) = ([], [])
        for row in try fiches.map({ try BoxListing.find($0, session) }) {
            if let le = repertoire.share(of: row.key, with: colleague)?.le {
                again.append(Again(fiche: row.id, le: le))
            } else {
                rows.append(row)
            }
        }
        return Plan(colleague: colleague, rows: rows, again: again, isAll: false)
    }

    /// Every fiche of both boxes, oldest first, but those that this agent already shared with the
    /// colleague. What colleagues shared comes first: it tells which originals need not be shared.
    private func caseload(_ colleague: Carte.Agent) throws -> [BoxEntry] {
        let repertoire = Repertoire(session)
        var seen = Set<PliKey>()
        let rows = try [BoiteName.reception, .envoi].flatMap {
            try BoxListing.fetch($0, session).reversed()
        }.filter { row in
            [.fiche, .partage, .recu].contains(row.objet) && row.reception != .remplace
                && repertoire.share(of: row.key, with: colleague) == nil
                && seen.insert(row.key).inserted
        }
        return rows.filter { $0.objet == .partage } + rows.filter { $0.objet != .partage }
    }

    /// Done again, it does only what is missing.
    ///
    /// - Throws: what stops one fiche that was named, or all of them.
    package func execute(_ plan: Plan) throws -> Result {
        let sealer = Sealer(session: session, destinations: [], classical: false)
        var result = Result()
        result.again = plan.again
        let shared = Repertoire(session)
        var done: [(row: BoxEntry, opened: OpenedPayload, original: PliKey)] = []
        var originals = Set<PliKey>()
        var progress = Progress(of: plan.rows.count, .fichesLooked, session.context)
        // What was shared is remembered even when a later fiche stops everything.
        defer {
            try? Repertoire.update(session) { repertoire in
                for (row, opened, original) in done {
                    if let fiche = opened.fiche, let pli = opened.pli {
                        repertoire.add(fiche, pli, origin: opened.origin)
                    }
                    for key in Set([row.key, original]) {
                        repertoire.noteShared(key, with: plan.colleague, at: session.now)
                    }
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
                // By another row of it: what one got by a share is shared once too.
                if let le = shared.share(of: original, with: plan.colleague)?.le {
                    result.again.append(Again(fiche: original.id, le: le))
                    continue
                }
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
                done.append((row, opened, original))
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
