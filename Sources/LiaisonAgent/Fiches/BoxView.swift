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

    /// How many rows are shown unless all are asked for.
    package static let newest = 500

    let session: Session
    /// As this agent knew it when this was made.
    let repertoire: Repertoire
    private let roles: Set<Role>

    /// - Throws: exit 77 for who lists no fiche.
    package init(_ session: Session) throws {
        try session.require(.listFiches)
        self.session = session
        repertoire = Repertoire(session)
        roles = session.me?.roles ?? []
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
        if isCut, !opensFiches {
            rows = try own(box)
            isCut = rows.count > Self.newest
        }
        if isCut { rows = Array(rows.prefix(Self.newest)) }
        let hidden = opensFiches ? found.indices.filter { !isVisible(found[$0]) } : []
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
        return try listing(rows, answers, isCut: isCut, hidden: hidden, unlooked: unlooked)
    }

    /// A part of a box, for who opens fiches: the answers of guichets that nobody opened, then the rows, newest
    /// first. Of these, what this agent can't open is left out: seldom any.
    ///
    /// - Parameters:
    ///   - start: how many are passed over.
    ///   - count: how many there are at most.
    package func page(_ box: BoiteName, from start: Int, count: Int) throws -> Listing {
        let waiting = try answers(box)
        let answers = Array(waiting.dropFirst(start).prefix(count))
        let (first, limit) = (max(0, start - waiting.count), count - answers.count + 1)
        var rows = try BoxListing.fetch(box, from: first, limit: limit, session)
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

    /// These rows, in their order; what the box does not hold any more is left out.
    package func rows(
        _ box: BoiteName, _ names: ArraySlice<BoxEntry.Name>, isCut: Bool = false
    ) throws -> Listing {
        let held = try BoxListing.fetch(box, of: Set(names.map(\.key)), session)
        let byName = Dictionary(
            visible(held).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = names.compactMap { byName[$0] }
        DestroyedFiches.warn(session)
        return try listing(rows, [], isCut: isCut, older: replaced(by: rows, box))
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
        guard box == .reception, opensFiches else { return [] }
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
    package func line(_ fiche: PliKey) -> Repertoire.Line? { repertoire.line(fiche) }

    /// Who opens none may open a few rows, far between those of the others.
    package var opensFiches: Bool { Permission.readFiche.allows(roles) }

    private func own(_ box: BoiteName) throws -> [BoxEntry] {
        visible(try BoxListing.fetch(box, session))
    }

    /// A DPO opens no fiche, a referent no notice: what one can't open is noise.
    private func visible(_ rows: [BoxEntry]) -> [BoxEntry] {
        rows.filter(isVisible)
    }

    private func isVisible(_ row: BoxEntry) -> Bool {
        row.objet.reading.allows(roles) || row.isForReferents
    }

    private func listing(
        _ rows: [BoxEntry], _ answers: [GuichetAnswer], isCut: Bool = false, hidden: [Int] = [],
        unlooked: (rows: [BoxEntry], answers: Int) = ([], 0), older: [BoxEntry] = []
    ) throws -> Listing {
        Listing(
            rows: rows, answers: answers, isCut: isCut, hidden: hidden, unlooked: unlooked,
            older: older, unverified: try unverified(rows), repertoire)
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
