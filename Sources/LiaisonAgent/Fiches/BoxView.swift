package import LiaisonHTTP
package import LiaisonSchema

/// A box as a person reads it: what this agent can open, newest first, with the names that it knows.
package struct BoxView {
    /// What is looked for; nothing: the newest rows.
    package struct Filter {
        /// Where it comes from, or goes to.
        package var contact: StructureName?
        package var person: AGDREFNumber?
        /// About her too, as the daemon knows it by her pseudonyms: what this agent did not open yet.
        package var others: Set<PliKey> = []
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
        /// Where a person is looked for: the fiches that this agent never opened, and that may be about her too.
        package let unlooked: [BoxEntry]
        /// Likewise the answers of guichets that nobody opened.
        package let unlookedAnswers: Int
        private let repertoire: Repertoire
        /// The senders whom nobody verified.
        private let unverified: Set<StructureName>

        fileprivate init(
            rows: [BoxEntry], answers: [GuichetAnswer], isCut: Bool,
            unlooked: (rows: [BoxEntry], answers: Int), unverified: Set<StructureName>,
            _ repertoire: Repertoire
        ) {
            self.rows = rows
            self.answers = answers
            self.isCut = isCut
            self.unlooked = unlooked.rows
            unlookedAnswers = unlooked.answers
            self.unverified = unverified
            self.repertoire = repertoire
        }

        /// Of an unread one, whether nobody verified its sender: it may be anybody's.
        package func isToVerify(_ row: BoxEntry) -> Bool {
            row.statut == ReceptionStatut.nonLu.rawValue && unverified.contains(row.de)
        }

        /// Whether nobody verified that structure, of those that sent something here: what it calls itself says
        /// nothing.
        package func isUnverified(_ structure: StructureName) -> Bool {
            unverified.contains(structure)
        }

        /// The structure that gave it: of what a colleague handed on, whose it is, once this agent opened it.
        package func sender(_ row: BoxEntry) -> StructureName {
            repertoire.origin(row)?.structure ?? row.sender
        }

        /// The structure on the other side, by its label where one fits, and where somebody verified that it is
        /// its own: anybody can call itself by a known one's.
        package func partner(
            _ row: BoxEntry, in box: BoiteName, _ names: PartnerNames, fitting width: Int
        ) -> String {
            let structure = box == .reception ? sender(row) : row.pour
            return isUnverified(structure)
                ? PartnerNames.cut(structure.text, width) : names.name(structure, fitting: width)
        }

        /// Who wrote it, likewise.
        package func author(_ row: BoxEntry) -> KeyName {
            repertoire.origin(row)?.auteur ?? row.auteur
        }

        /// When it was sealed, likewise.
        package func sealed(_ row: BoxEntry) -> Instant {
            repertoire.origin(row)?.scelle ?? row.scelle
        }

        /// When it came here, or was sealed here; of what a colleague handed on, `sealed`: that a fiche was shared
        /// makes no new one of it.
        package func moment(_ row: BoxEntry) -> Instant {
            repertoire.origin(row)?.scelle ?? row.recu ?? row.scelle
        }

        /// Whom it is about, for what this agent wrote or opened.
        package func person(_ row: BoxEntry) -> Repertoire.Person? { repertoire.person(row) }

        /// How many attachments it has, likewise; nil for none.
        package func attachments(_ row: BoxEntry) -> Int? { repertoire.attachments(row) }

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
    ///
    /// - Parameter isNumbered: whether the rows are shown with numbers by which they are named afterwards.
    package func list(
        _ box: BoiteName, _ filter: Filter = .init(), isNumbered: Bool = true
    ) throws -> Listing {
        var rows = try BoxListing.fetch(
            box, session, limit: filter.isWide ? nil : Self.newest + 1)
        // A DPO opens no fiche, a referent no notice: what one can't open is noise.
        let roles = session.me?.roles ?? []
        rows.removeAll { !$0.objet.reading.allows(roles) && !$0.isForReferents }
        let isCut = !filter.isWide && rows.count > Self.newest
        if isCut { rows.removeLast() }
        let repertoire = Repertoire(session)
        if let contact = filter.contact {
            rows = rows.filter { row in
                box == .envoi
                    ? row.pour == contact
                    : row.sender == contact || repertoire.origin(row)?.structure == contact
            }
        }
        var unlooked: (rows: [BoxEntry], answers: Int) = ([], 0)
        if let person = filter.person {
            unlooked.rows = rows.filter {
                Self.naming.contains($0.objet) && !repertoire.isKnown($0)
                    && !filter.others.contains($0.key)
            }
            if box == .reception { unlooked.answers = try waiting(filter).count }
            rows = rows.filter {
                repertoire.isAbout(person, $0) || filter.others.contains($0.key)
            }
        }
        // Whom an answer is about nobody knows before it is opened.
        let answers = box == .reception && filter.person == nil ? try waiting(filter) : []
        if isNumbered {
            try BoxListing.remember(rows.map(\.key) + answers.map(\.key), session.folder)
        }
        DestroyedFiches.warn(session)
        return Listing(
            rows: rows, answers: answers, isCut: isCut, unlooked: unlooked,
            unverified: try unverified(rows), repertoire)
    }

    /// What names a person.
    private static let naming: Set<Objet> = [.fiche, .partage, .recu]

    /// The answers of guichets, for those who open fiches.
    private func waiting(_ filter: Filter) throws -> [GuichetAnswer] {
        guard Permission.readFiche.allows(session.me?.roles ?? []) else { return [] }
        let waiting = try GuichetAnswers(session: session).waiting()
        guard let contact = filter.contact else { return waiting }
        return waiting.filter { $0.guichet.pour == contact }
    }

    private func unverified(_ rows: [BoxEntry]) throws -> Set<StructureName> {
        try Set(rows.map(\.de)).filter { try !session.trusts($0) }
    }

    /// Forgets, once a day, the names of what the boxes no longer hold.
    package func prune() throws {
        try Repertoire.prune(session) {
            try BoxListing.fetch(.reception, session) + BoxListing.fetch(.envoi, session)
        }
    }
}
