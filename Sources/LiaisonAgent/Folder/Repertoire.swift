package import LiaisonBase
internal import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// Whose fiches this agent wrote or opened: names and birth years for the lists, what was completed
/// for the OFII, with whom a fiche was shared. Sealed to the agent alone. A line goes when its fiche
/// is no longer in a box (cli.md, `boite`).
package struct Repertoire {
    package struct Person: Equatable {
        package let name: String
        /// Four digits.
        package let birthYear: String
    }

    /// By `de` and `id`.
    private var persons = JSONMembers()

    private static let file = "repertoire.age"
    /// Bytes; some hundred thousand fiches.
    private static let limit = 32 << 20

    /// What is there; nothing when the file is missing, can't be read now, or was put aside (`SealedList`).
    package init(_ session: Session) {
        if let found = try? Repertoire(reading: session) { self = found }
    }

    /// - Throws: when the disk does not give what is there.
    private init(reading session: Session) throws {
        let list = SealedList(file: Self.file, limit: Self.limit) { try? JSONMembers(parsing: $0) }
        if let found = try list.read(
            session.folder, session.identity, session.context.notify)
        {
            persons = found
        }
    }

    /// Changes it, and writes it when something changed.
    ///
    /// The lock spans reading and writing: what another face adds meanwhile is not lost.
    package static func update(_ session: Session, _ change: (inout Repertoire) -> Void) throws {
        try session.folder.locked {
            // What can't be read now must not be written over.
            var repertoire = try Repertoire(reading: session)
            change(&repertoire)
            guard repertoire.persons.isChanged else { return }
            try session.folder.write(
                Age.seal(repertoire.persons.text, to: [session.agent.destinataire]), to: file,
                replacing: true)
        }
    }

    package func person(_ row: BoxEntry) -> Person? {
        line(row.key).map { Person(name: $0.name, birthYear: $0.birthYear) }
    }

    /// How many attachments it has, for what this agent wrote or opened; nil for none.
    package func attachments(_ row: BoxEntry) -> Int? {
        persons[row.key.description]?.object?["pieces"]?.integer.map { Int($0) }
    }

    /// A line of it.
    package struct Line: Equatable {
        package let name: String
        /// Four digits.
        package let birthYear: String
        /// Nil when the fiche bears none.
        package let number: AGDREFNumber?
    }

    /// What is known of one fiche; nil for one that this agent did not look into, and for one that names nobody.
    package func line(_ fiche: PliKey) -> Line? {
        guard let entry = persons[fiche.description]?.object,
            let name = entry["nom"]?.string, let year = entry["annee"]?.string
        else { return nil }
        return Line(
            name: name, birthYear: year,
            number: entry["agdref"]?.string.flatMap { AGDREFNumber($0) })
    }

    /// Everybody, by the fiche that is about them: for who looks up nearly all.
    package var all: [PliKey: Line] {
        persons.keys.reduce(into: [:]) { lines, text in
            if let key = PliKey(text), let line = line(key) { lines[key] = line }
        }
    }

    /// Of a fiche that a colleague handed on: whose it is, who wrote it, and when.
    package struct Origin: Equatable, Sendable {
        package let structure: StructureName
        package let auteur: KeyName
        package let scelle: Instant
    }

    /// For what this agent opened of it: the row itself names the colleague, and the day of sharing.
    package func origin(_ row: BoxEntry) -> Origin? {
        guard let origin = persons[row.key.description]?.object?["partage"]?.object,
            let structure = origin["de"]?.string.flatMap({ StructureName($0) }),
            let auteur = origin["auteur"]?.string.flatMap({ KeyName(agent: $0) }),
            let scelle = origin["scelle"]?.string.flatMap({ Instant($0) })
        else { return nil }
        return Origin(structure: structure, auteur: auteur, scelle: scelle)
    }

    /// Whether this agent looked into it: whom it is about is known, or that it names nobody.
    package func isKnown(_ row: BoxEntry) -> Bool {
        persons[row.key.description]?.object?["nom"] != nil
    }

    /// - Parameters:
    ///   - pieces: how many attachments it has, where that is known.
    ///   - origin: of one that a colleague handed on.
    package mutating func add(
        _ fiche: Fiche, _ manifest: Manifest, pieces: Int? = nil, origin: Origin? = nil
    ) {
        change(manifest.key.description) { entry in
            if let origin {
                entry["partage"] = .object(
                    JSONObject([
                        ("de", .string(origin.structure.text)),
                        ("auteur", .string(origin.auteur.description)),
                        ("scelle", .string(origin.scelle.description)),
                    ]))
            }
            if let pieces { entry["pieces"] = pieces > 0 ? .integer(Int64(pieces)) : nil }
            entry["nom"] = .string("\(fiche.nom) \(fiche.prenom)")
            entry["annee"] = .string(String(fiche.dateNaissance.description.prefix(4)))
            entry["agdref"] = fiche.numeroAGDREF.map { .string($0.padded) }
        }
    }

    /// Notes what went to whom, so that the same is not sent twice by mistake.
    package mutating func noteSent(
        _ fiche: Fiche, _ manifest: Manifest, to structures: [StructureName]
    ) {
        change(manifest.key.description) { entry in
            entry["contenu"] = .string(fiche.fingerprint)
            entry["pour"] = .array(structures.map { .string($0.text) })
            entry["le"] = .string(manifest.scelle.description)
        }
    }

    /// When this agent last sent the same fiche to that structure, if it was no earlier than `since`.
    package func lastSent(
        _ fiche: Fiche, to structure: StructureName, since: Instant
    ) -> (id: PliID, le: Instant)? {
        let fingerprint = fiche.fingerprint
        return persons.keys(holding: fingerprint).compactMap { text -> (id: PliID, le: Instant)? in
            guard let entry = persons[text]?.object, entry["contenu"]?.string == fingerprint,
                entry["pour"]?.array?.contains(.string(structure.text)) == true,
                let le = entry["le"]?.string.flatMap({ Instant($0) }), le >= since,
                let key = PliKey(text)
            else { return nil }
            return (key.id, le)
        }.max { ($0.le, $0.id.text) < ($1.le, $1.id.text) }
    }

    /// Whether the fiche is about the person of that number, as far as this agent opened it.
    package func isAbout(_ number: AGDREFNumber, _ row: BoxEntry) -> Bool {
        let entry = persons[row.key.description]?.object
        return entry?["agdref"]?.string == number.padded
    }

    /// All that is about her, as far as this agent opened it.
    package func fiches(about number: AGDREFNumber) -> Set<PliKey> {
        Set(
            persons.keys(holding: number.padded).compactMap { text in
                persons[text]?.object?["agdref"]?.string == number.padded ? PliKey(text) : nil
            })
    }

    /// How she is called there; nil where no fiche that this agent opened is about her.
    package func name(of number: AGDREFNumber) -> String? {
        fiches(about: number).lazy.compactMap { line($0)?.name }.first
    }

    /// What was completed for the OFII's table, at the form's paths; empty when nothing was.
    package func completed(_ row: BoxEntry) -> JSONObject {
        persons[row.key.description]?.object?["ofii"]?.object ?? JSONObject()
    }

    package mutating func complete(_ row: BoxEntry, _ content: JSONObject) {
        change(row.key.description) {
            $0["ofii"] = content.isEmpty ? nil : .object(content)
        }
    }

    /// That a fiche was handed on, and when; nil for what was noted before the day was.
    package struct Share: Equatable {
        package let le: Instant?
    }

    /// Whether it was handed on to those keys of the colleague: with new ones she opens none of it. What was
    /// noted by her name alone counts for any.
    package func share(of fiche: PliKey, with colleague: Carte.Agent) -> Share? {
        let (name, digest) = (colleague.nom.description, Manifest.digest(colleague.destinataire))
        for value in persons[fiche.description]?.object?["avec"]?.array ?? [] {
            if value.string == name { return Share(le: nil) }
            guard let share = value.object, share["nom"]?.string == name,
                share["destinataire"]?.string == digest
            else { continue }
            return Share(le: share["le"]?.string.flatMap { Instant($0) })
        }
        return nil
    }

    package mutating func noteShared(
        _ fiche: PliKey, with colleague: Carte.Agent, at instant: Instant
    ) {
        guard share(of: fiche, with: colleague)?.le == nil else { return }
        change(fiche.description) { entry in
            let share = JSONObject([
                ("nom", .string(colleague.nom.description)),
                ("destinataire", .string(Manifest.digest(colleague.destinataire))),
                ("le", .string(instant.description)),
            ])
            // Before what says no day: the first that fits counts.
            entry["avec"] = .array([.object(share)] + (entry["avec"]?.array ?? []))
        }
    }

    private mutating func change(_ key: String, _ change: (inout JSONObject) -> Void) {
        var entry = persons[key]?.object ?? JSONObject()
        change(&entry)
        persons[key] = entry.isEmpty ? nil : .object(entry)
    }

    /// Forgets, once a day, what the boxes no longer hold, and what is kept of it for the search.
    ///
    /// - Parameter rows: all that the boxes hold; asked only when it is time.
    package func prune(_ session: Session, _ rows: () throws -> [BoxEntry]) throws {
        let today = session.today.description
        guard !persons.isEmpty, persons[Self.pruned]?.string != today else { return }
        let present = Set(try rows().map(\.key))
        let names = Set(present.map(\.description))
        // First: what fails is tried again today.
        try SearchTexts(session).prune(present)
        try Self.update(session) { repertoire in
            for key in repertoire.persons.keys where !names.contains(key) {
                repertoire.persons[key] = nil
            }
            repertoire.persons[Self.pruned] = .string(today)
        }
    }

    /// The member that says when that was done last; no structure has this name.
    private static let pruned = "elague"
}
