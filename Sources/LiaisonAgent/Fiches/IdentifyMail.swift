import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

/// «Relever le courrier»: says in the list whom the unread fiches are about, all in one gesture, without opening
/// one. Each leaves a record of its own in the log; nothing is receipted, no clock starts, no reading is counted.
package struct IdentifyMail {
    package struct Plan {
        /// Those that will be identified, the newest first.
        package let rows: [BoxEntry]
        /// How many more there are, for another gesture.
        package let more: Int
        /// How many are left out because nobody verified who sent them.
        package let unverified: Int
    }

    package struct Result {
        /// In the list from now on.
        package internal(set) var identified: [PliKey] = []
        /// They say nothing of a person, or a colleague opened them meanwhile.
        package internal(set) var unnamed: [PliKey] = []
        /// Those that could not be read, and why.
        package internal(set) var failures: [(key: PliKey, why: AgentError)] = []
        /// Whether the daemon stopped answering on the way: what is left waits for another gesture.
        package internal(set) var isCut = false
    }

    /// How many one gesture takes.
    package static let most = 500

    /// What names a person. A message between structures is short: it is opened.
    private static let kinds: Set<Objet> = [.fiche, .partage, .recu]

    private let session: Session

    /// - Throws: exit 77 for who reads no fiche.
    package init(_ session: Session) throws {
        try session.require(.readFiche)
        self.session = session
    }

    /// What there is to identify. It asks the daemon for the box, and changes nothing.
    package func plan() throws -> Plan {
        let known = Repertoire(session).all
        let unread = try BoxListing.fetch(.reception, session).filter { row in
            // A document that nobody transcribed names nobody.
            Self.kinds.contains(row.objet) && (row.objet != .recu || row.modele != nil)
                && known[row.key] == nil
                && (row.reception == .nonLu || row.reception == .remplace)
        }
        var trusted: [StructureName: Bool] = [:]
        var rows: [BoxEntry] = []
        for row in unread {
            let isTrusted = try trusted[row.de] ?? session.trusts(row.de)
            trusted[row.de] = isTrusted
            if isTrusted { rows.append(row) }
        }
        return Plan(
            rows: Array(rows.prefix(Self.most)), more: max(0, rows.count - Self.most),
            unverified: unread.count - rows.count)
    }

    /// Identifies them. What was read is noted at the end, whatever stopped it.
    ///
    /// - Throws: when nothing could be noted on this machine.
    package func execute(_ plan: Plan) throws -> Result {
        let session = try session.synchronize()
        var result = Result()
        var found: [Found] = []
        var progress = Progress(of: plan.rows.count, .fichesRead, session.context)
        for row in plan.rows {
            do {
                let content = try SealedContent(row: row, for: .identification, session)
                let opened = try FicheSource.open(content, session)
                if let fiche = opened.fiche, let pli = opened.pli {
                    found.append(
                        Found(
                            fiche: fiche, pli: pli, pieces: opened.attachments.count,
                            origin: opened.origin))
                    result.identified.append(row.key)
                } else {
                    result.unnamed.append(row.key)
                }
            } catch is SignedClient.Unreachable {
                result.isCut = true
                break
            } catch let problem as Problem where problem.status == 409 {
                result.unnamed.append(row.key)
            } catch let problem as Problem where problem.status == 429 || problem.status >= 500 {
                result.isCut = true
                break
            } catch {
                result.failures.append((row.key, AgentError(error)))
            }
            progress.step()
        }
        try note(found, session)
        return result
    }

    /// One that says whom it is about.
    private struct Found {
        let fiche: Fiche
        let pli: Manifest
        let pieces: Int
        let origin: Repertoire.Origin?
    }

    private func note(_ found: [Found], _ session: Session) throws {
        guard !found.isEmpty else { return }
        try session.folder.locked {
            try Repertoire.update(session) { repertoire in
                for line in found {
                    repertoire.add(
                        line.fiche, line.pli, pieces: line.pieces, origin: line.origin)
                }
            }
            try SearchTexts(session).add(found.map { ($0.pli.key, $0.fiche) })
        }
    }
}
