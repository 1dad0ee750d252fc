internal import LiaisonBase
package import LiaisonSchema

/// A fiche that somebody is writing in a page, as it was typed, right or wrong.
package struct SealedDraft: Equatable, Sendable {
    package let id: PliID
    /// What was typed. A field is saved on its own, so that nothing is lost when the page is left or locked.
    package internal(set) var entries: FormEntries
    /// What another page of the same draft typed in a field meanwhile, until somebody chooses.
    package internal(set) var rivals: [FormPath: FormEntry]
    /// The fields that a page sent, changed or not: what is missing beside them was seen to be.
    package internal(set) var sent: Set<FormPath>
    /// Whom it goes to; nil as long as nobody was chosen.
    package internal(set) var pour: StructureName?
    /// Its attachments, in their order; what they hold lies beside it (`DraftPieces`).
    package internal(set) var pieces: [DraftPiece]
    /// The fiche that it answers or replaces.
    package let link: FicheLink
    /// The fiches from which something was taken over: it does not outlive them.
    package let sources: [PliKey]
    package internal(set) var saved: Instant

    /// How many days it is kept after it was last changed.
    package static let keptDays = 30

    /// The last day of keeping.
    package var echeance: CalendarDate { Self.echeance(savedAt: saved) }

    static func echeance(savedAt instant: Instant) -> CalendarDate {
        ParisTime.date(at: instant).adding(days: keptDays)
    }

    init(
        entries: FormEntries, pour: StructureName?, link: FicheLink, sources: [PliKey],
        at now: Instant
    ) {
        id = .random()
        self.entries = entries
        rivals = [:]
        sent = []
        pieces = []
        self.pour = pour
        self.link = link
        self.sources = sources
        saved = now
    }

    package var isReply: Bool { link.reponseA != nil }

    /// Whom it is about, for a list; empty when nobody is named yet. It is as typed: show it as a stranger's.
    package var person: String { entries.person }

    /// The pages on which it is written.
    ///
    /// - Parameter settled: as `FormPages`.
    package func pages(on today: CalendarDate, settled: Set<FormPath> = []) -> FormPages {
        FormPages(entries, today: today, isReply: isReply, settled: settled)
    }

    // MARK: In its file

    /// Bytes: the answers, their rivals, and what stands around.
    static let limit = 4 << 20

    var bytes: [UInt8] {
        let others = JSONObject(
            rivals.sorted { $0.key.name < $1.key.name }
                .map { rival -> (String, JSONValue?) in (rival.key.name, rival.value.value) })
        var object = JSONObject([
            ("version", .integer(1)), ("modele", .string(entries.modele.rawValue)),
            ("saisie", .object(entries.value)),
            ("ailleurs", others.isEmpty ? nil : .object(others)),
            ("venus", sent.isEmpty ? nil : .array(sent.map(\.name).sorted().map { .string($0) })),
            ("pour", pour.map { .string($0.text) }),
            ("pieces", pieces.isEmpty ? nil : .array(pieces.map { .object($0.object) })),
            ("sources", .array(sources.map { .string($0.description) })),
            ("enregistre", .string(saved.description)),
        ])
        link.write(into: &object)
        return Array(JSONValue.object(object).text.utf8)
    }

    /// Nil for what no version of this program wrote.
    init?(_ id: PliID, _ bytes: [UInt8]) {
        guard let object = (try? JSONValue.parse(bytes))?.object,
            object["version"] == .integer(1),
            let modele = object["modele"]?.string.flatMap({ FicheModele(rawValue: $0) }),
            let typed = object["saisie"]?.object,
            let saved = object["enregistre"]?.string.flatMap({ Instant($0) })
        else { return nil }
        self.id = id
        entries = FormEntries(modele: modele, entries: typed)
        rivals = [:]
        pieces = (object["pieces"]?.array ?? []).compactMap {
            $0.object.flatMap { DraftPiece($0) }
        }
        pour = object["pour"]?.string.flatMap { StructureName($0) }
        link = FicheLink(object)
        sources = (object["sources"]?.array ?? []).compactMap {
            $0.string.flatMap { PliKey($0) }
        }
        self.saved = saved
        sent = []
        for name in object["venus"]?.array ?? [] {
            if let path = name.string.flatMap({ entries.path(named: $0) }) { sent.insert(path) }
        }
        for member in object["ailleurs"]?.object?.members ?? [] {
            if let path = entries.path(named: member.key) {
                rivals[path] = FormEntry(member.value)
            }
        }
    }
}
