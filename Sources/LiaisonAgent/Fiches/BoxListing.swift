internal import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

package enum BoiteName: String, CaseIterable {
    case reception, envoi
}

extension BoxEntry {
    /// Of a notice: whether it was sealed to the referents, for want of a DPO.
    package var isForReferents: Bool { roles.contains(.referent) }

    /// Tells a row of a box: of one sending there are as many as it has addressees.
    package struct Name: Hashable, Sendable {
        package let key: PliKey
        package let pour: StructureName
    }

    package var name: Name { Name(key: key, pour: pour) }
}

/// The boxes, and how a person names one of their rows (cli.md, «Common», `ID`).
package enum BoxListing {
    private static let file = "derniere-liste"

    /// - Parameter limit: how many rows, the newest ones; nil: all.
    package static func fetch(
        _ box: BoiteName, _ session: Session, limit: Int? = nil
    ) throws -> [BoxEntry] {
        let rows = try rows(Routes.localBox(box.rawValue, limit: limit), session)
        try session.handOver()
        return rows
    }

    /// The rows of these fiches, newest first: one sending has as many as it has addressees. What the box does not
    /// hold is left out.
    static func fetch(
        _ box: BoiteName, of fiches: Set<PliKey>, _ session: Session
    ) throws -> [BoxEntry] {
        let keys = Array(fiches)
        let found = try stride(from: 0, to: keys.count, by: Routes.mostNamed).flatMap { start in
            let asked = Set(keys[start..<min(start + Routes.mostNamed, keys.count)])
            let ids = Set(asked.map(\.id))
            return try self.rows(Routes.localBox(box.rawValue, ids: ids), session)
                .filter { asked.contains($0.key) }
        }
        func moment(_ row: BoxEntry) -> Instant {
            box == .envoi ? row.scelle : row.recu ?? row.scelle
        }
        return found.sorted { moment($0) > moment($1) }
    }

    /// So many rows, after the newest `start`.
    static func fetch(
        _ box: BoiteName, from start: Int, limit: Int, _ session: Session
    ) throws -> [BoxEntry] {
        // Who knows nothing of `saut` gives the newest ones whatever is asked.
        guard session.boxes != nil else {
            return Array(try fetch(box, session).dropFirst(start).prefix(limit))
        }
        let found = try rows(Routes.localBox(box.rawValue, limit: limit, from: start), session)
        try session.handOver()
        return found
    }

    private static func rows(_ path: String, _ session: Session) throws -> [BoxEntry] {
        try session.client.ask([BoxEntry].self, "GET", path)
    }

    /// The rows of the inbox under that identity: one a sender.
    static func received(_ id: PliID, _ session: Session) throws -> [BoxEntry] {
        try rows(id, in: .reception, session)
    }

    /// Those of the outbox: one an addressee.
    static func sent(_ id: PliID, _ session: Session) throws -> [BoxEntry] {
        try rows(id, in: .envoi, session)
    }

    private static func rows(
        _ id: PliID, in box: BoiteName, _ session: Session
    ) throws -> [BoxEntry] {
        try rows(Routes.localBox(box.rawValue, prefix: id.text), session).filter { $0.id == id }
    }

    /// The row of that key, whatever else bears its identity.
    ///
    /// - Throws: exit 66 for what no box holds; it may have been destroyed.
    package static func find(_ key: PliKey, _ session: Session) throws -> BoxEntry {
        try session.handOver()
        if let row = try rows(prefix: key.id.text, session).first(where: { $0.key == key }) {
            return row
        }
        throw try destroyed(key.id, session) ?? missing(key.id.text)
    }

    /// Of both boxes.
    private static func rows(prefix: String, _ session: Session) throws -> [BoxEntry] {
        guard
            prefix.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || $0 == 45 }
            )
        else { return [] }
        return try BoiteName.allCases.flatMap {
            try rows(Routes.localBox($0.rawValue, prefix: prefix), session)
                .filter { $0.id.text.hasPrefix(prefix) }
        }
    }

    /// Keeps the identities of the listing just shown, for its row numbers.
    package static func remember(_ rows: [PliKey], _ folder: AgentFolder) throws {
        let lines = rows.map { "\($0)\n" }.joined()
        try folder.write(lines.utf8, to: file, replacing: true)
    }

    /// What stood in the last listing under that number; nil for what is no number of it.
    static func remembered(_ text: String, _ folder: AgentFolder) -> PliKey? {
        guard let number = Int(text) else { return nil }
        let listing = (try? folder.read(file, limit: 16 << 20)) ?? []
        let lines = String(decoding: listing, as: UTF8.self).split(separator: "\n")
        return lines.indices.contains(number - 1) ? PliKey(lines[number - 1]) : nil
    }

    /// The row that a full id, a unique prefix of at least 4 characters, or a row number names.
    package static func find(_ text: String, _ session: Session) throws -> BoxEntry {
        try session.handOver()
        let found = text.utf8.count >= 4 ? try rows(prefix: text.lowercased(), session) : []
        // Four digits and more may begin an id: only then are they a row.
        if Int(text) != nil, text.utf8.count < 4 || found.isEmpty {
            guard let key = remembered(text, session.folder),
                let row = try rows(prefix: key.id.text, session).first(where: { $0.key == key })
            else { throw missing(text) }
            return row
        }
        let distinct = Set(found.map(\.key))
        guard let row = found.first else {
            if let id = PliID(text), let destroyed = try destroyed(id, session) { throw destroyed }
            throw missing(text)
        }
        guard distinct.count == 1 else {
            throw AgentError(
                .usage, "Plusieurs fiches commencent par « \(text) ».",
                next: "Donnez plus de signes.")
        }
        return row
    }

    /// What is no more is not merely unknown.
    private static func destroyed(_ id: PliID, _ session: Session) throws -> AgentError? {
        guard
            let tombstone = try DestroyedFiches.told("\(id)\n", session)?.first(where: {
                $0.key.id == id
            })
        else { return nil }
        return AgentError(
            .noInput,
            "Cette fiche a été détruite le \(ParisTime.date(at: tombstone.le).french), à son échéance.",
            next: "Le procès-verbal est chez votre DPO.")
    }

    private static func missing(_ text: String) -> AgentError {
        AgentError(
            .noInput, "Ni fichier, ni fiche de vos boîtes : « \(VisibleText.line(text)) ».",
            next: .fiche(.nameFiche))
    }
}
