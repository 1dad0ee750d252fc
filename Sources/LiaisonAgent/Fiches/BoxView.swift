package import LiaisonHTTP
package import LiaisonSchema

/// A box as a person reads it: what this agent can open, newest first, with the names that it knows.
package struct BoxView {
    /// What is looked for; nothing: the newest rows.
    package struct Filter {
        /// Where it comes from, or goes to.
        package var contact: StructureName?
        package var person: AGDREFNumber?
        /// Of everything there is.
        package var isWhole = false

        package init() {}

        fileprivate var isWide: Bool { isWhole || contact != nil || person != nil }
    }

    package struct Listing {
        package let rows: [BoxEntry]
        /// The answers of guichets that nobody opened, numbered after the rows.
        package let answers: [GuichetAnswer]
        /// Whether older ones were left out.
        package let isCut: Bool
        private let repertoire: Repertoire
        /// The senders whom nobody verified.
        private let unverified: Set<StructureName>

        fileprivate init(
            rows: [BoxEntry], answers: [GuichetAnswer], isCut: Bool,
            unverified: Set<StructureName>, _ repertoire: Repertoire
        ) {
            self.rows = rows
            self.answers = answers
            self.isCut = isCut
            self.unverified = unverified
            self.repertoire = repertoire
        }

        /// Of an unread one, whether nobody verified its sender: it may be anybody's.
        package func isToVerify(_ row: BoxEntry) -> Bool {
            row.statut == ReceptionStatut.nonLu.rawValue && unverified.contains(row.de)
        }

        /// Whom it is about, for what this agent wrote or opened.
        package func person(_ row: BoxEntry) -> Repertoire.Person? { repertoire.person(row) }

        /// The rows, from 0, that replace another one that is shown.
        package var replacements: [(row: Int, replaced: Int)] {
            rows.enumerated().compactMap { index, row in
                guard let replaced = row.remplace,
                    let old = rows.firstIndex(where: { $0.id == replaced && $0.de == row.de })
                else { return nil }
                return (index, old)
            }
        }
    }

    /// How many rows are shown unless all are asked for.
    package static let newest = 500

    private let session: Session

    /// - Throws: exit 77 for who lists no fiche.
    package init(_ session: Session) throws {
        try session.require(.listFiches)
        self.session = session
    }

    /// The rows, which keep their numbers until the next listing.
    package func list(_ box: BoiteName, _ filter: Filter = .init()) throws -> Listing {
        var rows = try BoxListing.fetch(
            box, session, limit: filter.isWide ? nil : Self.newest + 1)
        // A DPO opens no fiche, a referent no notice: what one can't open is noise.
        let roles = session.me?.roles ?? []
        rows.removeAll { !$0.objet.reading.allows(roles) && !$0.isForReferents }
        let isCut = !filter.isWide && rows.count > Self.newest
        if isCut { rows.removeLast() }
        let repertoire = Repertoire(session)
        if let contact = filter.contact {
            rows = rows.filter { (box == .reception ? $0.sender : $0.pour) == contact }
        }
        if let person = filter.person {
            rows = rows.filter { repertoire.isAbout(person, $0) }
        }
        let answers = box == .reception ? try answers(filter) : []
        try BoxListing.remember(rows.map(\.key) + answers.map(\.key), session.folder)
        DestroyedFiches.warn(session)
        return Listing(
            rows: rows, answers: answers, isCut: isCut, unverified: try unverified(rows),
            repertoire)
    }

    /// For those who open fiches. Whom an answer is about nobody knows before it is opened.
    private func answers(_ filter: Filter) throws -> [GuichetAnswer] {
        guard Permission.readFiche.allows(session.me?.roles ?? []), filter.person == nil else {
            return []
        }
        let waiting = try GuichetAnswers(session: session).waiting()
        guard let contact = filter.contact else { return waiting }
        return waiting.filter { $0.guichet.pour == contact }
    }

    /// This agent's own word, not the daemon's.
    private func unverified(_ rows: [BoxEntry]) throws -> Set<StructureName> {
        try Set(rows.map(\.de)).filter { name in
            guard name != session.own.structure else { return false }
            guard let card = try session.folder.contact(name)?.carte else { return true }
            return try !Session.isVerified(card, own: session.own, folder: session.folder)
        }
    }

    /// Forgets, once a day, the names of what the boxes no longer hold.
    package func prune() throws {
        try Repertoire.prune(session) {
            try BoxListing.fetch(.reception, session) + BoxListing.fetch(.envoi, session)
        }
    }
}
