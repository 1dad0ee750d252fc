package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

package enum BoiteName: String, CaseIterable {
    case reception, envoi
}

/// A row of a box, as the daemon gave it.
package struct BoxRow {
    package let object: JSONObject
    package let id: PliID
    package let de: StructureName

    package init?(_ value: JSONValue) {
        guard let object = value.object, let id = object["id"]?.string.flatMap({ PliID($0) }),
            let de = object["de"]?.string.flatMap({ StructureName($0) })
        else { return nil }
        self.object = object
        self.id = id
        self.de = de
    }

    package var objet: Objet? { object["objet"]?.string.flatMap { Objet(rawValue: $0) } }

    /// Of a notice: whether it was sealed to the referents, for want of a DPO.
    package var isForReferents: Bool {
        (object["roles"]?.array ?? []).contains(.string(Role.referent.rawValue))
    }

    package func text(_ key: String, else other: String = "") -> String {
        object[key]?.string.map { PlainLine.visible($0) } ?? other
    }
}

/// The boxes, and how a person names one of their rows (cli.md, «Common», `ID`).
package enum BoxListing {
    private static let file = "derniere-liste"

    /// - Parameter limit: how many rows, the newest ones; nil: all.
    package static func fetch(
        _ box: BoiteName, _ session: Session, limit: Int? = nil
    ) throws -> [BoxRow] {
        let rows = try rows(Routes.localBox(box.rawValue, limit: limit), session)
        try FileOpenings(session: session).flush()
        return rows
    }

    private static func rows(_ path: String, _ session: Session) throws -> [BoxRow] {
        let answer = try session.client.request("GET", path)
        return ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap(BoxRow.init)
    }

    /// Of both boxes.
    private static func rows(prefix: String, _ session: Session) throws -> [BoxRow] {
        guard
            prefix.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || $0 == 45 }
            )
        else { return [] }
        return try BoiteName.allCases.flatMap {
            try rows(Routes.localBox($0.rawValue, prefix: prefix), session)
        }
    }

    /// Keeps the identities of the listing just shown, for its row numbers.
    package static func remember(_ rows: [BoxRow], _ folder: AgentFolder) throws {
        let lines = rows.map { "\($0.de) \($0.id)\n" }.joined()
        try folder.write(lines.utf8, to: file, replacing: true)
    }

    /// The row that a full id, a unique prefix of at least 4 characters, or a row number names.
    package static func find(_ text: String, _ session: Session) throws -> BoxRow {
        try FileOpenings(session: session).flush()
        let found = text.utf8.count >= 4 ? try rows(prefix: text.lowercased(), session) : []
        // Four digits and more may begin an id: only then are they a row.
        if let number = Int(text), text.utf8.count < 4 || found.isEmpty {
            let listing = (try? session.folder.read(file, limit: 16 << 20)) ?? []
            let lines = String(decoding: listing, as: UTF8.self).split(separator: "\n")
            guard lines.indices.contains(number - 1) else { throw missing(text) }
            let line = lines[number - 1]
            let id = String(line.split(separator: " ").last ?? "")
            let row = try rows(prefix: id, session).first { "\($0.de) \($0.id)" == line }
            guard let row else { throw missing(text) }
            return row
        }
        let distinct = Set(found.map { "\($0.de) \($0.id)" })
        guard let row = found.first else {
            if let id = PliID(text), let destroyed = destroyed(id, session) { throw destroyed }
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
    private static func destroyed(_ id: PliID, _ session: Session) -> AgentError? {
        guard
            let answer = try? session.client.request(
                "POST", Routes.localDestroyed, body: Array("\(id)\n".utf8)),
            let tombstone = (try? JSONValue.parse(answer.body))?.array?.first?.object
        else { return nil }
        let date = tombstone["le"]?.string.flatMap { Instant($0) }
            .map { " le \(ParisTime.date(at: $0).french)" }
        return AgentError(
            .noInput, "Cette fiche a été détruite\(date ?? ""), à son échéance.",
            next: "Le procès-verbal est chez votre DPO.")
    }

    private static func missing(_ text: String) -> AgentError {
        AgentError(
            .noInput, "Ni fichier, ni fiche de vos boîtes : « \(PlainLine.visible(text)) ».",
            next: "Voyez « agir-liaison boite » ; un identifiant se donne par 4 signes au moins.")
    }
}
