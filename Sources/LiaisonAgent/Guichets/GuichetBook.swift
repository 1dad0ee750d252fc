package import LiaisonHTTP
package import LiaisonSchema

/// The guichets of the structure: their list, their end.
package struct GuichetBook {
    private let session: Session

    /// - Parameter permission: what is to be done with them.
    /// - Throws: exit 77 for who may not.
    package init(_ session: Session, for permission: Permission = .listFiches) throws {
        try session.require(permission)
        self.session = session
    }

    /// Newest first: those that are open, and those closed that the daemon still remembers.
    package func all() throws -> [LocalGuichet] { try Self.fetch(session) }

    static func fetch(
        _ session: Session, _ choice: Routes.GuichetChoice = .all
    ) throws -> [LocalGuichet] {
        var found: [LocalGuichet] = []
        var next: Int64?
        repeat {
            let page = try session.client.ask(
                LocalGuichetPage.self, "GET",
                Routes.localGuichets(after: next, choice))
            guard page.next.map({ $0 != next && !page.guichets.isEmpty }) ?? true else {
                throw LocalUnreadable("guichets.suite")
            }
            found += page.guichets
            next = page.next
        } while next != nil
        return found
    }

    /// Those of one sending, newest first; none where the daemon knows of no guichet.
    package func of(_ envoi: PliID) throws -> [LocalGuichet] {
        do {
            return try Self.fetch(session, .of(envoi))
        } catch let problem as Problem where problem.status == 404 {
            return []
        }
    }

    /// The guichet that the beginning of its name names, or its fiche as any row of a box is named. Of
    /// several, the one that is open, else the newest that waits for its content.
    ///
    /// - Throws: exit 66 for none, 64 for several.
    package func find(_ text: String) throws -> LocalGuichet {
        let start = text.lowercased()
        var found =
            Routes.GuichetChoice.isBeginning(start)
            ? try Self.fetch(session, .beginning(start)) : []
        if found.isEmpty {
            found = try Self.fetch(session, .of(BoxListing.find(text, session).id))
        }
        let open = found.filter { $0.statut == .ouvert }
        // An interrupted `refaire` leaves one that gives nothing: it hides no other.
        let last = found.first { $0.statut == .prepare } ?? found.first
        let kept = open.isEmpty ? last.map { [$0] } ?? [] : open
        guard let guichet = kept.first else {
            throw AgentError(
                .noInput, "Cette fiche n'a pas de guichet.", next: .fiche(.listGuichets))
        }
        guard kept.count == 1, Set(found.map(\.subject.envoi)).count == 1 else {
            throw AgentError(
                .usage, "Plusieurs guichets portent ce début de nom.", next: .fiche(.listGuichets))
        }
        return guichet
    }

    /// Serves it until the end of another day.
    package func prolong(_ text: String, until day: CalendarDate) throws -> LocalGuichet {
        try session.require(.sendFiche)
        let guichet = try find(text)
        let term = try GuichetTerm(
            day, on: session.today, created: ParisTime.date(at: guichet.cree))
        return try change(
            guichet, Routes.localGuichetEnd(guichet.nom), GuichetRequests.end(term.end))
    }

    /// Nothing of it is served any more. What the partner has, it has.
    package func close(_ text: String) throws -> LocalGuichet {
        try session.require(.sendFiche)
        let guichet = try find(text)
        return try change(
            guichet, Routes.localGuichetClosing(guichet.nom), GuichetRequests.closing(.ferme))
    }

    private func change(
        _ guichet: LocalGuichet, _ target: String, _ body: [UInt8]
    ) throws -> LocalGuichet {
        let changed = try session.client.ask(LocalGuichet.self, "POST", target, body: body)
        guard changed.nom == guichet.nom else { throw LocalUnreadable("guichet.nom") }
        return changed
    }
}
