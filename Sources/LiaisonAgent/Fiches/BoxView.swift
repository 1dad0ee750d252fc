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
        /// What the rows replace, of what is on another page.
        private let older: [BoxEntry]
        private let repertoire: Repertoire
        /// The senders whom nobody verified.
        private let unverified: Set<StructureName>

        fileprivate init(
            rows: [BoxEntry], answers: [GuichetAnswer], isCut: Bool,
            unlooked: (rows: [BoxEntry], answers: Int), older: [BoxEntry],
            unverified: Set<StructureName>, _ repertoire: Repertoire
        ) {
            self.rows = rows
            self.answers = answers
            self.isCut = isCut
            self.unlooked = unlooked.rows
            unlookedAnswers = unlooked.answers
            self.older = older
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

        /// What it replaces, of the same structure.
        package func replaced(by row: BoxEntry) -> BoxEntry? {
            guard let id = row.remplace else { return nil }
            let key = PliKey(de: row.de, id: id)
            return rows.first { $0.key == key } ?? older.first { $0.key == key }
        }

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

    let session: Session
    /// As this agent knew it when this was made.
    let repertoire: Repertoire

    /// - Throws: exit 77 for who lists no fiche.
    package init(_ session: Session) throws {
        try session.require(.listFiches)
        self.session = session
        repertoire = Repertoire(session)
    }

    /// The rows, which keep their numbers until the next listing.
    ///
    /// - Parameter isNumbered: whether the rows are shown with numbers by which they are named afterwards.
    package func list(
        _ box: BoiteName, _ filter: Filter = .init(), isNumbered: Bool = true
    ) throws -> Listing {
        let found = try BoxListing.fetch(
            box, session, limit: filter.isWide ? nil : Self.newest + 1)
        var rows = visible(found)
        var isCut = !filter.isWide && found.count > Self.newest
        if isCut, !readsFiches {
            rows = try own(box)
            isCut = rows.count > Self.newest
        }
        if isCut { rows = Array(rows.prefix(Self.newest)) }
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
            unlooked.answers = try answers(box, filter).count
            rows = rows.filter {
                repertoire.isAbout(person, $0) || filter.others.contains($0.key)
            }
        }
        // Whom an answer is about nobody knows before it is opened.
        let answers = filter.person == nil ? try answers(box, filter) : []
        if isNumbered {
            try BoxListing.remember(rows.map(\.key) + answers.map(\.key), session.folder)
        }
        DestroyedFiches.warn(session)
        return try listing(rows, answers, isCut: isCut, unlooked: unlooked)
    }

    /// A part of a box: the answers of guichets that nobody opened, then the rows, newest first. Of these, what this
    /// agent can't open is left out.
    ///
    /// - Parameters:
    ///   - start: how many are passed over.
    ///   - count: how many there are at most.
    package func page(_ box: BoiteName, from start: Int, count: Int) throws -> Listing {
        let waiting = try answers(box)
        let answers = Array(waiting.dropFirst(start).prefix(count))
        let (first, limit) = (max(0, start - waiting.count), count - answers.count + 1)
        var rows =
            try readsFiches
            ? BoxListing.fetch(box, from: first, limit: limit, session)
            : Array(own(box).dropFirst(first).prefix(limit))
        let hasMore = rows.count > count - answers.count
        if hasMore { rows.removeLast() }
        DestroyedFiches.warn(session)
        return try listing(
            visible(rows), answers, isCut: hasMore || waiting.count > start + count,
            older: replaced(by: rows, box))
    }

    /// All that this agent may open, some rows at a time, newest first: each once at least, whatever comes or goes
    /// meanwhile.
    func each(_ box: BoiteName, _ take: ([BoxEntry]) throws -> Void) throws {
        var (start, last) = (0, BoxEntry.Name?.none)
        // Who gives no part of a box gives all of it.
        while session.boxes != nil {
            let rows = try BoxListing.fetch(box, from: start, limit: Self.newest, session)
            // A part begins with the row that ended the one before. Where it is not there, others may be missing
            // too: newer ones that are destroyed move the older ones up.
            if let last, !rows.contains(where: { $0.name == last }) { break }
            try take(visible(rows))
            guard rows.count == Self.newest else { return }
            start += rows.count - 1
            last = rows.last?.name
        }
        try take(own(box))
    }

    /// The rows of these fiches, newest first; what the box does not hold is left out.
    package func rows(_ box: BoiteName, of fiches: Set<PliKey>) throws -> Listing {
        let rows = try BoxListing.fetch(box, of: fiches, session)
        return try listing(visible(rows), [], older: replaced(by: rows, box))
    }

    /// Of a part of a box: what its rows replace, and that is not among them.
    private func replaced(by rows: [BoxEntry], _ box: BoiteName) throws -> [BoxEntry] {
        let replaced = rows.compactMap { row in row.remplace.map { PliKey(de: row.de, id: $0) } }
        return try BoxListing.fetch(box, of: Set(replaced).subtracting(rows.map(\.key)), session)
    }

    /// The answers of guichets that nobody opened, for those who open fiches.
    package func answers(_ box: BoiteName) throws -> [GuichetAnswer] {
        guard box == .reception, readsFiches else { return [] }
        return try GuichetAnswers(session: session).waiting()
    }

    /// What is about a person: what this agent read, and these others.
    package func about(
        _ person: AGDREFNumber, others: Set<PliKey> = []
    ) throws -> (received: Listing, sent: Listing) {
        let fiches = others.union(repertoire.fiches(about: person))
        try session.handOver()
        DestroyedFiches.warn(session)
        return (try rows(.reception, of: fiches), try rows(.envoi, of: fiches))
    }

    /// Whom it is about, for what this agent wrote or opened.
    package func person(_ row: BoxEntry) -> Repertoire.Person? { repertoire.person(row) }

    private var readsFiches: Bool { Permission.readFiche.allows(session.me?.roles ?? []) }

    /// All that somebody may open who opens no fiche: a few rows, far between those of the others.
    private func own(_ box: BoiteName) throws -> [BoxEntry] {
        visible(try BoxListing.fetch(box, session))
    }

    /// A DPO opens no fiche, a referent no notice: what one can't open is noise.
    private func visible(_ rows: [BoxEntry]) -> [BoxEntry] {
        let roles = session.me?.roles ?? []
        return rows.filter { $0.objet.reading.allows(roles) || $0.isForReferents }
    }

    private func listing(
        _ rows: [BoxEntry], _ answers: [GuichetAnswer], isCut: Bool = false,
        unlooked: (rows: [BoxEntry], answers: Int) = ([], 0), older: [BoxEntry] = []
    ) throws -> Listing {
        Listing(
            rows: rows, answers: answers, isCut: isCut, unlooked: unlooked, older: older,
            unverified: try unverified(rows), repertoire)
    }

    /// What names a person.
    private static let naming: Set<Objet> = [.fiche, .partage, .recu]

    private func answers(_ box: BoiteName, _ filter: Filter) throws -> [GuichetAnswer] {
        try answers(box).filter { filter.contact == nil || $0.guichet.pour == filter.contact }
    }

    private func unverified(_ rows: [BoxEntry]) throws -> Set<StructureName> {
        try Set(rows.map(\.de)).filter { try !session.trusts($0) }
    }

    /// Forgets, once a day, the names of what the boxes no longer hold.
    package func prune() throws {
        try repertoire.prune(session) {
            try BoxListing.fetch(.reception, session) + BoxListing.fetch(.envoi, session)
        }
    }
}
