import LiaisonBase
package import LiaisonSchema

/// The plaintext files that this program left on this machine: which there are, and their destruction.
package struct DestroyCopies {
    package enum Choice: Equatable, Sendable {
        /// Numbers of the last listing.
        case numbers([Int])
        /// Those of which the fiche was destroyed.
        case destroyed
        case all
    }

    package enum Question: Equatable, Sendable {
        /// Whether these files go, for good.
        case destroy([String])
    }

    package struct Plan {
        package let rows: [Copie]
        package var questions: [Question] { [.destroy(rows.map(\.chemin))] }
    }

    package struct Result {
        /// Each file, and whether it is gone.
        package let files: [(chemin: String, isGone: Bool)]
        package let failures: Int
        /// Those that a browser saved: out of the list, on the agent's word.
        package let forgotten: Int

        package var destroyed: Int { files.count(where: \.isGone) }

        /// - Throws: `.data` when a file is still there.
        package func requireAll() throws {
            guard failures == 0 else {
                throw AgentError(
                    .data,
                    Plural.of(
                        failures, "fichier n'est pas détruit.", "fichiers ne sont pas détruits."),
                    next: "Regardez ce qu'ils sont devenus, et effacez-les vous-même.")
            }
        }
    }

    private let session: Session

    /// - Throws: exit 77 for who reads no fiche.
    package init(_ session: Session) throws {
        try session.require(.readFiche)
        self.session = session
    }

    /// What there is, under numbers that hold until the next listing.
    ///
    /// - Returns: with the fiches that were destroyed; nil when the daemon does not say.
    package func list() throws -> (rows: [Copie], destroyed: Set<PliKey>?) {
        let rows = try Copies.update(session) { $0.number() }.rows
        return (rows, try DestroyedFiches.among(rows, session))
    }

    /// - Throws: exit 66 when nothing, or not all that was named, is in the list.
    package func plan(_ choice: Choice) throws -> Plan {
        let rows = try Copies.update(session).rows
        let chosen: [Copie]
        switch choice {
        case .destroyed:
            guard let destroyed = try DestroyedFiches.among(rows, session) else {
                throw AgentError(
                    .unavailable, "Le service ne dit pas quelles fiches sont détruites.",
                    next: "Vérifiez qu'il répond, ou donnez des numéros de la liste.")
            }
            // Only who saved one elsewhere knows what became of it.
            chosen = rows.filter { !$0.isOutside && $0.isDestroyed(destroyed) }
        case .all: chosen = rows.filter { !$0.isOutside }
        case .numbers(let numbers):
            chosen = try Set(numbers).sorted().map { number in
                guard let row = rows.first(where: { $0.numero == number }) else {
                    throw AgentError(
                        .noInput, "Il n'y a pas de fichier n° \(number) dans la dernière liste.",
                        next: .fiche(.listCopies))
                }
                return row
            }
        }
        guard !chosen.isEmpty else {
            throw AgentError(.noInput, "Aucun fichier en clair n'est à détruire.")
        }
        return Plan(rows: chosen)
    }

    /// What is not that file any more is left, and said.
    package func execute(_ plan: Plan) throws -> Result {
        var failures = 0
        let outside = plan.rows.filter(\.isOutside)
        let here = plan.rows.filter { !$0.isOutside }
        for row in here {
            do {
                try FileDestruction.destroy(row.chemin)
            } catch {
                failures += 1
                session.context.notify(.fiche(.notDestroyed(AgentError(error))))
            }
        }
        try Copies.update(session) { $0.forget(outside) }
        let files = here.map { ($0.chemin, FilePath.isGone($0.chemin)) }
        try FicheLinks.forget(files.filter(\.1).map(\.0), session.folder)
        return Result(files: files, failures: failures, forgotten: outside.count)
    }
}
