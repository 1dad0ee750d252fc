import LiaisonHTTP
package import LiaisonSchema

/// Which fiches the daemon has destroyed: their plaintext copies should not outlive them.
package enum DestroyedFiches {
    /// How many fiches one request asks about.
    private static let batch = 1_000

    /// - Returns: nil when the daemon does not say.
    package static func among(_ copies: [Copie], _ session: Session) throws -> Set<PliKey>? {
        try among(Set(copies.flatMap(\.source.fiches)), session)
    }

    /// - Returns: nil when the daemon does not say.
    package static func among(
        _ asked: Set<PliKey>, _ session: Session
    ) throws -> Set<PliKey>? {
        let fiches = Array(asked)
        var destroyed: Set<PliKey> = []
        for start in stride(from: 0, to: fiches.count, by: batch) {
            let asked = fiches[start..<min(start + batch, fiches.count)]
            guard let told = try told(asked.map { "\($0)\n" }.joined(), session) else { return nil }
            destroyed.formUnion(told.map(\.key))
        }
        return destroyed.intersection(fiches)
    }

    /// - Parameter lines: the plis that are asked about.
    /// - Returns: nil when the daemon does not say.
    /// - Throws: for an answer that is not one.
    static func told(_ lines: String, _ session: Session) throws -> [DestroyedPli]? {
        do {
            return try session.client.ask(
                [DestroyedPli].self, "POST", Routes.localDestroyed, body: Array(lines.utf8))
        } catch is SignedClient.Unreachable {
            return nil
        } catch is Problem {
            // An older daemon has no such route.
            return nil
        }
    }

    /// Says that copies of destroyed fiches are left here. The daemon is asked only when there are
    /// copies, and nothing that fails here stops what was asked for.
    package static func warn(_ session: Session) {
        do {
            let copies = try Copies.update(session).rows
            guard let destroyed = try among(copies, session) else { return }
            let left = copies.count { $0.isDestroyed(destroyed) }
            guard left > 0 else { return }
            session.context.notify(.fiche(.destroyedCopies(left)))
        } catch {
            session.context.notify(.fiche(.copiesUnread(AgentError(error))))
        }
    }
}
